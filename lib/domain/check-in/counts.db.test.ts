import { beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, openExit, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { revokeTicket } from "../tickets/commands/revoke-ticket";
import { undoCheckIn } from "./commands/undo-check-in";
import { getGateCounts, listGateEvents } from "./queries";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const start = new Date("2026-09-18T12:00:00Z");
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

beforeEach(() => {
  world.now = start;
});

async function night(count: number) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const exit = await openExit(world, tenant, event);
  const tickets = await makeTickets(world, tenant, event, count);
  const second = newId();
  const gates = await act(world, tenant, admin, async ({ db }) => {
    const row = { tenantId: tenant.id, id: second, eventId: event.id, name: "Side gate", createdAt: start };
    await db.gate.create({ data: { ...row, position: 1 } });
    return db.gate.findMany({ where: { eventId: event.id }, orderBy: { position: "asc" } });
  });
  const [main = "", side = ""] = gates.map(({ id }) => id);
  const gate = gateAt(world, tenant, event);
  const pass = async (index: number, gateId: string, checkpointId?: string) => {
    const { code } = await secretsOf(world, tenant, tickets[index]?.id ?? "");
    return gate.confirm(await gate.preview(code, { gateId, ...(checkpointId ? { checkpointId } : {}) }));
  };
  const counts = (gateId?: string, by: Actor = gate.actor) =>
    act(world, tenant, by, (ctx) => getGateCounts(ctx, { eventId: event.id, gateId }));
  return { tenant, event, exit, tickets, main, side, pass, counts };
}

describe("how a gate stands", () => {
  it("counts the living, those inside, those who left, the gate's admissions and the last five minutes'", async () => {
    const { tenant, exit, tickets, main, side, pass, counts } = await night(6);
    const nobody = { issued: 6, inside: 0, left: 0, event: { admittedLast5Min: 0 } };
    expect(await counts(main)).toEqual({ ...nobody, gate: { admitted: 0, at: null } });
    await pass(0, main);
    world.now = minutes(4);
    await pass(1, main);
    await pass(2, side);
    await pass(0, main, exit);
    const undone = await pass(3, main);
    await act(world, tenant, admin, (ctx) =>
      undoCheckIn(ctx, { checkInId: undone.checkInId ?? "", undoId: newId(), reason: "Wrong guest" }),
    );
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: tickets[2]?.id ?? "", reason: "Mistake" }));
    const now = { issued: 5, inside: 1, left: 1, event: { admittedLast5Min: 3 } };
    expect(await counts(main)).toEqual({ ...now, gate: { admitted: 2, at: minutes(4).toISOString() } });
    expect(await counts(side)).toEqual({ ...now, gate: { admitted: 1, at: minutes(4).toISOString() } });
    expect(await counts()).toEqual({ ...now, gate: null });
    world.now = minutes(6);
    expect((await counts()).event).toEqual({ admittedLast5Min: 2 });
    // Whoever comes in again was admitted again.
    await pass(0, main);
    expect(await counts(main)).toMatchObject({ inside: 2, left: 0, gate: { admitted: 3 } });
  });

  it("has no gate for one of another event, of another organization, or taken away", async () => {
    const { tenant, main, pass, counts } = await night(1);
    const other = await night(1);
    await pass(0, main);
    for (const strange of [other.main, newId()]) expect((await counts(strange)).gate).toBeNull();
    await act(world, tenant, admin, ({ db }) =>
      db.gate.updateMany({ where: { id: main }, data: { deletedAt: start } }),
    );
    expect((await counts(main)).gate).toBeNull();
  });

  it("is for who may scan at this event", async () => {
    const { counts } = await night(1);
    for (const by of [person(["gate.search"]), person([{ permission: "gate.scan", eventId: newId() }])])
      await expect(counts(undefined, by)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

describe("the events of the gate's chooser", () => {
  it("say whether one may come and go, which way a checkpoint faces, and what the caller may", async () => {
    const { tenant, event, exit, main, side } = await night(1);
    const listed = (by: Actor) => act(world, tenant, by, listGateEvents);
    const [shown] = await listed(inRole("STAFF_SCANNER"));
    expect(shown).toMatchObject({
      id: event.id,
      reentry: true,
      gates: [
        { id: main, name: "Main gate" },
        { id: side, name: "Side gate" },
      ],
      checkpoints: [
        { name: "Entry", direction: "in" },
        { id: exit, name: "Exit", direction: "out" },
      ],
      may: { type: true, search: false, undoAny: false },
    });
    const some = person(["gate.scan", { permission: "gate.search", eventId: event.id }]);
    expect((await listed(some))[0]?.may).toEqual({ type: false, search: true, undoAny: false });
    expect((await listed(admin))[0]?.may).toEqual({ type: true, search: true, undoAny: true });
  });

  it("leave out what was taken away, and ways out where nobody may come and go", async () => {
    const { tenant, side } = await night(1);
    await act(world, tenant, admin, async ({ db }) => {
      await db.event.updateMany({ data: { reentry: false } });
      await db.gate.updateMany({ where: { id: side }, data: { deletedAt: start } });
    });
    const [shown] = await act(world, tenant, admin, listGateEvents);
    expect(shown?.checkpoints.map(({ name }) => name)).toEqual(["Entry"]);
    expect(shown?.gates.map(({ name }) => name)).toEqual(["Main gate"]);
  });
});
