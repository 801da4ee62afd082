import { randomInt } from "node:crypto";
import { expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { chance } from "@/lib/testing/chance";
import { gateAt, openExit, secretsOf } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { restoreTicket } from "../tickets/commands/restore-ticket";
import { revokeTicket } from "../tickets/commands/revoke-ticket";
import { undoCheckIn } from "./commands/undo-check-in";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");

type People = { inside: number; left: number };
const countPeople = async (eventId: string): Promise<People | undefined> =>
  (
    await owner.rows<People>(
      `SELECT count(checked_in_at)::int AS inside, count(left_at)::int AS left FROM tickets WHERE event_id = $1`,
      [eventId],
    )
  )[0];
const sumChanges = async (eventId: string): Promise<People | undefined> =>
  (
    await owner.rows<People>(
      `SELECT coalesce(sum(inside_change), 0)::int AS inside, coalesce(sum(left_change), 0)::int AS left
       FROM scans WHERE event_id = $1`,
      [eventId],
    )
  )[0];

async function aNight(count: number) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const exit = await openExit(world, tenant, event);
  const issued = await makeTickets(world, tenant, event, count);
  const tickets: { id: string; code: string }[] = [];
  for (const { id } of issued) tickets.push({ id, code: (await secretsOf(world, tenant, id)).code });
  const gate = gateAt(world, tenant, event);
  const pass = async (code: string, way: "in" | "out") =>
    gate.confirm(await gate.preview(code, way === "out" ? { checkpointId: exit } : {}));
  const undo = (checkInId: string) =>
    act(world, tenant, admin, (ctx) => undoCheckIn(ctx, { checkInId, undoId: newId(), reason: "Mistake" }));
  return { tenant, event, tickets, pass, undo };
}

const changesOf = async (tenant: CtxTenant, id: string) => {
  const { insideChange, leftChange } = await act(world, tenant, admin, ({ db }) =>
    db.scan.findFirstOrThrow({ where: { id }, select: { insideChange: true, leftChange: true } }),
  );
  return [insideChange, leftChange];
};

it("every movement and undo says what it changed in the people inside and in those who left", async () => {
  const { tenant, tickets, pass, undo } = await aNight(1);
  const code = tickets[0]?.code ?? "";
  const moved: string[] = [];
  for (const way of ["in", "out", "in"] as const) moved.push((await pass(code, way)).checkInId ?? "");
  expect(await Promise.all(moved.map((id) => changesOf(tenant, id)))).toEqual([
    [1, 0],
    [-1, 1],
    [1, -1],
  ]);
  for (const id of moved.reverse()) await undo(id);
  const undos = await act(world, tenant, admin, ({ db }) =>
    db.scan.findMany({
      where: { verdict: "UNDONE" },
      select: { undoesId: true, insideChange: true, leftChange: true },
    }),
  );
  const takenBack = moved.map((id) => undos.find((scan) => scan.undoesId === id));
  expect(takenBack.map((scan) => [scan?.insideChange, scan?.leftChange])).toEqual([
    [-1, 1],
    [1, -1],
    [-1, 0],
  ]);
});

it("a refusal changes nothing", async () => {
  const { event, tickets, pass } = await aNight(1);
  await pass(tickets[0]?.code ?? "", "out").catch(() => undefined);
  expect(await sumChanges(event.id)).toEqual({ inside: 0, left: 0 });
});

it("the undo of a movement from before the columns were kept is counted all the same", async () => {
  const { tenant, event, tickets, pass, undo } = await aNight(1);
  const [ticket] = tickets;
  const { checkInId = "" } = await pass(ticket?.code ?? "", "in");
  // As such a row is: it says 0.
  await owner.rows("ALTER TABLE scans DISABLE TRIGGER append_only");
  await owner.rows("UPDATE scans SET inside_change = 0 WHERE id = $1", [checkInId]);
  await owner.rows("ALTER TABLE scans ENABLE TRIGGER append_only");
  expect(await changesOf(tenant, checkInId)).toEqual([0, 0]);
  await undo(checkInId);
  expect(await sumChanges(event.id)).toEqual({ inside: -1, left: 0 });
});

it("after a random history the changes add up to the places of all tickets, whatever their state", async () => {
  const seed = randomInt(2 ** 31);
  const random = chance(seed);
  const { tenant, event, tickets, pass, undo } = await aNight(12);
  const standing = new Map<string, string[]>(tickets.map(({ id }) => [id, []]));
  const revoked = new Set<string>();
  for (let step = 0; step < 250; step++) {
    const ticket = random.pick(tickets);
    const moves = standing.get(ticket.id) ?? [];
    const dice = random.below(10);
    if (dice < 6) {
      const { checkInId } = await pass(ticket.code, moves.length % 2 === 0 ? "in" : "out").catch(() => ({
        checkInId: undefined,
      }));
      if (checkInId) moves.push(checkInId);
    } else if (dice < 9) {
      const last = moves.pop();
      if (last) await undo(last);
    } else {
      const isRevoked = revoked.has(ticket.id);
      const ticketId = ticket.id;
      await act(world, tenant, admin, (ctx) =>
        isRevoked ? restoreTicket(ctx, { ticketId }) : revokeTicket(ctx, { ticketId, reason: "Chargeback" }),
      );
      revoked[isRevoked ? "delete" : "add"](ticketId);
    }
    if (step % 25 === 0) expect(await sumChanges(event.id), `seed ${seed}`).toEqual(await countPeople(event.id));
  }
  const people = await countPeople(event.id);
  expect(await sumChanges(event.id), `seed ${seed}`).toEqual(people);
  expect(people?.inside, `seed ${seed}`).toBeGreaterThan(0);
  expect(people?.left, `seed ${seed}`).toBeGreaterThan(0);
});
