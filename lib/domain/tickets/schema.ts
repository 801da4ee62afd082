import { z } from "zod";
import type { MessageState } from "../messages/schema";
import type { TicketStanding } from "./rules";

/** Most tickets one request may issue. */
export const ISSUE_LIMIT = 500;

export const holderName = z.string().trim().min(1, "Enter a name.").max(120, "Use 120 characters at most.");
export const holderEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, "Use 254 characters at most.")
  .pipe(z.email("Enter an email address like name@example.com."));

const newTicket = z.strictObject({ name: holderName, email: holderEmail, typeId: z.uuid().optional() });
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

export const TICKET_STATES = ["valid", "revoked", "refunded", "unpaid"] as const;
export type TicketState = (typeof TICKET_STATES)[number];

export const revokeInput = z.strictObject({
  ticketId: z.uuid(),
  reason: z.string().trim().min(1, "Say why.").max(200, "Use 200 characters at most."),
});
export type RevokeInput = z.output<typeof revokeInput>;

export type IssuedTicket = { id: string; number: number };

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
