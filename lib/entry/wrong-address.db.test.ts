import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { sendMessage } from "@/lib/domain/messages/jobs";
import { correctAddress } from "@/lib/domain/tickets/commands/correct-address";
import { resendTicket } from "@/lib/domain/tickets/commands/resend-ticket";
import { act, ctxOf, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const RIGHT = "right@example.com";
const WRONG = "guest-1@example.com";

/** A ticket whose email was given up, so that its code is nobody's yet. */
async function undelivered() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  await act(world, tenant, admin, ({ db }) => db.message.updateMany({ data: { state: "failed" } }));
  return { tenant, ticketId: ticket?.id ?? "" };
}
const resend = (tenant: CtxTenant, ticketId: string) =>
  act(world, tenant, admin, (ctx) => resendTicket(ctx, { ticketId }));
const correct = (tenant: CtxTenant, ticketId: string) =>
  act(world, tenant, admin, (ctx) => correctAddress(ctx, { ticketId, email: RIGHT }));
const messagesOf = (tenant: CtxTenant) =>
  act(world, tenant, admin, ({ db }) =>
    db.message.findMany({ orderBy: { id: "asc" }, select: { id: true, state: true, failure: true } }),
  );
/** The worker's try at one message, with a mail server that takes everything, or nothing. */
async function sendOne(tenant: CtxTenant, messageId: string, answer: "yes" | "no" = "yes") {
  const sent: string[] = [];
  const email = { subject: "", html: "", text: "", inline: [] };
  const tools = {
    templates: { ticket: async () => email, invitation: async () => email },
    mailer: {
      send: async ({ to }: { to: string }) => {
        if (answer === "no") throw Object.assign(new Error("Refused"), { responseCode: 451, command: "RCPT TO" });
        sent.push(to);
        return "sent" as const;
      },
    },
  };
  const job = { kind: "job" as const, id: newId(), permissions: [] };
  await sendMessage(ctxOf(world, tenant, job), { messageId }, tools);
  return sent;
}

describe("a code that nobody has yet", () => {
  it("is not sent to the old address, though that was asked for at the same time", async () => {
    const { tenant, ticketId } = await undelivered();
    await correct(tenant, ticketId);
    const { id } = (await messagesOf(tenant))[1] ?? { id: "" };
    await act(world, tenant, admin, ({ db }) => db.message.updateMany({ where: { id }, data: { recipient: WRONG } }));
    expect(await sendOne(tenant, id)).toEqual([]);
    expect((await messagesOf(tenant))[1]).toMatchObject({ state: "failed", failure: "ADDRESS_CORRECTED" });
  });

  it("reaches one address alone when ten send it again while it is put right", async () => {
    const { tenant, ticketId } = await undelivered();
    const resends = Array.from({ length: 10 }, () => resend(tenant, ticketId));
    const [corrected] = await Promise.allSettled([correct(tenant, ticketId), ...resends]);
    await Promise.allSettled(resends);
    if (corrected.status === "rejected") expect(corrected.reason.code).toBe("CONFLICT");
    const reached = [];
    for (const message of await messagesOf(tenant)) {
      if (message.state === "queued") reached.push(...(await sendOne(tenant, message.id)));
    }
    expect(reached).toEqual([corrected.status === "fulfilled" ? RIGHT : WRONG]);
  });
});

it("a code whose email was cut off while being sent is a stranger's, whatever later tries came to", async () => {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  const [message] = await messagesOf(tenant);
  const id = message?.id ?? "";
  // What a process leaves behind that is killed in the middle.
  await act(world, tenant, admin, ({ db }) =>
    db.message.updateMany({ where: { id }, data: { state: "sending", attempts: 1 } }),
  );
  await sendOne(tenant, id, "no");
  expect(await messagesOf(tenant)).toMatchObject([{ state: "queued", failure: "DEFERRED" }]);
  expect(await correct(tenant, ticket?.id ?? "")).toEqual({ isReissued: true });
});
