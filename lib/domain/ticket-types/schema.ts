import { z } from "zod";
import { DATE_RANGE_TEXT, isDateInRange } from "@/lib/core/time";
import { revision } from "../events/schema";

const moment = z.date("Enter a date and time.").refine(isDateInRange, DATE_RANGE_TEXT).optional();
const shape = {
  eventId: z.uuid(),
  name: z.string().trim().min(1, "Give the type a name.").max(60, "Use 60 characters at most."),
  validFrom: moment,
  validUntil: moment,
  /** The zone whose clocks the times were read by. */
  timeZone: z.string().optional(),
};

/** A kind of ticket as an organizer makes it. Its window's start counts, its end does not. */
export const ticketTypeInput = z.strictObject(shape).superRefine(checkWindow);
export type TicketTypeInput = z.output<typeof ticketTypeInput>;

/** A kind of ticket as an organizer leaves it; `revision` is the one that was read before. */
export const ticketTypeEdit = z.strictObject({ ...shape, ticketTypeId: z.uuid(), revision }).superRefine(checkWindow);
export type TicketTypeEdit = z.output<typeof ticketTypeEdit>;

/** A kind of ticket as the event's settings show it. */
export type TicketTypeSettings = {
  id: string;
  name: string;
  revision: number;
  validFrom: Date | null;
  validUntil: Date | null;
  /** Tickets of it that are valid or unpaid. */
  activeCount: number;
};

function checkWindow(type: { validFrom?: Date; validUntil?: Date }, context: z.RefinementCtx): void {
  if (!type.validFrom || !type.validUntil || type.validUntil > type.validFrom) return;
  context.addIssue({ code: "custom", path: ["validUntil"], message: "It must end after it begins." });
}
