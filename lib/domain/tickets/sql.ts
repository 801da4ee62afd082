import "server-only";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { sqlState } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import { Prisma } from "@/prisma/generated/client";
import type { EventStatus } from "../events/schema";
import { searchTerms } from "./rules";
import type { EmailFilter, ResendManyInput, StandingFilter, TicketFilter } from "./schema";

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

export type ListedRow = {
  number: number;
  email: string;
  name: string;
  typeId: string;
  reference: string | null;
  identity: string | null;
};

/** The event's tickets, whatever their state, that any of these emails, references or identities (as hex) may stand for. */
export function findListedRows(
  ctx: Ctx,
  input: { eventId: string; emails: string[]; references: string[]; identities: string[] },
): Promise<ListedRow[]> {
  // Three look-ups, each by an index of its own, where one OR would read the whole event.
  return ctx.db.$queryRaw<ListedRow[]>`
    WITH wanted AS (
      SELECT id FROM tickets WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid
        AND holder_email = ANY(${input.emails}::text[]) AND deleted_at IS NULL
      UNION SELECT id FROM tickets WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid
        AND reference = ANY(${input.references}::text[]) AND deleted_at IS NULL
      UNION SELECT id FROM tickets WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid
        AND import_identity = ANY(ARRAY(SELECT decode(hex, 'hex') FROM unnest(${input.identities}::text[]) AS hex))
        AND deleted_at IS NULL)
    SELECT t.number, t.holder_email AS email, t.holder_name AS name, t.ticket_type_id AS "typeId", t.reference,
      encode(t.import_identity, 'hex') AS identity
    FROM wanted JOIN tickets t ON t.tenant_id = ${ctx.tenant.id}::uuid AND t.id = wanted.id
    ORDER BY t.number`;
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

/** Which of an event's tickets: those a filter finds, perhaps only some of them by id or up to a number. */
export type TicketMatch = TicketFilter & { eventId: string; ids?: readonly string[]; through?: number };

/** The stretch of the matches to read, by number: from one side or the other, or around one. */
export type MatchWindow = { after?: number; before?: number; take: number; without?: number | null };

/** A selection as the tickets it chooses. */
export function matchOf({ eventId, selection }: ResendManyInput): TicketMatch {
  if ("ids" in selection) return { eventId, ids: selection.ids };
  return { eventId, ...selection.filter, through: selection.through };
}

const STANDINGS: Record<StandingFilter, Prisma.Sql> = {
  valid: Prisma.sql`t.state = 'valid' AND t.checked_in_at IS NULL AND t.left_at IS NULL`,
  used: Prisma.sql`t.state = 'valid' AND t.checked_in_at IS NOT NULL`,
  left: Prisma.sql`t.state = 'valid' AND t.left_at IS NOT NULL`,
  revoked: Prisma.sql`t.state = 'revoked'`,
  refunded: Prisma.sql`t.state = 'refunded'`,
  unpaid: Prisma.sql`t.state = 'unpaid'`,
};

/**
 * That the ticket's latest email is in one of some states. A semi-join, so that few of a state are found without a look at each
 * ticket; and which is the latest is asked of one ticket at a time: joined as well, a young table's plan was three loops deep.
 */
function latestIn(states: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM messages m WHERE m.tenant_id = t.tenant_id AND m.ticket_id = t.id AND m.state IN (${states})
      AND m.id = (
        SELECT latest.id FROM messages latest WHERE latest.tenant_id = t.tenant_id AND latest.ticket_id = t.id
        ORDER BY latest.created_at DESC, latest.id DESC LIMIT 1))`;
}

const EMAILS: Record<EmailFilter, Prisma.Sql> = {
  unsent: Prisma.sql`NOT ${latestIn(Prisma.sql`'sent', 'delivered', 'failed', 'bounced'`)}`,
  failed: latestIn(Prisma.sql`'failed'`),
  bounced: latestIn(Prisma.sql`'bounced'`),
  opened: Prisma.sql`t.opened_at IS NOT NULL`,
  unopened: Prisma.sql`t.opened_at IS NULL`,
};

function conditions(ctx: Ctx, match: TicketMatch): Prisma.Sql[] {
  const { eventId, ids, through, search = "", standing, typeId, email } = match;
  return [
    Prisma.sql`t.tenant_id = ${ctx.tenant.id}::uuid AND t.event_id = ${eventId}::uuid AND t.deleted_at IS NULL`,
    ...(ids ? [Prisma.sql`t.id = ANY(${ids}::uuid[])`] : []),
    ...(through === undefined ? [] : [Prisma.sql`t.number <= ${through}::int`]),
    ...(typeId ? [Prisma.sql`t.ticket_type_id = ${typeId}::uuid`] : []),
    ...(standing ? [STANDINGS[standing]] : []),
    // strpos and not LIKE, to which "%" and "_" would be more than what was typed.
    ...searchTerms(search).map(({ text, number }) =>
      number === null
        ? Prisma.sql`strpos(t.search, ${text}) > 0`
        : Prisma.sql`(t.number = ${number}::int OR strpos(t.search, ${text}) > 0)`,
    ),
    ...(email ? [EMAILS[email]] : []),
  ];
}

/** The matches of a window, in the order of their numbers. With `before` alone, the last ones before it. */
export async function matchTickets(
  ctx: Ctx,
  match: TicketMatch,
  { after, before, take, without = null }: MatchWindow,
): Promise<{ id: string; number: number }[]> {
  const where = [
    ...conditions(ctx, match),
    ...(after === undefined ? [] : [Prisma.sql`t.number > ${after}::int`]),
    ...(before === undefined ? [] : [Prisma.sql`t.number < ${before}::int`]),
    ...(without === null ? [] : [Prisma.sql`t.number <> ${without}::int`]),
  ];
  const isBackward = before !== undefined && after === undefined;
  const rows = await ctx.db.$queryRaw<{ id: string; number: number }[]>`
    SELECT t.id, t.number FROM tickets t WHERE ${Prisma.join(where, " AND ")}
    ORDER BY t.number ${isBackward ? Prisma.sql`DESC` : Prisma.sql`ASC`} LIMIT ${take}::int`;
  return isBackward ? rows.reverse() : rows;
}

/** How many match, counted no further than `most` if that is said. */
export async function countMatches(ctx: Ctx, match: TicketMatch, most?: number): Promise<number> {
  const rows = await ctx.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM tickets t WHERE ${Prisma.join(conditions(ctx, match), " AND ")} LIMIT ${most ?? null}::int
    ) AS counted`;
  return rows[0]?.count ?? 0;
}
