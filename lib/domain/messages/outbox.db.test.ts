import { beforeAll, describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { act, inRole, makeTenant, useWorld } from "@/lib/testing/world";
import { listMessages } from "./queries";
import type { MessageFilter, MessageState } from "./schema";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
let tenant: CtxTenant;

/** Emails that are about no ticket, as an invitation is not. */
async function put(recipients: string[], state: MessageState = "sent") {
  await act(world, tenant, admin, ({ db, now }) =>
    db.message.createMany({
      data: recipients.map((recipient) => ({
        tenantId: tenant.id,
        id: newId(),
        template: "invitation",
        recipient,
        state,
        createdAt: now,
      })),
    }),
  );
}
const listed = (asked: MessageFilter & { before?: string; after?: string; take?: number } = {}) =>
  act(world, tenant, admin, (ctx) => listMessages(ctx, asked));
const recipients = async (...asked: Parameters<typeof listed>) =>
  (await listed(...asked)).messages.map(({ recipient }) => recipient);

describe("the outbox", () => {
  beforeAll(async () => {
    tenant = await makeTenant(world);
    await put(["a_1@example.com", "ab1@example.com", "100%@example.com", "back\\slash@example.com"]);
    await put(["lost@example.com"], "bounced");
  });

  it("shows the newest first, also what is about no ticket", async () => {
    const { messages } = await listed();
    expect(messages[0]).toMatchObject({ recipient: "lost@example.com", template: "invitation", ticket: null });
    expect(messages).toHaveLength(5);
  });

  it.each([
    ["A_1", ["a_1@example.com"]],
    ["%", ["100%@example.com"]],
    ["\\", ["back\\slash@example.com"]],
    ["nobody", []],
  ])("searched for %j finds what has it, and nothing more", async (search, found) => {
    expect(await recipients({ search })).toEqual(found);
  });

  it("goes by state, and by both", async () => {
    expect(await recipients({ state: "bounced" })).toEqual(["lost@example.com"]);
    expect(await recipients({ state: "sent", search: "lost" })).toEqual([]);
  });
});

describe("the pages of the outbox", () => {
  it("lose and repeat nothing, there and back, while emails are queued", async () => {
    tenant = await makeTenant(world);
    await put(Array.from({ length: 12 }, (_, n) => `guest-${n}@example.com`));
    const there: string[][] = [];
    let page = await listed({ take: 5 });
    expect(page.after).toBeNull();
    for (;;) {
      there.push(page.messages.map(({ id }) => id));
      if (page.before === null) break;
      await put(["late@example.com"]);
      page = await listed({ take: 5, before: page.before });
    }
    expect(there.map((ids) => ids.length)).toEqual([5, 5, 2]);
    expect(new Set(there.flat()).size).toBe(12);
    const middle = await listed({ take: 5, after: page.after ?? "" });
    expect(middle.messages.map(({ id }) => id)).toEqual(there[1]);
    // Two were queued meanwhile: the page before is full, and behind it is the first.
    const newer = await listed({ take: 5, after: middle.after ?? "" });
    expect(newer.messages.map(({ id }) => id)).toEqual(there[0]);
    const newest = await listed({ take: 5, after: newer.after ?? "" });
    expect(newest.messages.slice(0, 2).map(({ recipient }) => recipient)).toEqual([
      "late@example.com",
      "late@example.com",
    ]);
    expect([newest.messages.length, newest.after]).toEqual([5, null]);
  });
});
