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
export function standingOf(
  ticket: { state: TicketState; generation: number; checkedInAt: Date | null },
  linkGeneration?: number,
): TicketStanding {
  if (linkGeneration !== undefined && linkGeneration !== ticket.generation) return "replaced";
  if (ticket.state !== "valid") return ticket.state;
  return ticket.checkedInAt ? "used" : "valid";
}

/** Stands before the 32 characters of a code, so that a later form can be told apart. QR alphanumeric, version 2 at level M. */
export const CODE_PREFIX = "U1:";
const CODE_FORM = /^U1:[A-Z2-7]{32}$/;
const LINK_FORM = /^[A-Z2-7]{32}$/;
const TYPED_FORM = /^#?0*([1-9][0-9]{0,8})[\s.–-]*([A-Z2-7]{4})$/;

/** A scanned text as a ticket's code, or null when it is not in the form of one: nothing need be looked up then. */
export function parseCode(text: string): string | null {
  const code = text.trim();
  return CODE_FORM.test(code) ? code : null;
}

/** A path's last part as a ticket's link, or null when it is not in the form of one. */
export function parseLink(text: string): string | null {
  const link = text.toUpperCase();
  return LINK_FORM.test(link) ? link : null;
}

/** A typed `17-K7QF` as its number and letters; lenient with case, spaces and the digits people mistake for letters. */
export function parseTyped(text: string): { number: number; check: string } | null {
  const upper = text.trim().toUpperCase();
  const letters = upper.slice(-4).replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B");
  const match = TYPED_FORM.exec(upper.slice(0, -4) + letters);
  return match?.[1] && match[2] ? { number: Number(match[1]), check: match[2] } : null;
}
