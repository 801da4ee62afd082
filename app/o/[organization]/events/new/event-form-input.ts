import { z } from "zod";
import { isWallTime, wallTimeToInstant, zoneName } from "@/lib/core/time";
import { eventInput, isTimeZone } from "@/lib/domain/events/schema";

const FIELDS = ["name", "venue", "timeZone", "startsAt", "endsAt", "doorsOpenAt", "doorsCloseAt", "cap"];

/** The form's plain fields, by name; an empty one is the empty string. */
export function eventFields(form: FormData): Record<string, string> {
  return Object.fromEntries(FIELDS.map((name) => [name, String(form.get(name) ?? "")]));
}

/**
 * An event from its form: wall times of the chosen zone become moments. Every field is judged at once, and a time that
 * the zone's clocks skip is refused rather than moved.
 */
export const eventForm = z.record(z.string(), z.string()).transform((form, context) => {
  const zone = form.timeZone ?? "";
  const typed = (name: string) => form[name] ?? "";
  const momentOf = (name: string) => wallTimeToInstant(typed(name), zone)?.toISOString() ?? "";
  const parsed = eventInput.safeParse({
    name: typed("name"),
    venue: typed("venue") || undefined,
    timeZone: zone,
    cap: typed("cap").trim() || Number.NaN,
    startsAt: momentOf("startsAt"),
    endsAt: momentOf("endsAt"),
    doorsOpenAt: typed("doorsOpenAt") ? momentOf("doorsOpenAt") : undefined,
    doorsCloseAt: typed("doorsCloseAt") ? momentOf("doorsCloseAt") : undefined,
  });
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues) {
    const wall = typed(String(path[0]));
    const isSkipped = isTimeZone(zone) && isWallTime(wall) && wallTimeToInstant(wall, zone) === null;
    context.addIssue({ code: "custom", path, message: isSkipped ? skippedText(wall, zone) : message });
  }
  return z.NEVER;
});

function skippedText(wall: string, zone: string): string {
  return `Clocks on ${zoneName(zone)} go forward that night and skip ${wall.slice(11, 16)}. Choose another time.`;
}
