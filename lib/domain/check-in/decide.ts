import type { EventStatus } from "../events/schema";
import type { TicketState } from "../tickets/schema";
import type { Direction, FirstCheckIn, Movement, Verdict } from "./schema";

/** A ticket as the gate knows it: from the database's facts on the server, from the roster on a phone. */
export type TicketFacts = {
  eventId: string;
  state: TicketState;
  generation: number;
  /** The generation of the code that was read. */
  codeGeneration: number;
  validFrom: Date | null;
  validUntil: Date | null;
};

/** The event whose gate is asking. */
export type EventFacts = {
  id: string;
  status: EventStatus;
  doorsOpenAt: Date | null;
  doorsCloseAt: Date | null;
  /** Whether who left may come in again. */
  reentry: boolean;
};

/** What is already known of this ticket's admissions: the server's record, or a phone's own memory. */
type GateMemory = {
  /** The admission that counts now, or did until the ticket left. */
  firstCheckIn: FirstCheckIn | null;
  hasLeft: boolean;
};

export type GateFacts = { direction: Direction; ticket: TicketFacts | null; event: EventFacts; memory: GateMemory };

type Judgement = Exclude<Verdict, Movement | "UNDONE">;

/**
 * The one rule book of the gate: the first verdict that applies, in the protocol's order. Pure, so that the server and an
 * offline phone judge alike.
 */
export function decide({ direction, ticket, event, memory }: GateFacts, now: Date): Judgement {
  if (!ticket) return "INVALID";
  if (ticket.eventId !== event.id) return "WRONG_EVENT";
  // Whoever is inside may leave, whatever became of the ticket, the event or the hour: the person stands there all the same.
  if (direction === "out") return memory.firstCheckIn && !memory.hasLeft ? "READY" : "NOT_INSIDE";
  if (event.status === "draft" || event.status === "cancelled") return "EVENT_NOT_OPEN";
  if (ticket.codeGeneration !== ticket.generation) return "REPLACED";
  if (ticket.state === "revoked") return "REVOKED";
  if (ticket.state === "refunded") return "REFUNDED";
  if (ticket.state === "unpaid") return "UNPAID";
  if (memory.firstCheckIn && !(memory.hasLeft && event.reentry)) return "ALREADY_CHECKED_IN";
  if (!isWithin(now, event.doorsOpenAt, event.doorsCloseAt) || !isWithin(now, ticket.validFrom, ticket.validUntil))
    return "OUTSIDE_WINDOW";
  return "READY";
}

/** When a ticket that is ready now stops being so by itself; null when nothing ends it. Leaving has no hour. */
export function windowEnd(direction: Direction, ticket: TicketFacts, event: EventFacts): Date | null {
  if (direction === "out") return null;
  const ends = [ticket.validUntil, event.doorsCloseAt].filter((end) => end !== null).map((end) => end.getTime());
  return ends.length > 0 ? new Date(Math.min(...ends)) : null;
}

/** From and including the start, up to but not including the end. */
function isWithin(now: Date, from: Date | null, until: Date | null): boolean {
  return (from === null || now >= from) && (until === null || now < until);
}
