import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, openExit, secretsOf } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { undoCheckIn } from "../check-in/commands/undo-check-in";
import { getDoor } from "./queries";
import { SLOT_MS } from "./schema";
import { COUNT_DOOR_SLOTS } from "./sql";

const world = useWorld({ timeZone: "Asia/Dhaka" });
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
let tenant: CtxTenant;
beforeAll(async () => {
  tenant = await makeTenant(world);
});

const doorOf = (event: { id: string }, scans = 12) =>
  act(world, tenant, admin, (ctx) => getDoor(ctx, { eventId: event.id, scans }));
const later = (minutes: number) => new Date(world.now.getTime() + minutes * 60_000);
const countSlots = (now: Date, reach = "1 hour") => world.db.systemPool.query(COUNT_DOOR_SLOTS, [now, reach]);

const VERDICTS = ["ADMITTED", "CHECKED_OUT", "INVALID", "REVOKED", "ALREADY_CHECKED_IN", "NOT_INSIDE"] as const;
type Step = { minute: number; verdict: (typeof VERDICTS)[number]; gate: number; ticket: number; isUndone: boolean };
const step: fc.Arbitrary<Step> = fc.record({
  minute: fc.nat({ max: 170 }),
  verdict: fc.constantFrom(...VERDICTS),
  gate: fc.nat({ max: 2 }),
  ticket: fc.nat({ max: 7 }),
  isUndone: fc.boolean(),
});

/** Two gates, devices and tickets of a night, and what writes scans of it as rows: only so can they be anywhere in time. */
async function makeNight() {
  const event = await makeEvent(world, tenant);
  const tickets = await makeTickets(world, tenant, event, 8);
  const deviceId = newId();
  const gates = await act(world, tenant, admin, async ({ db, now }) => {
    const main = await db.gate.findFirstOrThrow({ where: { eventId: event.id }, select: { id: true } });
    const side = {
      tenantId: tenant.id,
      id: newId(),
      eventId: event.id,
      name: "Side door",
      position: 9,
      createdAt: now,
    };
    await db.gate.create({ data: side });
    await db.device.create({
      data: { tenantId: tenant.id, id: deviceId, label: "Phone", createdAt: now, lastSeenAt: now },
    });
    return [main.id, side.id];
  });
  return { event, tickets, gates, deviceId };
}
type Night = Awaited<ReturnType<typeof makeNight>>;

async function writeSteps(night: Night, steps: readonly Step[]): Promise<void> {
  const common = {
    tenantId: tenant.id,
    eventId: night.event.id,
    method: "camera" as const,
    deviceId: night.deviceId,
    deviceLabel: "Phone",
    actorKind: "person",
    actorId: newId(),
  };
  await act(world, tenant, admin, async ({ db }) => {
    for (const { minute, verdict, gate, ticket, isUndone } of steps) {
      const direction = verdict === "CHECKED_OUT" ? ("out" as const) : ("in" as const);
      const at = { gateId: night.gates[gate] ?? null, ticketId: night.tickets[ticket]?.id ?? null, direction };
      const id = newId();
      await db.scan.create({ data: { ...common, ...at, id, verdict, at: later(minute) } });
      if (!isUndone || !isMovement(verdict)) continue;
      const undo = { verdict: "UNDONE" as const, undoesId: id, reason: "Mistake", at: later(minute + 7) };
      await db.scan.create({ data: { ...common, ...at, ...undo, id: newId() } });
    }
  });
}

const isMovement = (verdict: string) => verdict === "ADMITTED" || verdict === "CHECKED_OUT";

