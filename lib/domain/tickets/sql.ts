import "server-only";
import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { busyIfLocked, limitLockWait } from "@/lib/core/db/row-locks";
import { AppError } from "@/lib/core/errors";
import { Prisma } from "@/prisma/generated/client";
import { BULK_STATES, type BulkAct, searchTerms } from "./rules";
import type { EmailFilter, ResendManyInput, StandingFilter, TicketFilter, TicketState } from "./schema";

/** How an event's places stand, and whether any may be taken in its state. */
export type Places = { isOpen: boolean; capacity: number; taken: number };

/**
 * Takes as many of an event's places and its next numbers, and answers the first of them. The event's row is written first:
 * a process of the version before numbers by it, and holds it while it issues (decision 24). The counters are the last row
 * that the transaction locks: behind them it writes new rows only. Waits three seconds at most, then throws BUSY; throws
 * NOT_FOUND, WRONG_STATE for an event that is over, LIMIT_EXCEEDED.
 */
export async function takeNumbers(ctx: Ctx, input: { eventId: string; count: number }): Promise<number> {
  await limitLockWait(ctx);
  const rows = await ctx.db.$queryRaw<{ first: number }[]>`
    WITH in_step AS (
      UPDATE events SET next_number = next_number + ${input.count}::int
      WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${input.eventId}::uuid AND deleted_at IS NULL RETURNING id)
    UPDATE event_counters c SET taken = c.taken + ${input.count}::int, next_number = c.next_number + ${input.count}::int
    FROM in_step WHERE c.tenant_id = ${ctx.tenant.id}::uuid AND c.event_id = in_step.id
      AND c.is_open AND c.taken + ${input.count}::int <= c.capacity
    RETURNING c.next_number - ${input.count}::int AS first`.catch(busyIfLocked);
  return rows[0]?.first ?? refusePlaces(ctx, input);
}

/** Takes a place of an event again, for a ticket that has its number. Throws as `takeNumbers` does. */
export async function takePlace(ctx: Ctx, input: { eventId: string }): Promise<void> {
  await limitLockWait(ctx);
  const rows = await ctx.db.$queryRaw<unknown[]>`
    UPDATE event_counters SET taken = taken + 1
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid AND is_open AND taken < capacity
    RETURNING true`.catch(busyIfLocked);
  if (rows.length === 0) await refusePlaces(ctx, { ...input, count: 1 });
}

/** Gives places of an event back. Behind it the transaction writes new rows only. Throws BUSY. */
export async function givePlacesBack(ctx: Ctx, input: { eventId: string; count: number }): Promise<void> {
  if (input.count === 0) return;
  await limitLockWait(ctx);
  await ctx.db.$executeRaw`
    UPDATE event_counters SET taken = taken - ${input.count}::int
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid`.catch(busyIfLocked);
}

/** Why places could not be taken. BUSY when they could be by now: somebody changed the event in between. */
async function refusePlaces(ctx: Ctx, { eventId, count }: { eventId: string; count: number }): Promise<never> {
  const { isOpen, capacity, taken } = await readPlaces(ctx, eventId);
  if (!isOpen) throw new AppError("WRONG_STATE");
  const remaining = Math.max(0, capacity - taken);
  if (remaining >= count) throw new AppError("BUSY", { retryAfter: 2 });
  throw new AppError("LIMIT_EXCEEDED", { facts: { capacity, remaining } });
}

async function readPlaces(ctx: Ctx, eventId: string): Promise<Places> {
  const places = await ctx.db.eventCounters.findFirst({
    where: { eventId, event: { deletedAt: null } },
    select: { isOpen: true, capacity: true, taken: true },
  });
  if (!places) throw new AppError("NOT_FOUND");
  return places;
}

/**
 * Holds an event's places until the transaction ends, and answers how they stand: nobody takes one or gives one back. In the
 * order of `takeNumbers`. Waits three seconds at most, then throws BUSY; NOT_FOUND.
 */
export async function lockPlaces(ctx: Ctx, eventId: string): Promise<Places> {
  await limitLockWait(ctx);
  const rows = await ctx.db.$queryRaw<Places[]>`
    WITH in_step AS MATERIALIZED (
      SELECT id FROM events
      WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${eventId}::uuid AND deleted_at IS NULL FOR NO KEY UPDATE)
    SELECT c.is_open AS "isOpen", c.capacity, c.taken FROM in_step
    JOIN event_counters c ON c.tenant_id = ${ctx.tenant.id}::uuid AND c.event_id = in_step.id
    FOR NO KEY UPDATE OF c`.catch(busyIfLocked);
  if (!rows[0]) throw new AppError("NOT_FOUND");
  return rows[0];
}

