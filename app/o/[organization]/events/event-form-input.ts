import { z } from "zod";
import { DATE_RANGE_TEXT, isDateInRange, isWallTime, wallTimeToInstant, zoneName } from "@/lib/core/time";
import { eventEdit, eventInput, isTimeZone } from "@/lib/domain/events/schema";

const NEW_FIELDS = ["name", "venue", "timeZone", "startsAt", "endsAt", "doorsOpenAt", "doorsCloseAt", "capacity"];
const EDIT_FIELDS = [...NEW_FIELDS, "slug", "showTicketType", "reentry", "eventId", "revision"];

/** The form's plain fields, by name; an empty one is the empty string. */
export function eventFields(form: FormData): Record<string, string> {
  return plainFields(form, NEW_FIELDS);
}

export function eventEditFields(form: FormData): Record<string, string> {
  return plainFields(form, EDIT_FIELDS);
}

/** The last of a name counts: before a box that can be ticked stands what it says unticked. */
export function plainFields(form: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(form.getAll(name).at(-1) ?? "")]));
}

type Typed = (name: string) => string;

/**
 * An event from its form: wall times of the chosen zone become moments. Every field is judged at once, and a time that
 * the zone's clocks skip is refused rather than moved.
 */
export const eventForm = formOf(eventInput, () => ({}));

export const eventEditForm = formOf(eventEdit, (typed) => ({
  slug: typed("slug"),
  showTicketType: typed("showTicketType") === "on",
  reentry: typed("reentry") === "on",
  eventId: typed("eventId"),
  revision: typed("revision"),
}));

function formOf<Schema extends z.ZodType>(schema: Schema, further: (typed: Typed) => Record<string, unknown>) {
  return z.record(z.string(), z.string()).transform((form, context): z.output<Schema> => {
    const typed = (name: string) => form[name] ?? "";
    const zone = typed("timeZone");
    const parsed = schema.safeParse({
      name: typed("name"),
      venue: typed("venue") || undefined,
      timeZone: zone,
      capacity: typed("capacity").trim() || Number.NaN,
      startsAt: momentOf(typed("startsAt"), zone),
      endsAt: momentOf(typed("endsAt"), zone),
      doorsOpenAt: typed("doorsOpenAt") ? momentOf(typed("doorsOpenAt"), zone) : undefined,
      doorsCloseAt: typed("doorsCloseAt") ? momentOf(typed("doorsCloseAt"), zone) : undefined,
      ...further(typed),
    });
    if (parsed.success) return parsed.data;
    for (const { path, message } of parsed.error.issues) {
      const trouble = wallTimeTrouble(typed(String(path[0])), zone);
      context.addIssue({ code: "custom", path: [...path], message: trouble ?? message });
    }
    return z.NEVER;
  });
}

function momentOf(wall: string, zone: string): string {
  return wallTimeToInstant(wall, zone)?.toISOString() ?? "";
}

/** Why a typed wall time is no moment that can be kept: its year, or a zone that skips it. Null for any other. */
export function wallTimeTrouble(wall: string, zone: string): string | null {
  // Browsers send a fifth digit of the year, which no wall time of ours has.
  if (/^\d{5,6}-\d{2}-\d{2}T/.test(wall)) return DATE_RANGE_TEXT;
  if (!isTimeZone(zone) || !isWallTime(wall)) return null;
  const at = wallTimeToInstant(wall, zone);
  if (at !== null) return isDateInRange(at) ? null : DATE_RANGE_TEXT;
  return `Clocks on ${zoneName(zone)} go forward that night and skip ${wall.slice(11, 16)}. Choose another time.`;
}
