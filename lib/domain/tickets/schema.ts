import { z } from "zod";
import type { MessageState } from "../messages/schema";
import type { BulkAct, TicketStanding } from "./rules";

/** Most tickets one request may issue. */
export const ISSUE_LIMIT = 500;

export const holderName = z.string().trim().min(1, "Enter a name.").max(120, "Use 120 characters at most.");
export const holderEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "Use 254 characters at most.")
  .pipe(z.email("Enter an email address like name@example.com."));

export const ticketReference = z.string().trim().min(1, "Enter a reference.").max(120, "Use 120 characters at most.");

const newTicket = z.strictObject({
  name: holderName,
  email: holderEmail,
  typeId: z.uuid().optional(),
  reference: ticketReference.optional(),
});
export type NewTicket = z.output<typeof newTicket>;

/** What `issueTickets` takes: 1 to 500 tickets of one event. */
export const issueInput = z.strictObject({
  eventId: z.uuid(),
  tickets: z
    .array(newTicket)
    .min(1, "Add at least one ticket.")
    .max(ISSUE_LIMIT, `Issue at most ${ISSUE_LIMIT} at once.`),
});
export type IssueInput = z.output<typeof issueInput>;

/** Who a ticket is for from now on. */
export const transferInput = z.strictObject({ ticketId: z.uuid(), name: holderName, email: holderEmail });
export type TransferInput = z.output<typeof transferInput>;

/** The right address of a ticket's holder, in place of a mistyped one. */
export const correctAddressInput = z.strictObject({ ticketId: z.uuid(), email: holderEmail });
export type CorrectAddressInput = z.output<typeof correctAddressInput>;

/** A guest out of a list, with the type decided. Two lines of the same identity are one ticket, whenever they come. */
export type ListedTicket = Required<Pick<NewTicket, "name" | "email" | "typeId">> & {
  reference: string | null;
  /** SHA-256. */
  importIdentity: Uint8Array<ArrayBuffer>;
};

/** What became of a guest of a list: a ticket, the number of the one they have, or no room. */
export type ListedOutcome =
  | { kind: "issued"; ticketId: string; number: number }
  | { kind: "on-list"; number: number }
  | { kind: "over-cap" };

export const TICKET_STATES = ["valid", "revoked", "refunded", "unpaid"] as const;
export type TicketState = (typeof TICKET_STATES)[number];

const revokeReason = z.string().trim().min(1, "Say why.").max(200, "Use 200 characters at most.");
export const revokeInput = z.strictObject({ ticketId: z.uuid(), reason: revokeReason });
export type RevokeInput = z.output<typeof revokeInput>;

export type IssuedTicket = { id: string; number: number };

/** By what a list of tickets can be narrowed. */
export const STANDING_FILTERS = ["valid", "used", "left", "revoked", "refunded", "unpaid"] as const;
export type StandingFilter = (typeof STANDING_FILTERS)[number];
/** `unsent`, `failed` and `bounced` are said of the latest email, the other two of the ticket's page. */
const EMAIL_FILTERS = ["unsent", "failed", "bounced", "opened", "unopened"] as const;
export type EmailFilter = (typeof EMAIL_FILTERS)[number];

export const ticketFilter = z.object({
  search: z.string().trim().max(200, "Use 200 characters at most.").optional(),
  standing: z.enum(STANDING_FILTERS).optional(),
  typeId: z.uuid().optional(),
  email: z.enum(EMAIL_FILTERS).optional(),
});
export type TicketFilter = z.output<typeof ticketFilter>;

/** Tickets that a list shows at once. */
export const TICKETS_A_PAGE = 50;

/** Beyond these a list only says that there are more. */
export const MOST_COUNTED = 10_000;

/** Many tickets of one event: some by id, or all that a filter finds up to a number, so that later ones are left alone. */
const ticketSelection = z.union([
  z.object({
    ids: z
      .array(z.uuid())
      .min(1, "Choose at least one ticket.")
      .max(2 * TICKETS_A_PAGE),
  }),
  z.object({ filter: ticketFilter, through: z.int().min(0) }),
]);
export type TicketSelection = z.output<typeof ticketSelection>;

/** What a run over many tickets is given. */
export const resendManyInput = z.object({ eventId: z.uuid(), selection: ticketSelection });
export type ResendManyInput = z.output<typeof resendManyInput>;
export const revokeManyInput = resendManyInput.extend({ reason: revokeReason });
export type RevokeManyInput = z.output<typeof revokeManyInput>;

/** A ticket as a list shows it. */
export type TicketRow = {
  id: string;
  number: number;
  holderName: string;
  holderEmail: string;
  type: string;
  standing: TicketStanding;
  issuedAt: Date;
  openedAt: Date | null;
  checkedInAt: Date | null;
  message: { id: string; state: MessageState } | null;
};

export type TicketPage = {
  tickets: TicketRow[];
  /** How many there are in all; more than MOST_COUNTED are not counted on. */
  count: number;
  /** How many of those each act on many would take. */
  takenBy: Record<BulkAct, number>;
  /** The event's last number so far. */
  through: number;
  /** The numbers that the pages before and after this one end and begin at; null at either end. */
  before: number | null;
  after: number | null;
};

/** A ticket as its own page shows it. */
export type TicketDetail = {
  id: string;
  eventId: string;
  number: number;
  holderName: string;
  holderEmail: string;
  reference: string | null;
  type: string;
  standing: TicketStanding;
  issuedAt: Date;
  openedAt: Date | null;
  checkedInAt: Date | null;
  leftAt: Date | null;
  revokedAt: Date | null;
  revokeReason: string | null;
  /** The list it came with, and the line there; null for one that was issued otherwise. */
  importedFrom: { fileName: string; line: number } | null;
};