export type TicketCounts = { issued: number; activeCount: number; inside: number };

/**
 * Each event's counts. Numbers have no gaps, so the next one says how many there were. Inside are of the active, as at the door:
 * who holds a ticket that was revoked since is none of these. No ticket is counted for it.
 */
export function readCounts(ctx: Ctx, eventIds: readonly string[]): Promise<(TicketCounts & { eventId: string })[]> {
  return ctx.db.$queryRaw`
    SELECT c.event_id AS "eventId", c.next_number - 1 AS issued, c.taken AS "activeCount", p.inside - p.inside_no_longer AS inside
    FROM event_counters c, event_people(${ctx.tenant.id}::uuid, c.event_id) p
    WHERE c.tenant_id = ${ctx.tenant.id}::uuid AND c.event_id = ANY(${eventIds}::uuid[])`;
}

/**
 * Counts the tickets of events that are not long over again, notes beside the counters by how much they differ, and answers
 * those that do. It mends nothing: what made them differ would go on unseen. For the worker, as the system role; counters and
 * tickets are read at one moment, so that nobody need wait for it.
 */
export const RECOUNT_EVENTS = `
  WITH recount AS (
    SELECT c.tenant_id, c.event_id, c.taken - t.active AS taken_drift, c.next_number - 1 - t.last AS number_drift,
      abs(p.inside - t.inside) + abs(p.gone - t.gone) AS people_drift
    FROM event_counters c
    JOIN events e ON e.tenant_id = c.tenant_id AND e.id = c.event_id
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE k.state IN ('valid', 'unpaid') AND k.deleted_at IS NULL)::int AS active, coalesce(max(k.number), 0) AS last,
        count(k.checked_in_at)::int AS inside, count(k.left_at)::int AS gone
      FROM tickets k WHERE k.tenant_id = c.tenant_id AND k.event_id = c.event_id) t
    CROSS JOIN LATERAL event_people(c.tenant_id, c.event_id) p
    WHERE e.ends_at > now() - interval '3 days' OR c.taken_drift <> 0 OR c.number_drift <> 0 OR c.people_drift <> 0
  ), noted AS (
    UPDATE event_counters c SET taken_drift = r.taken_drift, number_drift = r.number_drift, people_drift = r.people_drift
    FROM recount r WHERE c.tenant_id = r.tenant_id AND c.event_id = r.event_id
      AND (c.taken_drift, c.number_drift, c.people_drift) <> (r.taken_drift, r.number_drift, r.people_drift)
  )
  SELECT event_id AS "eventId", taken_drift AS "takenDrift", number_drift AS "numberDrift",
    people_drift AS "peopleDrift" FROM recount
  WHERE taken_drift <> 0 OR number_drift <> 0 OR people_drift <> 0 ORDER BY event_id`;

export type ListedRow = {
  number: number;
  email: string;
  name: string;
  typeId: string;
  reference: string | null;
  identity: string | null;
};

/** Rows that the loop takes apart in one go: one address may have any number of an event's tickets. */
const LISTED_AT_ONCE = 2000;

/**
 * The event's tickets, whatever their state, that any of these emails, references or identities (as hex) may stand for, in
 * the order of their numbers; some at a time, with a turn of the event loop between.
 */
