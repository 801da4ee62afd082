import type { TicketState } from "../tickets/schema";
import type { CountShift, Direction, Movement, Verdict } from "./schema";

/** The three meanings colour may have at the gate, and two that are none of them: "would be done" and "is out". */
type VerdictTone = "ready" | "admitted" | "checked-out" | "look-again" | "refused";

type VerdictLook = { word: string; sentence: string; tone: VerdictTone };

/**
 * The one table of verdicts: word, sentence and tone (colour, sound and vibration hang off the tone).
 * Amber is for what staff can put right with a second look, red for what stays shut.
 */
export const VERDICT_LOOK = {
  INVALID: { word: "Not a valid ticket", sentence: "This code does not open anything here.", tone: "refused" },
  WRONG_EVENT: { word: "Wrong event", sentence: "This ticket is for another event.", tone: "refused" },
  EVENT_NOT_OPEN: { word: "Event not open", sentence: "This event is not open for admission.", tone: "refused" },
  REPLACED: {
    word: "Replaced",
    sentence: "There is a newer ticket. Ask for the latest email.",
    tone: "look-again",
  },
  REVOKED: { word: "Revoked", sentence: "The organizer has taken this ticket back.", tone: "refused" },
  REFUNDED: { word: "Refunded", sentence: "This ticket was refunded.", tone: "refused" },
  UNPAID: { word: "Not paid", sentence: "This ticket has not been paid for.", tone: "refused" },
  ALREADY_CHECKED_IN: { word: "Already inside", sentence: "This ticket was used before.", tone: "look-again" },
  OUTSIDE_WINDOW: { word: "Not at this time", sentence: "This ticket is not valid at this time.", tone: "look-again" },
  NOT_INSIDE: {
    word: "Not inside",
    sentence: "This ticket has not come in, or is out already.",
    tone: "look-again",
  },
  READY: { word: "Ready", sentence: "Check the name, then confirm.", tone: "ready" },
  ADMITTED: { word: "Admitted", sentence: "Let them in.", tone: "admitted" },
  CHECKED_OUT: { word: "Checked out", sentence: "They are out, and may come in again.", tone: "checked-out" },
  UNDONE: { word: "Undone", sentence: "This scan was taken back.", tone: "look-again" },
} as const satisfies Record<Verdict, VerdictLook>;

/** Milliseconds a preview stays confirmable, at most. */
export const PREVIEW_LIFE_MS = 2 * 60_000;

/** Milliseconds in which gate staff may undo their own last admission or check-out. */
export const OWN_UNDO_MS = 5 * 60_000;

/** Seconds in which one principal's refusals of one code leave a single scan row. */
export const REFUSAL_QUIET_SECONDS = 10;

/**
 * How many devices may become known: a real festival meets none of these, and whoever sends made-up ids soon does. What one
 * caller may make is a part of the organization's, so that no caller alone keeps everybody else's new phones out.
 */
export const NEW_DEVICES = { callerInAnHour: 300, callerInThirtyDays: 2000, organizationInThirtyDays: 10_000 } as const;

/**
 * Whether a new scan or undo may have this id: UUIDv7, whatever its clock says, since no order rests on it; v4 for one more
 * release (decision 22). One that is on record is answered whatever it is.
 */
export function mayNameNewScan(id: string): boolean {
  return /^.{14}[47]/.test(id);
}

/**
 * The lane of a ticket: what waits for its row takes turns there before it takes a connection, so that however many ask for one
 * ticket, one connection of a process waits, and the gate's others serve everybody else.
 */
export function ticketLane(ticketId: string): string {
  return `ticket:${ticketId}`;
}

/** Where a ticket is once this is the last of its movements that stands; undefined: none does, as if it never came. */
export function placeAfter(last: { id: string; verdict: Movement; at: Date } | undefined): {
  checkedInAt: Date | null;
  checkInId: string | null;
  leftAt: Date | null;
} {
  if (last?.verdict === "ADMITTED") return { checkedInAt: last.at, checkInId: last.id, leftAt: null };
  return { checkedInAt: null, checkInId: null, leftAt: last?.at ?? null };
}

/** What a movement of a ticket that is ready for it adds to the event's counts, which hold valid and unpaid tickets only. */
export function countShift(direction: Direction, ticket: { state: TicketState; leftAt: Date | null }): CountShift {
  if (ticket.state !== "valid" && ticket.state !== "unpaid") return { inside: 0, left: 0 };
  return direction === "out" ? { inside: -1, left: 1 } : { inside: 1, left: ticket.leftAt ? -1 : 0 };
}
