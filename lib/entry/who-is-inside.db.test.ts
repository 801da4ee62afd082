import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Ctx } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { undoCheckIn } from "@/lib/domain/check-in/commands/undo-check-in";
import { getGateCounts } from "@/lib/domain/check-in/queries";
import { getDoor } from "@/lib/domain/door/queries";
import { COUNT_DOOR_SLOTS } from "@/lib/domain/door/sql";
import { restoreTicket } from "@/lib/domain/tickets/commands/restore-ticket";
import { revokeTicket } from "@/lib/domain/tickets/commands/revoke-ticket";
import { countTickets } from "@/lib/domain/tickets/queries";
import { RECOUNT_EVENTS } from "@/lib/domain/tickets/sql";
import { withClient } from "@/lib/testing/databases";
import { gateAt, openExit, secretsOf } from "@/lib/testing/gate";
import { beforeMigration } from "@/lib/testing/half-migrated";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
/** Tickets of which nearly none may be read. */
const MANY = 400;
const START = new Date("2026-09-18T12:00:00Z").getTime();

const KINDS = ["in", "in", "in", "out", "undo", "revoke", "restore", "count", "older worker counts"] as const;
type Step = { kind: (typeof KINDS)[number]; ticket: number; minutes: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...KINDS),
  ticket: fc.nat({ max: 4 }),
  minutes: fc.nat({ max: 9 }),
});

