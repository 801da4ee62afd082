import "server-only";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import type { DoorInput } from "./schema";

const count = z.object({
  slot: z.string(),
  gateId: z.string().nullable(),
  verdict: z.string(),
  count: z.number(),
  lastAt: z.string().nullable(),
});

const doorFacts = z.object({
  event: z.object({ name: z.string(), timeZone: z.string(), isReentry: z.boolean() }).nullable(),
  tickets: z
    .object({
      issued: z.number(),
      inside: z.number(),
      left: z.number(),
      notCome: z.number(),
      insideNoLonger: z.number(),
    })
    .nullable(),
  gates: z.array(z.object({ id: z.string(), name: z.string(), isGone: z.boolean() })),
  slots: z.array(z.object({ slot: z.string(), counts: z.array(count.omit({ slot: true })) })),
  fresh: z.array(count),
  undone: z.array(count),
  scans: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      verdict: z.string(),
      isUndone: z.boolean(),
      number: z.number().nullable(),
      name: z.string().nullable(),
      gate: z.string().nullable(),
      device: z.string(),
      actorKind: z.string(),
      actorId: z.string(),
    }),
  ),
});

/**
 * All that a door shows, in one statement and so of one moment; event_people is STABLE and reads the same moment. Slots that the worker has counted are taken as they are;
 * behind them each slot is read by itself, because with two plain bounds the planner knows what little that is, and keeps
 * to the index (event, at); from one slot the next scan leads to the next, so that months in which nobody came cost nothing.
 * `GROUP BY` and not a condition tells the verdicts apart: comparing an enum is not leakproof, so under row-level security
 * it never becomes part of an index search.
 */
export async function readDoor(ctx: Ctx, { eventId, scans }: DoorInput): Promise<z.infer<typeof doorFacts>> {
  const rows = await ctx.db.$queryRaw<{ facts: unknown }[]>`
    WITH RECURSIVE me AS (SELECT ${ctx.tenant.id}::uuid AS tenant, ${eventId}::uuid AS event),
    counted AS (
      SELECT d.starts_at, d.counts FROM door_slots d
      WHERE d.tenant_id = ${ctx.tenant.id}::uuid AND d.event_id = ${eventId}::uuid
    ), ahead(at, until) AS (
      SELECT NULL::timestamptz, coalesce((SELECT max(starts_at) + interval '5 minutes' FROM counted), '-infinity')
      UNION ALL
      SELECT slot.at, slot.at + interval '5 minutes' FROM ahead,
        LATERAL (SELECT date_bin('5 minutes', s.at, '2000-01-01Z'::timestamptz) AS at FROM scans s
          WHERE s.tenant_id = ${ctx.tenant.id}::uuid AND s.event_id = ${eventId}::uuid AND s.at >= ahead.until
          ORDER BY s.at, s.id LIMIT 1) slot
    ), fresh AS (
      SELECT slot.at AS slot, c.* FROM ahead slot,
        LATERAL (SELECT s.gate_id AS "gateId", s.verdict, count(*)::int AS count, max(s.at) AS "lastAt" FROM scans s
          WHERE s.tenant_id = ${ctx.tenant.id}::uuid AND s.event_id = ${eventId}::uuid
            AND s.at >= slot.at AND s.at < slot.until
          GROUP BY 1, 2) c
    ), undone AS (
      SELECT date_bin('5 minutes', s.at, '2000-01-01Z'::timestamptz) AS slot, s.gate_id AS "gateId", s.verdict,
        count(*)::int AS count, NULL::timestamptz AS "lastAt"
      FROM scans u JOIN scans s ON s.tenant_id = u.tenant_id AND s.id = u.undoes_id
      WHERE u.tenant_id = ${ctx.tenant.id}::uuid AND u.event_id = ${eventId}::uuid AND u.undoes_id IS NOT NULL
      GROUP BY 1, 2, 3
    ), newest AS (
      SELECT s.* FROM scans s WHERE s.tenant_id = ${ctx.tenant.id}::uuid AND s.event_id = ${eventId}::uuid
      ORDER BY s.at DESC, s.id DESC LIMIT ${scans}
    ), people AS MATERIALIZED (
      SELECT c.taken AS issued, p.inside - p.inside_no_longer AS inside, p.gone - p.gone_no_longer AS gone, p.inside_no_longer
      FROM event_counters c, event_people(${ctx.tenant.id}::uuid, ${eventId}::uuid) p
      WHERE c.tenant_id = ${ctx.tenant.id}::uuid AND c.event_id = ${eventId}::uuid
    )
    SELECT json_build_object(
      'event', (SELECT json_build_object('name', e.name, 'timeZone', e.time_zone, 'isReentry', e.reentry)
        FROM events e WHERE e.tenant_id = me.tenant AND e.id = me.event AND e.deleted_at IS NULL),
      'tickets', (SELECT json_build_object('issued', issued, 'inside', inside, 'left', gone, 'notCome', issued - inside - gone,
          'insideNoLonger', inside_no_longer) FROM people),
      'gates', (SELECT coalesce(json_agg(json_build_object('id', g.id, 'name', g.name, 'isGone', g.deleted_at IS NOT NULL)
          ORDER BY g.position, g.id), '[]') FROM gates g WHERE g.tenant_id = me.tenant AND g.event_id = me.event),
      'slots', (SELECT coalesce(json_agg(json_build_object('slot', counted.starts_at, 'counts', counted.counts)), '[]') FROM counted),
      'fresh', (SELECT coalesce(json_agg(fresh), '[]') FROM fresh),
      'undone', (SELECT coalesce(json_agg(undone), '[]') FROM undone),
      'scans', (SELECT coalesce(json_agg(json_build_object('id', n.id, 'at', n.at, 'verdict', n.verdict,
          'isUndone', EXISTS (SELECT FROM scans u WHERE u.tenant_id = n.tenant_id AND u.undoes_id = n.id),
          'number', t.number, 'name', t.holder_name, 'gate', g.name, 'device', n.device_label,
          'actorKind', n.actor_kind, 'actorId', n.actor_id) ORDER BY n.at DESC, n.id DESC), '[]')
        FROM newest n
        -- A ticket of another event is none of this door's business.
        LEFT JOIN tickets t ON t.tenant_id = n.tenant_id AND t.id = n.ticket_id AND t.event_id = n.event_id
        LEFT JOIN gates g ON g.tenant_id = n.tenant_id AND g.id = n.gate_id)
    ) AS facts FROM me`;
  return doorFacts.parse(rows[0]?.facts);
}

