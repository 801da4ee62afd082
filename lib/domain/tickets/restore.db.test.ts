import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { moveEvent } from "@/lib/domain/events/commands";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { restoreTicket } from "./commands/restore-ticket";
import { revokeTicket } from "./commands/revoke-ticket";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");

async function revoked(count: number, capacity = 500) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, { capacity });
  const tickets = await makeTickets(world, tenant, event, count);
  for (const { id } of tickets) {
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: id, reason: "Mistake" }));
  }
  return { tenant, event, ids: tickets.map(({ id }) => id) };
}
const restore = (tenant: CtxTenant, ticketId: string, by = admin) =>
  act(world, tenant, by, (ctx) => restoreTicket(ctx, { ticketId }));
const codesOf = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.map((outcome) => (outcome.status === "fulfilled" ? "done" : outcome.reason.code)).sort();

describe("restoring a ticket", () => {
  it("makes the same code work again, audited, and keeps why it was revoked", async () => {
    const { tenant, event, ids } = await revoked(1);
    const ticketId = ids[0] ?? "";
    await restore(tenant, ticketId);
    const gate = gateAt(world, tenant, event);
    const { code } = await secretsOf(world, tenant, ticketId);
    expect((await gate.confirm(await gate.preview(code))).verdict).toBe("ADMITTED");
    const { ticket, audit } = await act(world, tenant, admin, async ({ db }) => ({
      ticket: await db.ticket.findFirstOrThrow(),
      audit: await db.auditEntry.findMany({ where: { action: "tickets.restore" } }),
    }));
    expect(ticket).toMatchObject({ state: "valid", generation: 1, revokedAt: null, revokeReason: "Mistake" });
    expect(audit).toMatchObject([{ subjectId: ticketId, eventId: event.id, changed: ["state"] }]);
  });

  it("takes a place of the event, and none when there is none", async () => {
    const { tenant, event, ids } = await revoked(1, 1);
    await makeTickets(world, tenant, event, 1);
    await expect(restore(tenant, ids[0] ?? "")).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    const states = await act(world, tenant, admin, ({ db }) =>
      db.ticket.findMany({ select: { state: true }, orderBy: { number: "asc" } }),
    );
    expect(states.map(({ state }) => state)).toEqual(["revoked", "valid"]);
  });

  it("by many at once, beside issuers, fills the event to its capacity and not beyond", async () => {
    const { tenant, event, ids } = await revoked(6, 8);
    const work = [
      ...ids.map((id) => restore(tenant, id)),
      ...Array.from({ length: 6 }, () => makeTickets(world, tenant, event, 1)),
    ];
    const outcomes = codesOf(await Promise.allSettled(work));
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(8);
    expect(outcomes.filter((outcome) => outcome === "LIMIT_EXCEEDED")).toHaveLength(4);
    expect(await act(world, tenant, admin, ({ db }) => db.ticket.count({ where: { state: "valid" } }))).toBe(8);
  });

  it("is done once, also by ten at once", async () => {
    const { tenant, ids } = await revoked(1);
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => restore(tenant, ids[0] ?? "")));
    expect(codesOf(outcomes)).toEqual([...Array(9).fill("WRONG_STATE"), "done"]);
    expect(
      await act(world, tenant, admin, ({ db }) => db.auditEntry.count({ where: { action: "tickets.restore" } })),
    ).toBe(1);
  });

  it("is refused for a ticket that is not revoked, once the event is over, and without the permission", async () => {
    const { tenant, event, ids } = await revoked(1);
    const ticketId = ids[0] ?? "";
    await expect(restore(tenant, ticketId, person(["tickets.issue"]))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(restore(tenant, newId())).rejects.toMatchObject({ code: "NOT_FOUND" });
    const [valid] = await makeTickets(world, tenant, event, 1);
    await expect(restore(tenant, valid?.id ?? "")).rejects.toMatchObject({ code: "WRONG_STATE" });
    await act(world, tenant, admin, (ctx) => moveEvent(ctx, { eventId: event.id, move: "end" }));
    await expect(restore(tenant, ticketId)).rejects.toMatchObject({ code: "WRONG_STATE" });
  });
});
