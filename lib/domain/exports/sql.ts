import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import type { AttendeeLine, ScanLine } from "./rules";

type AttendeesAsked = { eventId: string; after: number; take: number };

/** An event's tickets behind a number, with the last admission of each that stands. */
export function readAttendees(ctx: Ctx, { eventId, after, take }: AttendeesAsked): Promise<AttendeeLine[]> {
  return ctx.db.$queryRaw<AttendeeLine[]>`
    SELECT t.number, t.holder_name AS name, t.holder_email AS email, y.name AS type, t.reference, t.state::text AS state, t.generation,
      t.issued_at AS "issuedAt", t.opened_at AS "openedAt", t.checked_in_at AS "checkedInAt", t.left_at AS "leftAt",
      a.at AS "lastInAt", g.name AS gate, a.device_label AS device
    FROM tickets t
    JOIN ticket_types y ON y.tenant_id = t.tenant_id AND y.id = t.ticket_type_id
    LEFT JOIN LATERAL (
      SELECT s.at, s.gate_id, s.device_label FROM scans s
      WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id AND s.event_id = t.event_id AND s.verdict = 'ADMITTED'
        AND NOT EXISTS (SELECT FROM scans u WHERE u.tenant_id = s.tenant_id AND u.undoes_id = s.id)
      ORDER BY s.at DESC, s.id DESC LIMIT 1
    ) a ON t.checked_in_at IS NOT NULL OR t.left_at IS NOT NULL
    LEFT JOIN gates g ON g.tenant_id = t.tenant_id AND g.id = a.gate_id
    WHERE t.tenant_id = ${ctx.tenant.id}::uuid AND t.event_id = ${eventId}::uuid AND t.number > ${after} AND t.deleted_at IS NULL
    ORDER BY t.number LIMIT ${take}`;
}

type ScansAsked = { eventId: string; after: { at: Date; id: string } | null; until: Date; take: number };

/** An event's scans behind one of them, up to a moment, in the order of time; a ticket of another event stays unnamed. */
export function readScans(
  ctx: Ctx,
  { eventId, after, until, take }: ScansAsked,
): Promise<(ScanLine & { actorKind: string; actorId: string })[]> {
  const [at, id] = after ? [after.at, after.id] : [new Date(0), "00000000-0000-0000-0000-000000000000"];
  return ctx.db.$queryRaw`
    SELECT s.id, s.at, s.verdict::text AS verdict, s.direction::text AS direction, t.number, t.holder_name AS name, g.name AS gate,
      c.name AS checkpoint, s.device_label AS device, s.method::text AS method, s.reason, s.actor_kind AS "actorKind",
      s.actor_id AS "actorId"
    FROM scans s
    LEFT JOIN tickets t ON t.tenant_id = s.tenant_id AND t.id = s.ticket_id AND t.event_id = s.event_id
    LEFT JOIN gates g ON g.tenant_id = s.tenant_id AND g.id = s.gate_id
    LEFT JOIN checkpoints c ON c.tenant_id = s.tenant_id AND c.id = s.checkpoint_id
    WHERE s.tenant_id = ${ctx.tenant.id}::uuid AND s.event_id = ${eventId}::uuid
      AND (s.at, s.id) > (${at}::timestamptz, ${id}::uuid) AND s.at <= ${until}::timestamptz
    ORDER BY s.at, s.id LIMIT ${take}`;
}

/** How many parts an export has, and how long they are together. */
export async function measureParts(ctx: Ctx, exportId: string): Promise<{ parts: number; bytes: number }> {
  const rows = await ctx.db.$queryRaw<{ parts: number; bytes: number }[]>`
    SELECT count(*)::int AS parts, coalesce(sum(octet_length(content)), 0)::float8 AS bytes FROM export_parts
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND export_id = ${exportId}::uuid`;
  return rows[0] ?? { parts: 0, bytes: 0 };
}
