import { z } from "zod";
import { wallTimeToInstant } from "@/lib/core/time";
import { PLACES } from "@/lib/domain/events/rules";
import { ticketTypeEdit, ticketTypeInput } from "@/lib/domain/ticket-types/schema";
import { wallTimeTrouble } from "../../event-form-input";

export const PART_FIELDS = ["eventId", "name"];
export const TYPE_FIELDS = [...PART_FIELDS, "timeZone", "validFrom", "validUntil"];

/** A ticket type from its form: wall times of the event's zone become moments, and a time that its clocks skip is refused. */
export const ticketTypeForm = typeFormOf(ticketTypeInput);
export const ticketTypeEditForm = typeFormOf(ticketTypeEdit);

function typeFormOf<Schema extends z.ZodType>(schema: Schema) {
  return z.record(z.string(), z.string()).transform((form, context): z.output<Schema> => {
    const { timeZone = "", validFrom = "", validUntil = "", ...rest } = form;
    const moments = { validFrom: momentOf(validFrom, timeZone), validUntil: momentOf(validUntil, timeZone) };
    const parsed = schema.safeParse({ ...rest, ...moments, timeZone });
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      const trouble = wallTimeTrouble(form[String(path[0])] ?? "", timeZone);
      context.addIssue({ code: "custom", path: [...path], message: trouble ?? message });
    }
    return z.NEVER;
  });
}

/** Nothing typed leaves that side open; what is no moment is left for the schema to refuse. */
function momentOf(wall: string, timeZone: string): Date | string | undefined {
  return wall === "" ? undefined : (wallTimeToInstant(wall, timeZone) ?? wall);
}

const place = z.enum(PLACES);
const ofEvent = { eventId: z.uuid() };
export const typeRef = z.strictObject({ ...ofEvent, ticketTypeId: z.uuid() });
export const typePlace = typeRef.extend({ place });
export const gateRef = z.strictObject({ ...ofEvent, gateId: z.uuid() });
export const gatePlace = gateRef.extend({ place });
export const checkpointRef = z.strictObject({ ...ofEvent, checkpointId: z.uuid() });
export const checkpointPlace = checkpointRef.extend({ place });
