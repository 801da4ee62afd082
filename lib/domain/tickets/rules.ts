import type { TicketState } from "./schema";

/** How a ticket stands for the one who looks at it. `used`, `left` and `replaced` are not states of the row but follow from others. */
export type TicketStanding = "valid" | "used" | "left" | "replaced" | Exclude<TicketState, "valid">;

/** Words for each standing, for holders and organizers alike. */
export const STANDING_TEXT = {
  valid: { label: "Valid", sentence: "Show this code at the door." },
  used: { label: "Used", sentence: "This ticket has been checked in." },
  left: { label: "Gone out", sentence: "You have gone out. Show this code to come in again." },
  replaced: { label: "Replaced", sentence: "There is a newer ticket. Look for the latest email from the organizer." },
  revoked: { label: "Revoked", sentence: "The organizer has taken this ticket back." },
  refunded: { label: "Refunded", sentence: "This ticket was refunded." },
  unpaid: { label: "Not paid", sentence: "This ticket has not been paid for yet." },
} as const satisfies Record<TicketStanding, { label: string; sentence: string }>;

/** What to say of a ticket opened by a link of `linkGeneration`: the row's own state first, then use, then age of the link. */
export function standingOf(
  ticket: { state: TicketState; generation: number; checkedInAt: Date | null; leftAt: Date | null },
  linkGeneration?: number,
): TicketStanding {
  if (linkGeneration !== undefined && linkGeneration !== ticket.generation) return "replaced";
  if (ticket.state !== "valid") return ticket.state;
  if (ticket.checkedInAt) return "used";
  return ticket.leftAt ? "left" : "valid";
}

/** What an organizer can do with a ticket. */
export const TICKET_ACTS = ["resend", "correct", "transfer", "reissue", "revoke", "restore"] as const;
export type TicketAct = (typeof TICKET_ACTS)[number];

const ACTS: Record<TicketStanding, readonly TicketAct[]> = {
  valid: ["resend", "correct", "transfer", "reissue", "revoke"],
  used: ["resend", "correct", "reissue", "revoke"],
  left: ["resend", "correct", "reissue", "revoke"],
  unpaid: ["revoke"],
  revoked: ["restore"],
  refunded: [],
  replaced: [],
};

/** Whether the act can be offered for a ticket that stands so. The commands ask the row itself again. */
export function isActPossible(act: TicketAct, standing: TicketStanding): boolean {
  return ACTS[standing].includes(act);
}

/** The lane of those who issue for one event: they would meet at one row, and hold a connection each while they wait for it. */
export function issueLane({ eventId }: { eventId: string }): string {
  return `issue:${eventId}`;
}

/** In which states an act on many tickets finds something to do; it counts and takes no others. */
export const BULK_STATES = {
  resend: ["valid"],
  revoke: ["valid", "unpaid"],
} as const satisfies Partial<Record<TicketAct, readonly TicketState[]>>;
export type BulkAct = keyof typeof BULK_STATES;

/** A text as it is searched: lower case, without accents. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/** What a ticket is found by in a search, as its row keeps it. Whoever writes one of the three writes this. */
export function searchText(ticket: { holderName: string; holderEmail: string; reference?: string | null }): string {
  return fold([ticket.holderName, ticket.holderEmail, ticket.reference ?? ""].join(" ").trim());
}

/** One word of a search, and the ticket number that it may be. */
export type SearchTerm = { text: string; number: number | null };

const NUMBER_FORM = /^#?0*([1-9][0-9]{0,8})$/;

/** A search as its words, each of which must be found. More than eight make it no narrower. */
export function searchTerms(search: string): SearchTerm[] {
  const words = fold(search)
    .split(/[\s\p{Cc}]+/u)
    .filter(Boolean);
  return words.slice(0, 8).map((text) => {
    const number = NUMBER_FORM.exec(text)?.[1];
    return { text, number: number === undefined ? null : Number(number) };
  });
}

/** The number that a search consists of, as in "17" or "#17"; null when it is anything else. */
export function soleNumber(search: string): number | null {
  const terms = searchTerms(search);
  return terms.length === 1 ? (terms[0]?.number ?? null) : null;
}

/** A holder's name as two of them are compared: spaces, case and forms of the same letter make no difference, accents do. */
export function comparableName(name: string): string {
  return name.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}

/** Stands before the 32 characters of a code, so that a later form can be told apart. QR alphanumeric, version 3 at level H. */
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