/**
 * Counts what was scanned in slots of five minutes that are over, so that an event's door need not be counted from its first
 * scan each time. For the worker, over all
 * organizations, as the system role. Arguments: now, and how far before the last counted slot to count again, for what was
 * written late. Only events near their day, and only those with a scan that is not yet counted unless all are counted again.
 * Two workers at once count the same.
 */
export const COUNT_DOOR_SLOTS = `
  INSERT INTO door_slots (tenant_id, event_id, starts_at, counts, inside_change, left_change)
  SELECT c.tenant_id, c.event_id, c.slot,
    jsonb_agg(jsonb_build_object('gateId', c.gate_id, 'verdict', c.verdict, 'count', c.count, 'lastAt', c.last_at)
      ORDER BY c.gate_id, c.verdict), sum(c.inside_change)::int, sum(c.left_change)::int
  FROM (
    SELECT s.tenant_id, s.event_id, date_bin('5 minutes', s.at, '2000-01-01Z'::timestamptz) AS slot, s.gate_id, s.verdict,
      count(*)::int AS count, max(s.at) AS last_at, sum(s.inside_change) AS inside_change, sum(s.left_change) AS left_change
    FROM (SELECT date_bin('5 minutes', $1::timestamptz - interval '5 minutes', '2000-01-01Z'::timestamptz) AS until) over_since
    JOIN events e ON e.ends_at > $1::timestamptz - interval '3 days' AND e.starts_at < $1::timestamptz + interval '3 days'
    CROSS JOIN LATERAL (SELECT max(d.starts_at) + interval '5 minutes' AS counted_until FROM door_slots d
      WHERE d.tenant_id = e.tenant_id AND d.event_id = e.id) d
    JOIN scans s ON s.tenant_id = e.tenant_id AND s.event_id = e.id AND s.at < over_since.until
      AND s.at >= coalesce(d.counted_until - $2::interval, '-infinity')
    WHERE $2::interval > interval '1 day' OR EXISTS (SELECT FROM scans n WHERE n.tenant_id = e.tenant_id AND n.event_id = e.id
      AND n.at >= coalesce(d.counted_until, '-infinity') AND n.at < over_since.until)
    GROUP BY 1, 2, 3, 4, 5) c
  GROUP BY 1, 2, 3
  ON CONFLICT (tenant_id, event_id, starts_at) DO UPDATE
    SET counts = excluded.counts, inside_change = excluded.inside_change, left_change = excluded.left_change
    WHERE (door_slots.counts, door_slots.inside_change, door_slots.left_change)
      IS DISTINCT FROM (excluded.counts, excluded.inside_change, excluded.left_change)`;
