import "server-only";
import { z } from "zod";
import { tenantFunction } from "@/lib/core/db/call";
import { EVENT_STATUSES } from "../events/schema";
import { TICKET_STATES } from "../tickets/schema";
import { VERDICTS } from "./schema";

/**
 * The gate's statements: SQL functions of the first migration, one round trip and one transaction each, prepared by name.
 * They answer with one JSON document, parsed here.
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
  deviceRevoked: z.boolean().nullish(),
});

export type Look = z.infer<typeof lookRow>;

/** Finds a ticket for a preview. Arguments: event, code hash or null, number or null, device, label, gate, checkpoint, now. */
export const GATE_LOOK = tenantFunction(
  "gate_look",
  ["uuid", "bytea", "int", "uuid", "text", "uuid", "uuid", "timestamptz"],
  (row) => lookRow.parse(row),
);

const recorded = z.object({
  id: z.string(),
  verdict: z.enum(VERDICTS),
  ticketId: z.string().nullable(),
  eventId: z.string(),
  deviceId: z.string(),
  actorKind: z.string(),
  actorId: z.string(),
  at: instant,
  undone: z.boolean(),
});
export type RecordedScan = z.infer<typeof recorded>;

const admitRow = z.object({
  recorded: recorded.nullish(),
  expired: z.boolean().nullish(),
  admittedAt: instant.nullish(),
  ticket: z.object({ name: z.string(), number: z.number(), type: z.string().nullable() }).nullish(),
  facts: facts.nullish(),
  deviceRevoked: z.boolean().nullish(),
});

/**
 * The admission. Arguments: scan, event, ticket, version, gate version, device, gate, checkpoint, method, code hash, actor
 * kind, actor, whether the preview is too old, now.
 */
export const GATE_ADMIT = tenantFunction(
  "gate_admit",
  [
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
  ],
  (row) => admitRow.parse(row),
);

/**
 * Puts a refusal on record. Arguments: scan, event, ticket or null, verdict, device, gate, checkpoint, method, code hash,
 * actor kind, actor, quiet seconds, now. Answers what is on record under the scan id, null when the quiet time swallowed it.
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
  ],
  (row) => recorded.nullable().parse(row),
);
