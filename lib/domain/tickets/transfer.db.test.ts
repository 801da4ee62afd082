import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { markTicketOpened } from "./commands/mark-opened";
import { reissueTicket } from "./commands/reissue-ticket";
import { revokeTicket } from "./commands/revoke-ticket";
import { transferTicket } from "./commands/transfer-ticket";
import { getHeldTicket, listTickets } from "./queries";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const NEW = { name: "Nadia Näher", email: "nadia@example.com" };

async function oneTicket() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  if (!ticket) throw new Error("No ticket was issued.");
  return { tenant, event, ticketId: ticket.id, ...(await secretsOf(world, tenant, ticket.id)) };
}
const transfer = (tenant: CtxTenant, ticketId: string, by = admin) =>
  act(world, tenant, by, (ctx) => transferTicket(ctx, { ticketId, ...NEW }));
const held = (tenant: CtxTenant, ticketId: string, generation: number) =>
  act(world, tenant, { kind: "ticket-holder", id: ticketId }, async (ctx) => {
    await markTicketOpened(ctx, { ticketId, generation });
    return getHeldTicket(ctx, { ticketId, generation });
  });

describe("transferring a ticket", () => {
  it("kills the old code at the gate, and the new holder's admits under the new name", async () => {
    const { tenant, event, ticketId, code } = await oneTicket();
    expect(await transfer(tenant, ticketId)).toEqual({ generation: 2 });
    const gate = gateAt(world, tenant, event);
    expect((await gate.preview(code)).verdict).toBe("REPLACED");
    const preview = await gate.preview((await secretsOf(world, tenant, ticketId)).code);
    expect(preview).toMatchObject({ verdict: "READY", ticket: { name: NEW.name, number: 1 } });
    expect((await gate.confirm(preview)).verdict).toBe("ADMITTED");
  });

  it("between a look and its confirm admits nobody by the old code", async () => {
    const { tenant, event, ticketId, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    expect(preview.verdict).toBe("READY");
    await transfer(tenant, ticketId);
    expect((await gate.confirm(preview)).verdict).toBe("REPLACED");
    expect((await gate.preview((await secretsOf(world, tenant, ticketId)).code)).verdict).toBe("READY");
  });

  it("tells the old link's holder nothing of the new one, nor counts their look as an opening", async () => {
    const { tenant, ticketId } = await oneTicket();
    await held(tenant, ticketId, 1);
    await transfer(tenant, ticketId);
    expect(await held(tenant, ticketId, 1)).toMatchObject({ standing: "replaced", holderName: "" });
    const openedAt = () => act(world, tenant, admin, async ({ db }) => (await db.ticket.findFirstOrThrow()).openedAt);
    expect(await openedAt()).toBeNull();
    expect(await held(tenant, ticketId, 2)).toMatchObject({ standing: "valid", holderName: NEW.name });
    expect(await openedAt()).toEqual(world.now);
  });

  it("is emailed to the new holder, found under the new name alone, and audited without a name", async () => {
    const { tenant, event, ticketId } = await oneTicket();
    await transfer(tenant, ticketId);
    const { messages, audit } = await act(world, tenant, admin, async ({ db }) => ({
      messages: await db.message.findMany({ orderBy: { id: "asc" }, select: { generation: true, recipient: true } }),
      audit: await db.auditEntry.findMany({ where: { action: "tickets.transfer" } }),
    }));
    expect(messages).toEqual([
      { generation: 1, recipient: "guest-1@example.com" },
      { generation: 2, recipient: NEW.email },
    ]);
    expect(audit).toMatchObject([{ subjectId: ticketId, changed: ["holderName", "holderEmail", "generation"] }]);
    expect(JSON.stringify(audit)).not.toMatch(/nadia/i);
    const found = (search: string) =>
      act(world, tenant, admin, async (ctx) => (await listTickets(ctx, { eventId: event.id, search })).count);
    expect([await found("naher nadia@"), await found("guest")]).toEqual([1, 0]);
  });

  it("is refused once the ticket was used, and for one that is not valid or not there", async () => {
    const { tenant, event, ticketId, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    await gate.confirm(await gate.preview(code));
    await expect(transfer(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await act(world, tenant, admin, ({ db, now }) =>
      db.ticket.updateMany({ data: { checkedInAt: null, checkInId: null, leftAt: now } }),
    );
    await expect(transfer(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId, reason: "Lost" }));
    await expect(transfer(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await expect(transfer(tenant, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("by ten at once, among reissues, leaves one code alive and one email on its way to it", async () => {
    const { tenant, ticketId } = await oneTicket();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        n % 2 === 0 ? transfer(tenant, ticketId) : act(world, tenant, admin, (ctx) => reissueTicket(ctx, { ticketId })),
      ),
    );
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(new Set(lost).size).toBeLessThanOrEqual(1);
    for (const code of lost) expect(code).toBe("CONFLICT");
    const { generation, alive, messages } = await act(world, tenant, admin, async ({ db }) => ({
      generation: (await db.ticket.findFirstOrThrow()).generation,
      alive: await db.ticketCode.findMany({ where: { retiredAt: null }, select: { generation: true } }),
      messages: await db.message.count(),
    }));
    expect(generation).toBe(11 - lost.length);
    expect(alive).toEqual([{ generation }]);
    expect(messages).toBe(generation);
  });

  it("and an admission of the same moment: one of the two happens", async () => {
    for (let round = 0; round < 5; round += 1) {
      const { tenant, event, ticketId, code } = await oneTicket();
      const gate = gateAt(world, tenant, event);
      const preview = await gate.preview(code);
      const [moved, scanned] = await Promise.allSettled([transfer(tenant, ticketId), gate.confirm(preview)]);
      const verdict = scanned.status === "fulfilled" ? scanned.value.verdict : scanned.reason.code;
      if (moved.status === "fulfilled") expect(verdict).toBe("REPLACED");
      else expect([moved.reason.code, verdict]).toEqual(["WRONG_STATE", "ADMITTED"]);
    }
  });

  it("needs its own permission and no other, also where it is held for this event alone", async () => {
    const { tenant, event, ticketId } = await oneTicket();
    await expect(transfer(tenant, ticketId, person(["tickets.reissue", "tickets.issue"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const holds = (eventId: string) => person([{ permission: "tickets.transfer", eventId }]);
    await expect(transfer(tenant, ticketId, holds(newId()))).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await transfer(tenant, ticketId, holds(event.id))).toEqual({ generation: 2 });
  });
});