/** The same books, kept one scan at a time. */
function naively(night: Night, steps: readonly Step[]) {
  const movements = new Map<string, { in: number; out: number }>();
  const gates = new Map<string | null, { admitted: number; out: number; refused: number }>(
    night.gates.map((id) => [id, { admitted: 0, out: 0, refused: 0 }]),
  );
  const refusals: Record<string, number> = {};
  let undone = 0;
  for (const { minute, verdict, gate, isUndone } of steps) {
    const id = night.gates[gate] ?? null;
    const there = gates.get(id) ?? { admitted: 0, out: 0, refused: 0 };
    gates.set(id, there);
    if (!isMovement(verdict)) {
      there.refused++;
      refusals[verdict] = (refusals[verdict] ?? 0) + 1;
    } else if (isUndone) undone++;
    else {
      const slot = new Date(Math.floor(later(minute).getTime() / SLOT_MS) * SLOT_MS).toISOString();
      const bar = movements.get(slot) ?? { in: 0, out: 0 };
      movements.set(slot, bar);
      if (verdict === "ADMITTED") {
        there.admitted++;
        bar.in++;
      } else {
        there.out++;
        bar.out++;
      }
    }
  }
  return {
    movements: [...movements].map(([at, bar]) => ({ at, ...bar })).sort((a, b) => (a.at < b.at ? -1 : 1)),
    gates: [...gates].map(([id, figures]) => ({ id, ...figures })),
    refusals,
    undone,
  };
}

async function expectBooks(night: Night, steps: readonly Step[]): Promise<void> {
  const door = await doorOf(night.event);
  expect({
    movements: door.movements,
    gates: door.gates.map(({ id, admitted, out, refused }) => ({ id, admitted, out, refused })),
    refusals: Object.fromEntries(door.refusals.map(({ verdict, count }) => [verdict, count])),
    undone: door.undone,
  }).toEqual(naively(night, steps));
}

describe("the books of a door", () => {
  it("are those of its scans, whatever was scanned, whenever the worker counted, and however late it came", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(step, { maxLength: 10 }),
        fc.nat({ max: 200 }),
        async (steps, late, minute) => {
          const night = await makeNight();
          await writeSteps(night, steps);
          await expectBooks(night, steps);
          await countSlots(later(minute));
          await expectBooks(night, steps);
          await countSlots(later(240));
          await expectBooks(night, steps);
          // What comes after its slot was counted is in once the worker has counted everything again.
          await writeSteps(night, late);
          await countSlots(later(240), "1000 days");
          await expectBooks(night, [...steps, ...late]);
        },
      ),
      { numRuns: 15 },
    );
  }, 120_000);

  it("issued is inside, left and not come; who is inside with a dead ticket is counted apart", async () => {
    const event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, 6);
    const gate = gateAt(world, tenant, event);
    for (const { id } of tickets.slice(0, 4)) {
      await gate.confirm(await gate.preview((await secretsOf(world, tenant, id)).code));
    }
    const [first, second, third] = tickets.map(({ id }) => id);
    await owner.rows("UPDATE tickets SET state = 'revoked' WHERE id = $1", [first]);
    const checkpointId = await openExit(world, tenant, event);
    await gate.confirm(await gate.preview((await secretsOf(world, tenant, second ?? "")).code, { checkpointId }));
    await owner.rows("UPDATE tickets SET state = 'unpaid' WHERE id = $1", [third]);
    await owner.rows("UPDATE tickets SET state = 'refunded' WHERE id = $1", [tickets[5]?.id]);
    expect((await doorOf(event)).tickets).toEqual({ issued: 4, inside: 2, left: 1, notCome: 1, insideNoLonger: 1 });
  });

  it("all ways in less all ways out is who is inside, through the gate itself, with refusals and an undo between", async () => {
    const event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, 5);
    const codes = await Promise.all(tickets.map(async ({ id }) => (await secretsOf(world, tenant, id)).code));
    const gate = gateAt(world, tenant, event);
    for (const code of codes.slice(0, 3)) await gate.confirm(await gate.preview(code));
    await gate.preview(codes[0] ?? "");
    await gate.preview(`U1:${"B".repeat(32)}`);
    const admitted = await act(world, tenant, admin, ({ db }) =>
      db.scan.findFirstOrThrow({ where: { ticketId: tickets[1]?.id, verdict: "ADMITTED" }, select: { id: true } }),
    );
    await act(world, tenant, admin, (ctx) =>
      undoCheckIn(ctx, { checkInId: admitted.id, undoId: newId(), reason: "Wrong guest" }),
    );
    const door = await doorOf(event);
    const sum = (way: "in" | "out") => door.movements.reduce((total, movement) => total + movement[way], 0);
    expect(sum("in") - sum("out")).toBe(door.tickets.inside);
    expect(door.tickets).toEqual({ issued: 5, inside: 2, left: 0, notCome: 3, insideNoLonger: 0 });
    expect(door.undone).toBe(1);
    expect(door.refusals).toEqual([
      { verdict: "ALREADY_CHECKED_IN", count: 1 },
      { verdict: "INVALID", count: 1 },
    ]);
    expect(door.gates).toMatchObject([{ admitted: 2, refused: 2, lastAt: world.now.toISOString() }]);
  });
});

