import { z } from "zod";

/** Minutes that one bar of the door's chart stands for. */
const SLOT_MINUTES = 5;
export const SLOT_MS = SLOT_MINUTES * 60_000;

/** Most of the last scans that one answer holds. */
const LAST_SCANS_LIMIT = 50;

/** Query of `GET /api/v1/events/{eventId}/door`. `scans` says how many of the last ones are wanted; 0 asks for no names either. */
export const doorInput = z.strictObject({
  /** The organization's slug. Session callers name it; API keys imply it. */
  organization: z.string().min(1).max(80).optional(),
  eventId: z.uuid(),
  scans: z.coerce.number().int().min(0).max(LAST_SCANS_LIMIT).default(12),
});
export type DoorInput = { eventId: string; scans: number };

/** Tickets that are valid or unpaid: `issued` is the sum of the three others. */
type DoorTickets = {
  issued: number;
  inside: number;
  left: number;
  notCome: number;
  /** Inside with a ticket that was taken back or refunded since; not among the issued. */
  insideNoLonger: number;
};

/** What stands of five minutes; `at` is when they begin, ISO 8601 in UTC. Minutes without movement are left out. */
export type DoorMovement = { at: string; in: number; out: number };

/** `id` is null for scans at no gate in particular. */
export type DoorGate = {
  id: string | null;
  name: string | null;
  admitted: number;
  out: number;
  refused: number;
  lastAt: string | null;
};

export type DoorScan = {
  id: string;
  at: string;
  verdict: string;
  /** True for an admission or exit that was taken back since. */
  isUndone: boolean;
  /** Of this event's tickets only. */
  number: number | null;
  /** Only for who may read tickets. */
  name: string | null;
  gate: string | null;
  device: string;
  person: string;
};

/** How an event's door stands at one moment. */
export type DoorView = {
  /** ISO 8601 in UTC. */
  asOf: string;
  event: { name: string; timeZone: string; isReentry: boolean };
  tickets: DoorTickets;
  /** In the order of time. */
  movements: DoorMovement[];
  gates: DoorGate[];
  /** The most frequent first. */
  refusals: { verdict: string; count: number }[];
  undone: number;
  /** The newest first. */
  scans: DoorScan[];
};
