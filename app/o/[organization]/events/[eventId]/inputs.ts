import { z } from "zod";
import { lineTrouble, readTicketLines } from "@/components/tickets/ticket-lines";
import { EVENT_MOVES, type EventMove } from "@/lib/domain/events/rules";
import { holderEmail, holderName, type IssueInput } from "@/lib/domain/tickets/schema";

/** The named fields of a form as text; one that was not sent is the empty string, so that its own rule speaks. */
export function textFields(form: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(form.get(name) ?? "")]));
}

/** A field that is only there where a choice is. */
const typeId = z
  .union([z.uuid(), z.literal("")], "Choose a type from the list.")
  .transform((id) => (id === "" ? undefined : id));

export const issueOneInput = z
  .object({ eventId: z.uuid(), name: holderName, email: holderEmail, typeId })
  .transform(({ eventId, ...ticket }): IssueInput => ({ eventId, tickets: [ticket] }));

/** A pasted list; what is wrong with its lines is one sentence a line, at the list itself. */
export const issueSeveralInput = z
  .object({ eventId: z.uuid(), lines: z.string(), typeId })
  .transform(({ eventId, lines, typeId: type }, context): IssueInput => {
    const read = readTicketLines(lines);
    const trouble = lineTrouble(read);
    if (trouble) context.addIssue({ code: "custom", path: ["lines"], message: trouble });
    return { eventId, tickets: read.tickets.map(({ name, email }) => ({ name, email, typeId: type })) };
  });

export const moveInput = z.object({
  eventId: z.uuid(),
  move: z.enum(Object.keys(EVENT_MOVES) as [EventMove, ...EventMove[]]),
});
export const reissueInput = z.object({ ticketId: z.uuid() });
