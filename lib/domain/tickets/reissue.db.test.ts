import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { markTicketOpened } from "./commands/mark-opened";
import { reissueTicket } from "./commands/reissue-ticket";
import { restoreTicket } from "./commands/restore-ticket";
import { revokeTicket } from "./commands/revoke-ticket";
import { findTicketByLink, getHeldTicket } from "./queries";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");

async function oneTicket() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  if (!ticket) throw new Error("No ticket was issued.");
  return { tenant, event, ticketId: ticket.id, ...(await secretsOf(world, tenant, ticket.id)) };
}

const reissue = (tenant: CtxTenant, ticketId: string, actor = admin) =>
  act(world, tenant, actor, (ctx) => reissueTicket(ctx, { ticketId }));
const revoke = (tenant: CtxTenant, ticketId: string, actor = admin) =>
  act(world, tenant, actor, (ctx) => revokeTicket(ctx, { ticketId, reason: "Chargeback" }));
const kept = (tenant: CtxTenant) =>
  act(world, tenant, admin, async ({ db }) => ({
    ticket: await db.ticket.findFirstOrThrow(),
    codes: await db.ticketCode.findMany({ orderBy: { generation: "asc" } }),
    messages: await db.message.findMany({ orderBy: { id: "asc" }, select: { generation: true, state: true } }),
    jobs: await db.jobRequest.count(),
    audit: await db.auditEntry.findMany({ where: { action: { in: ["tickets.reissue", "tickets.revoke"] } } }),
  }));
/** The ticket's page as the holder of a link sees it. */
async function pageBehind(link: string) {
  const found = await findTicketByLink(link);
  if (!found) return null;
  const { ticketId, generation, tenant } = found;
  return act(world, tenant, { kind: "ticket-holder", id: ticketId }, (ctx) =>
    getHeldTicket(ctx, { ticketId, generation }),
  );
}

