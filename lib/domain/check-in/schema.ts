import { z } from "zod";
import type { TicketStanding } from "../tickets/rules";

/** The answers of the gate, in the order in which they are tried; see README.md of this folder. */
export const VERDICTS = [
  "INVALID",
  "WRONG_EVENT",
  "EVENT_NOT_OPEN",
  "REPLACED",
  "REVOKED",
  "REFUNDED",
  "UNPAID",
  "ALREADY_CHECKED_IN",
  "OUTSIDE_WINDOW",
  "NOT_INSIDE",
  "READY",
  "ADMITTED",
  "CHECKED_OUT",
  "UNDONE",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The verdicts that move a ticket: the others say why it stays where it is. */
export const MOVEMENTS = ["ADMITTED", "CHECKED_OUT"] as const satisfies readonly Verdict[];
export type Movement = (typeof MOVEMENTS)[number];

/** Where a scan takes people, as its checkpoint faces. */
export const DIRECTIONS = ["in", "out"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** How a code reached us. */
export const SCAN_METHODS = ["camera", "wedge", "typed", "search"] as const;
export type ScanMethod = (typeof SCAN_METHODS)[number];

/** As the database writes it: a device that sends capitals is the same device when its scan is looked up. */
const id = z.uuid().toLowerCase();
const deviceLabel = z.string().trim().min(1, "Name this device.").max(60, "Use 60 characters at most.");
const organization = z.string().min(1).max(80);

/** Body of `POST /api/gate/preview`: a scanned code, a typed number with its check letters, or a ticket found by search. */
export const previewInput = z
  .strictObject({
    /** The organization's slug. Session callers name it; devices and API keys imply it. */
    organization: organization.optional(),
    eventId: id,
    code: z.string().max(2048).optional(),
    typed: z.string().max(64).optional(),
    ticketId: id.optional(),
    device: z.strictObject({ id, label: deviceLabel }),
    checkpointId: id.optional(),
    gateId: id.optional(),
    method: z.enum(SCAN_METHODS).optional(),
  })
  .refine((body) => [body.code, body.typed, body.ticketId].filter((named) => named !== undefined).length === 1, {
    message: "Send one of code, typed and ticketId.",
    path: ["code"],
  });
export type PreviewInput = z.infer<typeof previewInput>;

/** Body of `POST /api/gate/confirm`. `scanId` is made by the device as a UUIDv7, once per confirm, and kept over retries. */
export const confirmInput = z.strictObject({
  organization: organization.optional(),
  previewToken: z.string().min(1).max(2048),
  scanId: id,
  deviceId: id,
});
export type ConfirmInput = z.infer<typeof confirmInput>;

/** Body of `POST /api/gate/undo`. `undoId` is made by the device as a UUIDv7 and kept over retries. */
export const undoInput = z.strictObject({
  organization: organization.optional(),
  checkInId: id,
  undoId: id,
  reason: z.string().trim().min(1, "Say why.").max(200, "Use 200 characters at most."),
});
export type UndoInput = z.infer<typeof undoInput>;

/** Query of `GET /api/gate/events`. */
export const gateEventsInput = z.strictObject({ organization: organization.optional() });

/** Body of `POST /api/gate/search`. */
export const gateSearchInput = z.strictObject({
  organization: organization.optional(),
  eventId: id,
  q: z.string().trim().min(2, "Type at least 2 characters.").max(80, "Use 80 characters at most."),
});
export type GateSearchInput = z.output<typeof gateSearchInput>;

/** Query of `GET /api/gate/counts`. */
export const gateCountsInput = z.strictObject({
  organization: organization.optional(),
  eventId: id,
  gateId: id.optional(),
});
export type GateCountsInput = z.output<typeof gateCountsInput>;

/** What the scanner may show of a ticket: name, number, and the type only where the event turns it on. */
export type ShownTicket = { name: string; number: number; type?: string };

/** The admission that a duplicate runs into. `at` is ISO 8601 in UTC. */
export type FirstCheckIn = { at: string; device: string; gate: string | null };

/** A movement in the counts of `GateCounts`. Nothing for a ticket that they do not hold. */
export type CountShift = { inside: number; left: number };

export type PreviewResult = {
  verdict: Exclude<Verdict, Movement | "UNDONE">;
  ticket?: ShownTicket;
  firstCheckIn?: FirstCheckIn;
  /** The event the ticket is for, on WRONG_EVENT, and only for staff who may see that event. */
  otherEvent?: string;
  /** Only with READY: whether a confirm admits or checks out. */
  direction?: Direction;
  /** Only with READY: what a confirm adds to the event's counts. */
  shift?: CountShift;
  /** Only with READY. */
  previewToken?: string;
  /** ISO 8601 in UTC; the token is refused from then on. */
  expiresAt?: string;
};

export type ConfirmResult = {
  verdict: Exclude<Verdict, "READY">;
  ticket?: ShownTicket;
  /** ISO 8601 in UTC, with ADMITTED. */
  admittedAt?: string;
  /** ISO 8601 in UTC, with CHECKED_OUT. */
  checkedOutAt?: string;
  /** With ADMITTED and CHECKED_OUT: what an undo names. */
  checkInId?: string;
  firstCheckIn?: FirstCheckIn;
};

export type UndoResult = { verdict: "UNDONE"; undone: Movement; checkInId: string; undoneAt: string };

/** An event as the gate's chooser shows it. */
export type GateEvent = {
  id: string;
  name: string;
  venue: string | null;
  timeZone: string;
  startsAt: string;
  endsAt: string;
  /** Whether people may leave and come in again. */
  reentry: boolean;
  gates: { id: string; name: string }[];
  /** Those that face out are listed only where the event has re-entry. */
  checkpoints: { id: string; name: string; direction: Direction }[];
  /** What the caller may do at this event beside scanning. */
  may: { type: boolean; search: boolean; undoAny: boolean };
};

/** A ticket found by search. Never an email. */
export type FoundTicket = ShownTicket & { id: string; standing: TicketStanding };

export type GateSearchResult = { tickets: FoundTicket[] };

/** How an event and one of its gates stand. `inside` and `left` are of the issued. */
export type GateCounts = {
  /** Tickets that are valid or not yet paid. */
  issued: number;
  inside: number;
  /** Gone out and not come in again. */
  left: number;
  /** Admissions at the named gate that were not undone, and when the last of them was (ISO 8601 in UTC); null without such a gate. */
  gate: { admitted: number; at: string | null } | null;
  event: { admittedLast5Min: number };
};

/** A scan as a ticket's own page tells it. */
export type TicketScan = {
  id: string;
  at: Date;
  verdict: Exclude<Verdict, "READY">;
  reason: string | null;
  deviceLabel: string;
  gate: string | null;
  checkpoint: string | null;
  actorKind: string;
  actorId: string;
};
