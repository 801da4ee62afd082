import "server-only";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { sqlState } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import type { EventStatus } from "../events/schema";

export type LockedEvent = { status: EventStatus; cap: number; nextNumber: number; alive: number };

/**
 * Takes the event row's lock until the transaction ends and says how many tickets are alive under it. FOR NO KEY UPDATE is
 * enough to make issuers wait for each other, and leaves scans alone, whose foreign keys need a share of the row. Waits
 * three seconds at most, then throws BUSY; NOT_FOUND when there is no such event.
 */
export async function lockEventForIssue(ctx: Ctx, eventId: string): Promise<LockedEvent> {
  await ctx.db.$executeRaw`SELECT set_config('lock_timeout', '3s', true)`;
  const rows = await ctx.db.$queryRaw<Omit<LockedEvent, "alive">[]>`
    SELECT status::text AS status, cap, next_number AS "nextNumber" FROM events
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${eventId}::uuid AND deleted_at IS NULL
    FOR NO KEY UPDATE`.catch(busyIfLocked);
  const event = rows[0];
  if (!event) throw new AppError("NOT_FOUND");
  const counted = await ctx.db.$queryRaw<{ alive: number }[]>`
    SELECT count(*)::int AS alive FROM tickets
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${eventId}::uuid
      AND state IN ('valid', 'unpaid') AND deleted_at IS NULL`;
  return { ...event, alive: counted[0]?.alive ?? 0 };
}

function busyIfLocked(error: unknown): never {
  if (sqlState(error) === "55P03") throw new AppError("BUSY", { retryAfter: 2 }, { cause: error });
  throw error;
}

/** Before a tenant is known: which ticket a link's hash belongs to, of an organization that is not suspended. */
export const TICKET_BY_LINK = {
  name: "ticket_by_link",
  sql: `SELECT c.ticket_id AS "ticketId", c.generation, json_build_object('id', t.id, 'slug', t.slug, 'name', t.name,
      'locale', t.locale, 'currency', t.currency, 'timeZone', t.time_zone) AS tenant
    FROM ticket_codes c JOIN tenants t ON t.id = c.tenant_id AND t.status = 'active'
    WHERE c.link_hash = $1`,
};

export const linkRow = z.object({
  ticketId: z.string(),
  generation: z.int(),
  tenant: z.object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    locale: z.string(),
    currency: z.string(),
    timeZone: z.string(),
  }),
});
export type LinkRow = z.infer<typeof linkRow>;
