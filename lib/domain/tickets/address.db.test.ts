import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import type { MessageState } from "@/lib/domain/messages/schema";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { correctAddress } from "./commands/correct-address";
import { resendTicket } from "./commands/resend-ticket";
import { revokeTicket } from "./commands/revoke-ticket";
import { listTickets } from "./queries";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const RIGHT = "right@example.com";
const WRONG = "guest-1@example.com";

async function oneTicket(state: MessageState = "queued") {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  if (!ticket) throw new Error("No ticket was issued.");
  await act(world, tenant, admin, ({ db }) => db.message.updateMany({ data: { state } }));
  return { tenant, event, ticketId: ticket.id, ...(await secretsOf(world, tenant, ticket.id)) };
}
const resend = (tenant: CtxTenant, ticketId: string, by = admin) =>
  act(world, tenant, by, (ctx) => resendTicket(ctx, { ticketId }));
const correct = (tenant: CtxTenant, ticketId: string, by = admin, email = RIGHT) =>
  act(world, tenant, by, (ctx) => correctAddress(ctx, { ticketId, email }));
const messagesOf = (tenant: CtxTenant) =>
  act(world, tenant, admin, ({ db }) =>
    db.message.findMany({
      orderBy: { id: "asc" },
      select: { id: true, generation: true, recipient: true, state: true, failure: true },
    }),
  );
const audited = (tenant: CtxTenant, action: string) =>
  act(world, tenant, admin, ({ db }) => db.auditEntry.findMany({ where: { action } }));

describe("sending a ticket again", () => {
  it.each(["sent", "failed", "bounced", "kept"] as const)(
    "after an email that is %s queues another with the same code, audited",
    async (state) => {
      const { tenant, ticketId, code } = await oneTicket(state);
      await resend(tenant, ticketId);
      expect(await messagesOf(tenant)).toMatchObject([
        { generation: 1, state },
        { generation: 1, state: "queued", recipient: WRONG },
      ]);
      expect((await secretsOf(world, tenant, ticketId)).code).toBe(code);
      expect(await audited(tenant, "tickets.resend")).toMatchObject([{ subjectId: ticketId, changed: [] }]);
    },
  );

  it.each(["queued", "sending"] as const)("is refused while one is %s", async (state) => {
    const { tenant, ticketId } = await oneTicket(state);
    await expect(resend(tenant, ticketId)).rejects.toMatchObject({ code: "EMAIL_ON_ITS_WAY" });
    expect(await messagesOf(tenant)).toHaveLength(1);
    expect(await audited(tenant, "tickets.resend")).toEqual([]);
  });

  it("by ten at once queues one", async () => {
    const { tenant, ticketId } = await oneTicket("sent");
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => resend(tenant, ticketId)));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await messagesOf(tenant)).map(({ state }) => state)).toEqual(["sent", "queued"]);
    expect(await act(world, tenant, admin, ({ db }) => db.jobRequest.count())).toBe(2);
  });

  it("is for valid tickets and who may send", async () => {
    const { tenant, event, ticketId } = await oneTicket("sent");
    await expect(resend(tenant, ticketId, person(["tickets.issue"]))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(resend(tenant, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await resend(tenant, ticketId, person([{ permission: "messages.send", eventId: event.id }]));
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId, reason: "Lost" }));
    await expect(resend(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
  });
});

describe("putting an address right", () => {
  it.each(["queued", "kept", "failed", "bounced"] as const)(
    "keeps the code when the email that is %s reached nobody",
    async (state) => {
      const { tenant, event, ticketId, code } = await oneTicket(state);
      expect(await correct(tenant, ticketId)).toEqual({ isReissued: false });
      expect(await messagesOf(tenant)).toMatchObject([
        state === "queued" ? { state: "failed", failure: "ADDRESS_CORRECTED", recipient: WRONG } : { state },
        { generation: 1, state: "queued", recipient: RIGHT },
      ]);
      expect((await gateAt(world, tenant, event).preview(code)).verdict).toBe("READY");
      expect(await audited(tenant, "tickets.correct-address")).toMatchObject([{ changed: ["holderEmail"] }]);
    },
  );

  it.each(["sending", "sent", "delivered"] as const)(
    "gives a new code when the email was %s: the old one is a stranger's",
    async (state) => {
      const { tenant, event, ticketId, code } = await oneTicket(state);
      expect(await correct(tenant, ticketId)).toEqual({ isReissued: true });
      expect(await messagesOf(tenant)).toMatchObject([{ state }, { generation: 2, state: "queued", recipient: RIGHT }]);
      const gate = gateAt(world, tenant, event);
      expect((await gate.preview(code)).verdict).toBe("REPLACED");
      expect((await gate.preview((await secretsOf(world, tenant, ticketId)).code)).verdict).toBe("READY");
      const [entry] = await audited(tenant, "tickets.correct-address");
      expect(entry?.changed).toEqual(["holderEmail", "generation"]);
      expect(JSON.stringify(entry)).not.toContain("example.com");
    },
  );

  it("makes the ticket found under the new address", async () => {
    const { tenant, event, ticketId } = await oneTicket();
    await correct(tenant, ticketId);
    const found = (search: string) =>
      act(world, tenant, admin, async (ctx) => (await listTickets(ctx, { eventId: event.id, search })).count);
    expect([await found(RIGHT), await found(WRONG), await found("guest 1")]).toEqual([1, 0, 1]);
  });

  it("is refused for the address it has, for a ticket that is not valid, and to who may not send", async () => {
    const { tenant, ticketId } = await oneTicket("sent");
    await expect(correct(tenant, ticketId, admin, WRONG)).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
    await expect(correct(tenant, ticketId, person(["tickets.reissue"]))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(correct(tenant, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId, reason: "Lost" }));
    await expect(correct(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    expect(await messagesOf(tenant)).toHaveLength(1);
  });

  it("by five at once is done by one", async () => {
    const { tenant, ticketId } = await oneTicket("failed");
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, (_, n) => correct(tenant, ticketId, admin, `right-${n}@example.com`)),
    );
    expect(outcomes.some(({ status }) => status === "fulfilled")).toBe(true);
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    for (const code of lost) expect(code).toBe("CONFLICT");
    const queued = (await messagesOf(tenant)).filter(({ state }) => state === "queued");
    const { holderEmail } = await act(world, tenant, admin, ({ db }) => db.ticket.findFirstOrThrow());
    expect(queued.map(({ recipient }) => recipient)).toEqual([holderEmail]);
  });
});
