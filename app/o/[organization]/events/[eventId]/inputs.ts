import { z } from "zod";
import { lineTrouble, readTicketLines } from "@/components/tickets/ticket-lines";
import { EVENT_MOVES, type EventMove } from "@/lib/domain/events/rules";
import { holderEmail, holderName, type IssueInput } from "@/lib/domain/tickets/schema";

/** The named fields of a form as text; one that was not sent is the empty string, so that its own rule speaks, and of one sent twice the last counts, as a ticked box. */
export function textFields(form: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(form.getAll(name).at(-1) ?? "")]));
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
export const oneTicketInput = z.object({ ticketId: z.uuid() });

/** Which tickets a form means: some by id, or all that a filter finds. Empty fields say nothing. */
export function bulkFields(form: FormData): Record<string, unknown> {
  const { ids, q, type, through, standing, email, ...rest } = textFields(form, BULK_FIELDS);
  const selection = ids
    ? { ids: ids.split(",") }
    : {
        filter: {
          search: q || undefined,
          standing: standing || undefined,
          typeId: type || undefined,
          email: email || undefined,
        },
        through: Number(through || Number.NaN),
      };
  return { ...rest, selection };
}

const BULK_FIELDS = ["eventId", "reason", "ids", "through", "q", "standing", "type", "email"];
