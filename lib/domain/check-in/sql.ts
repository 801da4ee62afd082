import "server-only";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { tenantFunction } from "@/lib/core/db/call";
import { busyIfLocked, limitLockWait } from "@/lib/core/db/row-locks";
import { Prisma } from "@/prisma/generated/client";
import { EVENT_STATUSES } from "../events/schema";
import type { SearchTerm } from "../tickets/rules";
import { TICKET_STATES, type TicketState } from "../tickets/schema";
import { DIRECTIONS, type Movement, VERDICTS } from "./schema";

/**
 * The gate's statements: SQL functions of the migrations, one round trip and one transaction each, prepared by name. They
 * answer with one JSON document, parsed here.
 */

const instant = z.string().transform((text) => new Date(text));
const maybeInstant = instant.nullable();

const eventFacts = z.object({
  id: z.string(),
  status: z.enum(EVENT_STATUSES),
  gateVersion: z.number(),
  timeZone: z.string(),
  doorsOpenAt: maybeInstant,
  doorsCloseAt: maybeInstant,
  showTicketType: z.boolean(),
  reentry: z.boolean(),
});

const ticketFacts = z.object({
  id: z.string(),
  eventId: z.string(),
  number: z.number(),
  name: z.string(),
  state: z.enum(TICKET_STATES),
  generation: z.number(),
  version: z.number(),
  type: z.string(),
  validFrom: maybeInstant,
  validUntil: maybeInstant,
  eventName: z.string(),
  leftAt: maybeInstant,
  firstCheckIn: z.object({ id: z.string(), at: instant, device: z.string(), gate: z.string().nullable() }).nullable(),
});

const facts = z.object({ event: eventFacts.nullable(), ticket: ticketFacts.nullable() });
export type StoredFacts = z.infer<typeof facts>;
export type StoredTicket = z.infer<typeof ticketFacts>;
export type StoredEvent = z.infer<typeof eventFacts>;

const lookRow = facts.extend({
  codeGeneration: z.number().nullish(),
  codes: z.array(z.object({ generation: z.number(), keyId: z.string() })).nullish(),
  gateId: z.string().nullish(),
  checkpointId: z.string().nullish(),
  direction: z.enum(DIRECTIONS).nullish(),
  deviceRevoked: z.boolean().nullish(),
  tooManyDevices: z.boolean().nullish(),
});

export type Look = z.infer<typeof lookRow>;

/**
 * Finds a ticket for a preview and makes the device known. Arguments: event, code hash or null, number or null, device, label,
 * gate, checkpoint, now, ticket or null, actor kind, actor, and how many new devices the caller may make in an hour and in
 * thirty days, and the organization in thirty days.
 */
export const GATE_PREVIEW = tenantFunction(
  "gate_preview",
  ["uuid", "bytea", "int", "uuid", "text", "uuid", "uuid", "timestamptz", "uuid", "text", "uuid", "int", "int", "int"],
  (row) => lookRow.parse(row),
);

const recorded = z.object({
  id: z.string(),
  verdict: z.enum(VERDICTS),
  ticketId: z.string().nullable(),
  eventId: z.string(),
  deviceId: z.string(),
  direction: z.enum(DIRECTIONS),
  actorKind: z.string(),
  actorId: z.string(),
  at: instant,
  undone: z.boolean(),
});
export type RecordedScan = z.infer<typeof recorded>;

const movementRow = z.object({
  recorded: recorded.nullish(),
  expired: z.boolean().nullish(),
  admittedAt: instant.nullish(),
  checkedOutAt: instant.nullish(),
  ticket: z.object({ name: z.string(), number: z.number(), type: z.string().nullable() }).nullish(),
  facts: facts.nullish(),
  deviceRevoked: z.boolean().nullish(),
});

const movementTypes = [
  "uuid",
  "uuid",
  "uuid",
  "int",
  "int",
  "uuid",
  "uuid",
  "uuid",
  "scan_method",
  "bytea",
  "text",
  "uuid",
  "boolean",
  "timestamptz",
];

/**
 * The admission. Arguments: scan, event, ticket, version, gate version, device, gate, checkpoint, method, code hash, actor
 * kind, actor, whether the preview is too old, now.
 */
export const GATE_ADMIT = tenantFunction("gate_admit", movementTypes, (row) => movementRow.parse(row));

/** The check-out. Arguments as for the admission. */
export const GATE_CHECK_OUT = tenantFunction("gate_check_out", movementTypes, (row) => movementRow.parse(row));

