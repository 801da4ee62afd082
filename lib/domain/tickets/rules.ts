import type { TicketState } from "./schema";

/** How a ticket stands for the one who looks at it. `used` and `replaced` are not states of the row but follow from others. */
export type TicketStanding = "valid" | "used" | "replaced" | Exclude<TicketState, "valid">;

/** Words for each standing, for holders and organizers alike. */
export const STANDING_TEXT = {
  valid: { label: "Valid", sentence: "Show this code at the door." },
  used: { label: "Used", sentence: "This ticket has been checked in." },
  replaced: { label: "Replaced", sentence: "There is a newer ticket. Look for the latest email from the organizer." },
  revoked: { label: "Revoked", sentence: "The organizer has taken this ticket back." },
  refunded: { label: "Refunded", sentence: "This ticket was refunded." },
  unpaid: { label: "Not paid", sentence: "This ticket has not been paid for yet." },
} as const satisfies Record<TicketStanding, { label: string; sentence: string }>;

/** What to say of a ticket opened by a link of `linkGeneration`: the row's own state first, then use, then age of the link. */
export function standingOf(ticket: { state: TicketState; generation: number; checkedInAt: Date | null }, linkGeneration?: number): TicketStanding {
  if (linkGeneration !== undefined && linkGeneration !== ticket.generation) return "replaced";
  if (ticket.state !== "valid") return ticket.state;
  return ticket.checkedInAt ? "used" : "valid";
}
