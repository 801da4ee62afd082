import "server-only";
import type { Actor } from "@/lib/core/ctx";
import type { EventFacts, GateFacts, TicketFacts } from "./decide";
import type { ConfirmResult, Direction, FirstCheckIn, ShownTicket } from "./schema";
import type { RecordedScan, StoredEvent, StoredFacts, StoredTicket } from "./sql";

/** What the scanner may show of a ticket; the type only where the event turns it on. */
export function shownTicket(ticket: StoredTicket, event: Pick<StoredEvent, "showTicketType">): ShownTicket {
  return { name: ticket.name, number: ticket.number, ...(event.showTicketType ? { type: ticket.type } : {}) };
}

/** The admission that a duplicate runs into, or that a ticket had before it left, as the gate shows it. */
export function shownCheckIn(ticket: StoredTicket): FirstCheckIn | null {
  const first = ticket.firstCheckIn;
  return first && { at: first.at.toISOString(), device: first.device, gate: first.gate };
}

/** The stored facts in the rule book's terms. */
export function gateFacts(
  direction: Direction,
  { event, ticket }: { event: StoredEvent; ticket: StoredTicket | null },
  codeGeneration: number,
): GateFacts & { event: EventFacts; ticket: TicketFacts | null } {
  return {
    direction,
    event,
    ticket: ticket && { ...ticket, codeGeneration },
    memory: { firstCheckIn: ticket && shownCheckIn(ticket), hasLeft: ticket?.leftAt != null },
  };
}

/** The answer of a scan that is on record: what was said then, or that it was since undone. */
export function answerAgain(scan: RecordedScan, facts: StoredFacts): ConfirmResult {
  const verdict = scan.undone ? "UNDONE" : scan.verdict;
  if (verdict === "READY") throw new Error("READY is never on record.");
  const { ticket, event } = facts;
  const shown = ticket && event ? { ticket: shownTicket(ticket, event) } : {};
  if (verdict === "ADMITTED") return { verdict, ...shown, admittedAt: scan.at.toISOString(), checkInId: scan.id };
  if (verdict === "CHECKED_OUT") return { verdict, ...shown, checkedOutAt: scan.at.toISOString(), checkInId: scan.id };
  const firstCheckIn = verdict === "ALREADY_CHECKED_IN" && ticket ? shownCheckIn(ticket) : null;
  return { verdict, ...shown, ...(firstCheckIn ? { firstCheckIn } : {}) };
}

/** Whom a preview is bound to: a session, a device or a key. One person's two sign-ins are two. */
export function principalOf(actor: Actor): string {
  if (actor.kind === "public") return "public";
  return actor.kind === "person" ? `session:${actor.sessionId}` : `${actor.kind}:${actor.id}`;
}