/**
 * Puts a refusal on record. Arguments: scan, event, ticket or null, verdict, device, gate, checkpoint, method, code hash,
 * actor kind, actor, quiet seconds, now, direction. Answers what is on record under the scan id, null when the quiet time swallowed it.
 */
export const GATE_REFUSE = tenantFunction(
  "gate_refuse",
  [
    "uuid",
    "uuid",
    "uuid",
    "verdict",
    "uuid",
    "uuid",
    "uuid",
    "scan_method",
    "bytea",
    "text",
    "uuid",
    "int",
    "timestamptz",
    "scan_direction",
  ],
  (row) => recorded.nullable().parse(row),
);

const countsRow = z.object({
  issued: z.number(),
  inside: z.number(),
  left: z.number(),
  gate: z.object({ admitted: z.number(), at: maybeInstant }).nullable(),
  event: z.object({ admittedLast5Min: z.number() }),
});

/** How an event and one of its gates stand; null for an event that is not there. Not by the gate's own connections: scans come first. */
export async function readGateCounts(ctx: Ctx, input: { eventId: string; gateId: string | null }) {
  const rows = await ctx.db.$queryRaw<{ counts: unknown }[]>`
    SELECT gate_counts(${ctx.tenant.id}::uuid, ${input.eventId}::uuid, ${input.gateId}::uuid, ${ctx.now}::timestamptz) AS counts`;
  return countsRow.nullable().parse(rows[0]?.counts ?? null);
}

export type FoundTicket = {
  id: string;
  number: number;
  name: string;
  state: TicketState;
  generation: number;
  checkedInAt: Date | null;
  leftAt: Date | null;
  type: string;
};

/** Beyond so many tickets a search has found enough: whoever sees twenty of them types another word. */
const MOST_FOUND = 1000;

/**
 * The event's tickets that bear each term, in the order of their names. An index finds the numbers; then every term is asked of
 * the rows under the policies. `search` begins with the name, folded: Élodie stands between Eda and Ema.
 */
export function searchTickets(
  ctx: Ctx,
  { eventId, terms, take }: { eventId: string; terms: readonly SearchTerm[]; take: number },
): Promise<FoundTicket[]> {
  const words = terms.map(({ text }) => text);
  const numbers = terms.flatMap(({ number }) => number ?? []);
  const bearsEach = terms.map(
    ({ text, number }) => Prisma.sql`(strpos(t.search, ${text}) > 0 OR t.number = ${number}::int)`,
  );
  return ctx.db.$queryRaw`
    SELECT t.id, t.number, t.holder_name AS name, t.state::text AS state, t.generation, t.checked_in_at AS "checkedInAt",
      t.left_at AS "leftAt", y.name AS type
    FROM tickets t JOIN ticket_types y ON y.tenant_id = ${ctx.tenant.id}::uuid AND y.id = t.ticket_type_id
    WHERE t.tenant_id = ${ctx.tenant.id}::uuid AND t.event_id = ${eventId}::uuid AND t.deleted_at IS NULL
      AND t.number = ANY(find_ticket_numbers(${eventId}::uuid, ${words}::text[], ${MOST_FOUND}::int) || ${numbers}::int[])
      AND ${Prisma.join(bearsEach, " AND ")}
    ORDER BY t.search, t.number LIMIT ${take}::int`;
}

export type StandingMovement = { id: string; verdict: Movement; at: Date };

/**
 * Takes a ticket's row until the transaction ends and answers its last two movements that were not undone, the latest
 * first: movements and undos of one ticket take turns at that row. Throws BUSY when somebody holds it for three seconds.
 */
export async function lockMovements(ctx: Ctx, ticketId: string): Promise<StandingMovement[]> {
  await limitLockWait(ctx);
  await ctx.db.$executeRaw`
    SELECT FROM tickets WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${ticketId}::uuid
    FOR NO KEY UPDATE`.catch(busyIfLocked);
  return ctx.db.$queryRaw<StandingMovement[]>`
    SELECT s.id, s.verdict::text AS verdict, s.at FROM scans s
    WHERE s.tenant_id = ${ctx.tenant.id}::uuid AND s.ticket_id = ${ticketId}::uuid AND s.verdict IN ('ADMITTED', 'CHECKED_OUT')
      AND NOT EXISTS (SELECT FROM scans u WHERE u.tenant_id = ${ctx.tenant.id}::uuid AND u.undoes_id = s.id)
    ORDER BY s.at DESC LIMIT 2`;
}