async function makeNight() {
  world.now = new Date(START);
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const exit = await openExit(world, tenant, event);
  const issued = await makeTickets(world, tenant, event, 5);
  const tickets: { id: string; code: string }[] = [];
  for (const { id } of issued) tickets.push({ id, code: (await secretsOf(world, tenant, id)).code });
  const gate = gateAt(world, tenant, event);
  const last: string[] = [];
  const asAdmin = <T>(work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);

  async function take({ kind, ticket, minutes }: Step): Promise<void> {
    world.now = new Date(world.now.getTime() + minutes * 60_000);
    const { id, code } = tickets[ticket] ?? { id: "", code: "" };
    if (kind === "in" || kind === "out") {
      const preview = await gate.preview(code, kind === "out" ? { checkpointId: exit } : {});
      if (preview.verdict === "READY") last[ticket] = (await gate.confirm(preview)).checkInId ?? "";
    } else if (kind === "undo") {
      const undo = { checkInId: last[ticket] ?? randomUUID(), undoId: newId(), reason: "Mistake" };
      await asAdmin((ctx) => undoCheckIn(ctx, undo)).catch(() => undefined);
    } else if (kind === "revoke")
      await asAdmin((ctx) => revokeTicket(ctx, { ticketId: id, reason: "Mistake" })).catch(() => undefined);
    else if (kind === "restore") await asAdmin((ctx) => restoreTicket(ctx, { ticketId: id })).catch(() => undefined);
    else await world.db.systemPool.query(COUNT_DOOR_SLOTS, [world.now, "1 hour"]);
    // It knows nothing of sums.
    if (kind === "older worker counts")
      await owner.rows(
        `UPDATE door_slots SET inside_change = NULL, left_change = NULL WHERE event_id = $1
           AND starts_at = (SELECT max(starts_at) FROM door_slots WHERE event_id = $1)`,
        [event.id],
      );
  }

  async function told() {
    const counts = await act(world, tenant, gate.actor, (ctx) => getGateCounts(ctx, { eventId: event.id }));
    const door = await asAdmin((ctx) => getDoor(ctx, { eventId: event.id, scans: 0 }));
    const desk = (await asAdmin((ctx) => countTickets(ctx, { eventIds: [event.id] }))).get(event.id);
    return { gate: [counts.issued, counts.inside, counts.left], door: door.tickets, desk };
  }

  async function recounted() {
    const rows = await owner.rows<Record<"all" | "issued" | "inside" | "left" | "insideNoLonger", number>>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE state = 'valid')::int AS issued,
         count(checked_in_at) FILTER (WHERE state = 'valid')::int AS inside, count(left_at) FILTER (WHERE state = 'valid')::int AS left,
         count(checked_in_at) FILTER (WHERE state <> 'valid')::int AS "insideNoLonger" FROM tickets WHERE event_id = $1`,
      [event.id],
    );
    const { all = 0, issued = 0, inside = 0, left = 0, insideNoLonger = 0 } = rows[0] ?? {};
    return {
      gate: [issued, inside, left],
      door: { issued, inside, left, notCome: issued - inside - left, insideNoLonger },
      desk: { issued: all, activeCount: issued, inside },
    };
  }
  return { event, take, told, recounted };
}

describe("who is inside", () => {
  it("is the same at the gate, at the door, at the desk and by a recount, whatever happened and whenever it was counted ahead", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const night = await makeNight();
        for (const one of steps) await night.take(one);
        expect(await night.told()).toEqual(await night.recounted());
        await owner.rows("UPDATE events SET ends_at = now() + interval '1 day' WHERE id = $1", [night.event.id]);
        const { rows } = await world.db.systemPool.query(RECOUNT_EVENTS);
        expect(rows.filter(({ eventId }) => eventId === night.event.id)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 240_000);

  it("is no matter of the tickets' number: nothing of it reads the event's tickets", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, MANY);
    const gate = gateAt(world, tenant, event);
    const inside = tickets.slice(0, 5);
    for (const { id } of inside) await gate.confirm(await gate.preview((await secretsOf(world, tenant, id)).code));
    const [takenBack] = inside;
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: takenBack?.id ?? "", reason: "Mistake" }));
    await owner.rows("ANALYZE tickets");
    const input = { eventId: event.id };
    const asked: Record<string, (ctx: Ctx) => Promise<unknown>> = {
      "the gate's counts": (ctx) => getGateCounts(ctx, input),
      "the door": (ctx) => getDoor(ctx, { ...input, scans: 0 }),
      "the desk's counts": (ctx) => countTickets(ctx, { eventIds: [event.id] }),
      event_people: ({ db }) => db.$queryRaw`SELECT * FROM event_people(${tenant.id}::uuid, ${event.id}::uuid)`,
    };
    for (const [what, ask] of Object.entries(asked)) {
      const [told, read] = await act(world, tenant, admin, async (ctx) => {
        const before = await ticketsRead(ctx);
        const answer = await ask(ctx);
        return [answer, (await ticketsRead(ctx)) - before];
      });
      expect(told, what).toBeTruthy();
      // The one that was taken back is looked at.
      expect(read, what).toBeGreaterThan(0);
      expect(read, what).toBeLessThan(10);
    }
  });
});

/** How many rows of tickets this transaction has read. */
async function ticketsRead({ db }: Ctx): Promise<number> {
  const rows = await db.$queryRaw<{ read: bigint }[]>`
    SELECT seq_tup_read + idx_tup_fetch AS read FROM pg_stat_xact_user_tables WHERE relname = 'tickets'`;
  return Number(rows[0]?.read);
}

it("whoever was inside or out before scans said so is counted from the migration on", () =>
  beforeMigration("_people_are_summed", async ({ url, goOn }) => {
    const [tenantId, eventId, typeId, deviceId] = [newId(), newId(), newId(), newId()];
    await withClient(url, async (client) => {
      await client.query("INSERT INTO tenants (id, slug, name, created_at) VALUES ($1, 'old', 'Old', now())", [
        tenantId,
      ]);
      await client.query(
        `INSERT INTO events (tenant_id, id, slug, name, status, time_zone, locale, currency, starts_at, ends_at, created_at)
         VALUES ($1, $2, 'night', 'Night', 'published', 'UTC', 'en', 'USD', now(), now() + interval '1 hour', now())`,
        [tenantId, eventId],
      );
      await client.query(
        "INSERT INTO ticket_types (tenant_id, id, event_id, name, created_at) VALUES ($1, $2, $3, 'All', now())",
        [tenantId, typeId, eventId],
      );
      await client.query(
        "INSERT INTO devices (tenant_id, id, label, created_at, last_seen_at) VALUES ($1, $2, 'Phone', now(), now())",
        [tenantId, deviceId],
      );
      /** A ticket and its admission; `change` is what the scan says of it, 0 before it said anything. */
      const admit = async (number: number, change: number) => {
        const [ticketId, scanId] = [newId(), newId()];
        await client.query(
          `INSERT INTO tickets (tenant_id, id, event_id, ticket_type_id, number, holder_name, holder_email, issued_at, search)
           VALUES ($1, $2, $3, $4, $5, 'Old', 'old@example.com', now(), '')`,
          [tenantId, ticketId, eventId, typeId, number],
        );
        await client.query(
          `INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, method, device_id, device_label, actor_kind, actor_id, at, inside_change)
           VALUES ($1, $2, $3, $4, 'ADMITTED', 'camera', $5, 'Phone', 'person', $2, now() - interval '20 minutes', $6)`,
          [tenantId, scanId, eventId, ticketId, deviceId, change],
        );
        await client.query("UPDATE tickets SET checked_in_at = now(), check_in_id = $2 WHERE id = $1", [
          ticketId,
          scanId,
        ]);
      };
      const people = async () =>
        (await client.query("SELECT inside, gone FROM event_people($1, $2)", [tenantId, eventId])).rows[0];
      await admit(1, 0);
      await admit(2, 0);
      await admit(3, 1);
      await client.query(
        "INSERT INTO door_slots (tenant_id, event_id, starts_at, counts) VALUES ($1, $2, date_bin('5 minutes', now() - interval '20 minutes', '2000-01-01Z'), '[]')",
        [tenantId, eventId],
      );
      await client.query(
        "UPDATE tickets SET left_at = now(), checked_in_at = NULL, check_in_id = NULL WHERE number = 2",
      );
      await goOn();
      expect(await people()).toEqual({ inside: 2, gone: 1 });
      await client.query("DELETE FROM door_slots");
      expect(await people()).toEqual({ inside: 2, gone: 1 });
      await admit(4, 1);
      expect(await people()).toEqual({ inside: 3, gone: 1 });
    });
  }));