describe("reissuing a ticket", () => {
  it("kills the old code at the gate, and gives a new one that admits", async () => {
    const { tenant, event, ticketId, code } = await oneTicket();
    expect(await reissue(tenant, ticketId)).toEqual({ generation: 2 });
    const gate = gateAt(world, tenant, event);
    expect((await gate.preview(code)).verdict).toBe("REPLACED");
    const fresh = await secretsOf(world, tenant, ticketId);
    expect(fresh.code).not.toBe(code);
    expect((await gate.confirm(await gate.preview(fresh.code))).verdict).toBe("ADMITTED");
  });

  it("leads the old link to a page that says so, and the new one to the ticket", async () => {
    const { tenant, ticketId, link } = await oneTicket();
    expect(await pageBehind(link)).toMatchObject({ id: ticketId, standing: "valid" });
    await reissue(tenant, ticketId);
    expect(await pageBehind(link)).toMatchObject({ standing: "replaced", generation: 1 });
    const fresh = await secretsOf(world, tenant, ticketId);
    expect(await pageBehind(fresh.link)).toMatchObject({
      standing: "valid",
      generation: 2,
      secrets: { code: fresh.code },
    });
  });

  it("has been opened by nobody until the new link is, and a revoked ticket's page is no opening", async () => {
    const { tenant, ticketId } = await oneTicket();
    const open = (generation: number) =>
      act(world, tenant, { kind: "ticket-holder", id: ticketId }, (ctx) =>
        markTicketOpened(ctx, { ticketId, generation }),
      );
    const openedAt = async () => (await kept(tenant)).ticket.openedAt;
    await open(1);
    expect(await openedAt()).toEqual(world.now);
    await reissue(tenant, ticketId);
    expect(await openedAt()).toBeNull();
    await revoke(tenant, ticketId);
    await open(2);
    expect(await openedAt()).toBeNull();
    await act(world, tenant, admin, (ctx) => restoreTicket(ctx, { ticketId }));
    await open(2);
    expect(await openedAt()).toEqual(world.now);
  });

  it("raises the generation, retires the code before, and queues an email of the new generation, audited", async () => {
    const { tenant, ticketId } = await oneTicket();
    await reissue(tenant, ticketId);
    const { ticket, codes, messages, jobs, audit } = await kept(tenant);
    expect(ticket).toMatchObject({ generation: 2, number: 1, version: 2 });
    expect(codes.map((code) => code.retiredAt)).toEqual([world.now, null]);
    expect(messages).toEqual([1, 2].map((generation) => ({ generation, state: "queued" })));
    expect(jobs).toBe(2);
    expect(audit).toMatchObject([{ action: "tickets.reissue", subjectId: ticketId, changed: ["generation"] }]);
  });

  it("keeps an admission: the new code is told it was used", async () => {
    const { tenant, event, ticketId, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    await gate.confirm(await gate.preview(code));
    await reissue(tenant, ticketId);
    expect((await gate.preview((await secretsOf(world, tenant, ticketId)).code)).verdict).toBe("ALREADY_CHECKED_IN");
  });

  it("by ten at once gives each generation to one of them, and leaves one code alive", async () => {
    const { tenant, ticketId } = await oneTicket();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => reissue(tenant, ticketId)));
    const won = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.generation] : []));
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(won.length).toBeGreaterThan(0);
    expect(lost).toEqual(Array(10 - won.length).fill("CONFLICT"));
    expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: won.length }, (_, n) => n + 2));
    const { ticket, codes, messages, audit } = await kept(tenant);
    expect(ticket.generation).toBe(won.length + 1);
    expect(codes.filter((code) => code.retiredAt === null).map((code) => code.generation)).toEqual([ticket.generation]);
    expect([codes.length, messages.length, audit.length]).toEqual([won.length + 1, won.length + 1, won.length]);
  });

  it("is refused for a ticket that is not valid, and for one that is not there", async () => {
    const { tenant, ticketId } = await oneTicket();
    for (const state of ["revoked", "refunded", "unpaid"] as const) {
      await act(world, tenant, admin, ({ db }) => db.ticket.updateMany({ data: { state } }));
      await expect(reissue(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    }
    await expect(reissue(tenant, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await kept(tenant)).codes).toHaveLength(1);
  });

  it("needs its own permission and no other, also where it is held for this event alone", async () => {
    const { tenant, event, ticketId } = await oneTicket();
    await expect(reissue(tenant, ticketId, person(["tickets.issue", "tickets.read"]))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    const elsewhere = person([{ permission: "tickets.reissue", eventId: newId() }]);
    await expect(reissue(tenant, ticketId, elsewhere)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await reissue(tenant, ticketId, person(["tickets.reissue"]))).toEqual({ generation: 2 });
    const here = person([{ permission: "tickets.reissue", eventId: event.id }]);
    expect(await reissue(tenant, ticketId, here)).toEqual({ generation: 3 });
  });
});

describe("revoking a ticket", () => {
  it("shuts the door to it, says so on its page, and keeps the reason out of the audit", async () => {
    const { tenant, event, ticketId, code, link } = await oneTicket();
    await revoke(tenant, ticketId);
    expect((await gateAt(world, tenant, event).preview(code)).verdict).toBe("REVOKED");
    expect(await pageBehind(link)).toMatchObject({ standing: "revoked" });
    const { ticket, audit } = await kept(tenant);
    expect(ticket).toMatchObject({ state: "revoked", revokedAt: world.now, revokeReason: "Chargeback", version: 2 });
    expect(audit).toMatchObject([
      { action: "tickets.revoke", subjectId: ticketId, changed: ["state", "revokeReason"] },
    ]);
    expect(JSON.stringify(audit)).not.toContain("Chargeback");
  });

  it("gives its place to another", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant, { capacity: 1 });
    const [ticket] = await makeTickets(world, tenant, event, 1);
    await expect(makeTickets(world, tenant, event, 1)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    await revoke(tenant, ticket?.id ?? "");
    expect(await makeTickets(world, tenant, event, 1)).toMatchObject([{ number: 2 }]);
  });

  it("is done once, also by ten at once, and only from a state that it leaves", async () => {
    const { tenant, ticketId } = await oneTicket();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => revoke(tenant, ticketId)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(lost).toEqual(Array(9).fill("WRONG_STATE"));
    expect((await kept(tenant)).audit).toHaveLength(1);
    await act(world, tenant, admin, ({ db }) => db.ticket.updateMany({ data: { state: "refunded" } }));
    await expect(revoke(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await act(world, tenant, admin, async ({ db }) => {
      await db.ticket.updateMany({ data: { state: "unpaid" } });
      await db.eventCounters.updateMany({ data: { taken: 1 } });
    });
    await expect(revoke(tenant, ticketId)).resolves.toBeUndefined();
    await expect(revoke(tenant, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("is refused to who holds the permission for another event only", async () => {
    const { tenant, event, ticketId } = await oneTicket();
    const holds = (eventId: string) => person([{ permission: "tickets.revoke", eventId }]);
    await expect(revoke(tenant, ticketId, holds(newId()))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(revoke(tenant, ticketId, holds(event.id))).resolves.toBeUndefined();
  });
});