describe("a door that was quiet for a year", () => {
  const YEAR = 365 * 24 * 60;
  const admission = (minute: number, ticket: number): Step => ({
    minute,
    ticket,
    verdict: "ADMITTED",
    gate: 0,
    isUndone: false,
  });

  /** Pages of scans and of their indexes that one look at the door reads, and how often it searches them. */
  const costOf = (night: Night) =>
    act(world, tenant, admin, async (ctx) => {
      const before = await costSoFar(ctx);
      await getDoor(ctx, { eventId: night.event.id, scans: 12 });
      const after = await costSoFar(ctx);
      return { pages: after.pages - before.pages, searches: after.searches - before.searches };
    });

  /** What this connection has read and not yet reported: transactions before this one may be in it. */
  async function costSoFar({ db }: Ctx) {
    const [cost] = await db.$queryRaw<{ pages: number; searches: number }[]>`
      SELECT sum(pg_stat_get_xact_blocks_fetched(oid))::int AS pages, sum(pg_stat_get_xact_numscans(oid))::int AS searches
      FROM pg_class WHERE oid = 'scans'::regclass
        OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 'scans'::regclass)`;
    return cost ?? { pages: 0, searches: 0 };
  }

  it.each(["by the worker", "by nobody"])(
    "is counted right with few searches, whether it was counted ahead %s",
    async (by) => {
      const night = await makeNight();
      const old = [admission(-YEAR, 0), admission(-YEAR + 1, 1), { ...admission(-YEAR + 60, 2), isUndone: true }];
      await writeSteps(night, old);
      if (by === "by the worker") await countSlots(later(0));
      const fresh = [admission(-YEAR / 2, 3), admission(0, 4), admission(3, 5), admission(20, 6)];
      await writeSteps(night, fresh);
      await expectBooks(night, [...old, ...fresh]);
      const cost = await costOf(night);
      expect(cost.searches).toBeLessThan(60);
      expect(cost.pages).toBeLessThan(200);
    },
  );
});

describe("the last scans", () => {
  let event: MadeEvent;
  beforeAll(async () => {
    event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, 2);
    const gate = gateAt(world, tenant, event);
    await gate.confirm(await gate.preview((await secretsOf(world, tenant, tickets[1]?.id ?? "")).code));
  });

  it("say who came, where, and who let them in", async () => {
    expect((await doorOf(event)).scans).toMatchObject([
      {
        verdict: "ADMITTED",
        number: 2,
        name: "Guest 2",
        isUndone: false,
        gate: "Main gate",
        device: expect.stringMatching(/^Phone/),
        person: "a former colleague",
      },
    ]);
    expect((await doorOf(event, 0)).scans).toEqual([]);
  });

  it("name no guest to who may not read tickets", async () => {
    const watcher = person(["check-ins.read"]);
    const door = await act(world, tenant, watcher, (ctx) => getDoor(ctx, { eventId: event.id, scans: 5 }));
    expect(door.scans.map(({ number, name }) => [number, name])).toEqual([[2, null]]);
  });

  it("of another event's ticket say no more than the verdict", async () => {
    const elsewhere = await makeEvent(world, tenant);
    const [stranger] = await makeTickets(world, tenant, elsewhere, 1);
    await gateAt(world, tenant, event).preview((await secretsOf(world, tenant, stranger?.id ?? "")).code);
    const found = (await doorOf(event)).scans.find((scan) => scan.verdict === "WRONG_EVENT");
    expect(found).toMatchObject({ number: null, name: null });
  });
});

it("looking at a door writes nothing", async () => {
  const event = await makeEvent(world, tenant);
  await act(world, tenant, admin, async (ctx) => {
    await ctx.db.$executeRaw`SET TRANSACTION READ ONLY`;
    await getDoor(ctx, { eventId: event.id, scans: 5 });
  });
});