export async function* findListedRows(
  ctx: Ctx,
  input: { eventId: string; emails: string[]; references: string[]; identities: string[] },
): AsyncGenerator<ListedRow[]> {
  // Three look-ups, each by an index of its own, where one OR would read the whole event. Parts of rows come as one text each,
  // which costs Prisma nothing.
  const parts = await ctx.db.$queryRaw<{ rows: string }[]>`
    WITH wanted AS (
      SELECT id FROM tickets WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid
        AND holder_email = ANY(${input.emails}::text[]) AND deleted_at IS NULL
      UNION SELECT id FROM tickets WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid
        AND reference = ANY(${input.references}::text[]) AND deleted_at IS NULL
      UNION SELECT id FROM tickets WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid
        AND import_identity = ANY(ARRAY(SELECT decode(hex, 'hex') FROM unnest(${input.identities}::text[]) AS hex))
        AND deleted_at IS NULL),
    listed AS (
      SELECT t.number, (row_number() OVER (ORDER BY t.number) - 1) / ${LISTED_AT_ONCE} AS part,
        json_build_object('number', t.number, 'email', t.holder_email, 'name', t.holder_name, 'typeId', t.ticket_type_id,
          'reference', t.reference, 'identity', encode(t.import_identity, 'hex')) AS row
      FROM wanted JOIN tickets t ON t.tenant_id = ${ctx.tenant.id}::uuid AND t.id = wanted.id)
    SELECT json_agg(row ORDER BY number)::text AS rows FROM listed GROUP BY part ORDER BY part`;
  for (const { rows } of parts) {
    yield JSON.parse(rows) as ListedRow[];
    await setImmediate();
  }
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

/**
 * Which of an event's tickets: those a filter finds, perhaps only some of them by id or up to a number. `numbers` are all that
 * its search can find, where somebody has looked (`narrowBySearch`).
 */
export type TicketMatch = TicketFilter & {
  eventId: string;
  ids?: readonly string[];
  through?: number;
  states?: readonly TicketState[];
  numbers?: readonly number[];
};

/** The stretch of the matches to read, by number: from one side or the other, or around one. */
export type MatchWindow = { after?: number; before?: number; take: number; without?: number | null };

/** The tickets of a selection that an act on many would take. */
export function matchOf({ eventId, selection }: ResendManyInput, act: BulkAct): TicketMatch {
  const states = BULK_STATES[act];
  if ("ids" in selection) return { eventId, ids: selection.ids, states };
  return { eventId, ...selection.filter, through: selection.through, states };
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
  const { eventId, ids, through, states, numbers, search = "", standing, typeId, email } = match;
  return [
    Prisma.sql`t.tenant_id = ${ctx.tenant.id}::uuid AND t.event_id = ${eventId}::uuid AND t.deleted_at IS NULL`,
    ...(ids ? [Prisma.sql`t.id = ANY(${ids}::uuid[])`] : []),
    ...(through === undefined ? [] : [Prisma.sql`t.number <= ${through}::int`]),
    ...(numbers ? [Prisma.sql`t.number = ANY(${numbers}::int[])`] : []),
    ...(typeId ? [Prisma.sql`t.ticket_type_id = ${typeId}::uuid`] : []),
    ...(standing ? [STANDINGS[standing]] : []),
    ...(states ? [Prisma.sql`t.state = ANY(${states}::ticket_state[])`] : []),
    // strpos and not LIKE, to which "%" and "_" would be more than what was typed.
    ...searchTerms(search).map(({ text, number }) =>
      number === null
        ? Prisma.sql`strpos(t.search, ${text}) > 0`
        : Prisma.sql`(t.number = ${number}::int OR strpos(t.search, ${text}) > 0)`,
    ),
    ...(email ? [EMAILS[email]] : []),
  ];
}

/** Beyond these a search is no narrower than a walk through the event, which soon finds a page of them. */
const MOST_NARROWED = 2000;

/** The same match, with the numbers that its search can find when these are few: they are found without reading the event. */
export async function narrowBySearch<Match extends TicketMatch>(ctx: Ctx, match: Match): Promise<Match> {
  const terms = searchTerms(match.search ?? "");
  if (terms.length === 0) return match;
  const rows = await ctx.db.$queryRaw<{ found: number[] }[]>`
    SELECT find_ticket_numbers(${match.eventId}::uuid, ${terms.map(({ text }) => text)}::text[], ${MOST_NARROWED}::int) AS found`;
  const found = rows[0]?.found ?? [];
  if (found.length > MOST_NARROWED) return match;
  return { ...match, numbers: [...found, ...terms.flatMap(({ number }) => number ?? [])] };
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

type MatchCounts = { count: number } & Record<BulkAct, number>;

/** How many match, and how many of them each act on many would take; counted no further than `most` matches if that is said. */
export async function countMatches(ctx: Ctx, match: TicketMatch, most?: number): Promise<MatchCounts> {
  const rows = await ctx.db.$queryRaw<MatchCounts[]>`
    SELECT count(*)::int AS count, count(*) FILTER (WHERE state = ANY(${BULK_STATES.resend}::ticket_state[]))::int AS resend,
      count(*) FILTER (WHERE state = ANY(${BULK_STATES.revoke}::ticket_state[]))::int AS revoke FROM (
      SELECT t.state FROM tickets t WHERE ${Prisma.join(conditions(ctx, match), " AND ")} LIMIT ${most ?? null}::int
    ) AS counted`;
  return rows[0] ?? { count: 0, resend: 0, revoke: 0 };
}
