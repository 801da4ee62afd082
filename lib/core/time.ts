import { DateTime } from "luxon";

// Names and digits are composed here from their parts: how a whole date is put together differs between the runtimes'
// versions of ICU, and a page drawn on the server must read the same in the browser.

/**
 * `date` "Sat 21 Nov 2026" · `moment` "Sat 21 Nov 2026, 19:02" · `short` "21 Nov, 19:02" · `clock` "19:02" ·
 * `exact` "19:02:45".
 * `moment` keeps its year because an outbox and an audit trail are read years later.
 */
export type TimeStyle = "date" | "moment" | "short" | "clock" | "exact";

type WallParts = Record<"weekday" | "day" | "month" | "year" | "hour" | "minute" | "second", string>;

const formats = new Map<string, Intl.DateTimeFormat>();

function wallParts(at: Date, timeZone: string): WallParts {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(timeZone, format);
  }
  const parts: WallParts = { weekday: "", day: "", month: "", year: "", hour: "", minute: "", second: "" };
  for (const { type, value } of format.formatToParts(at)) if (type in parts) parts[type as keyof WallParts] = value;
  return parts;
}

/** A moment as the clock and calendar of `timeZone` show it. Throws RangeError for an unknown zone. */
export function formatInstant(at: Date, timeZone: string, style: TimeStyle): string {
  const { weekday, day, month, year, hour, minute, second } = wallParts(at, timeZone);
  const clock = `${hour}:${minute}`;
  if (style === "clock") return clock;
  if (style === "exact") return `${clock}:${second}`;
  if (style === "short") return `${day} ${month}, ${clock}`;
  const date = `${weekday} ${day} ${month} ${year}`;
  return style === "date" ? date : `${date}, ${clock}`;
}

/** From one moment to another in the zone's own time; the second date is left out where it says nothing new. */
export function formatRange(start: Date, end: Date, timeZone: string): string {
  const first = formatInstant(start, timeZone, "moment");
  const isSameDay = formatInstant(start, timeZone, "date") === formatInstant(end, timeZone, "date");
  if (isSameDay) return `${first}–${formatInstant(end, timeZone, "clock")}`;
  const { weekday, day, month, year, hour, minute } = wallParts(end, timeZone);
  const isSameYear = year === wallParts(start, timeZone).year;
  return `${first} – ${weekday} ${day} ${month}${isSameYear ? "" : ` ${year}`}, ${hour}:${minute}`;
}

/** A zone as people say it: "Manila time"; zones that are no place keep their own name. */
export function zoneName(timeZone: string): string {
  const place = timeZone.includes("/") && !timeZone.startsWith("Etc/") ? timeZone.split("/").at(-1) : undefined;
  return place ? `${place.replaceAll("_", " ")} time` : timeZone.replace("Etc/", "");
}

/** How far the zone is from UTC at that moment: "UTC+8", "UTC−3:30", "UTC". */
export function zoneOffset(timeZone: string, at: Date): string {
  const minutes = DateTime.fromJSDate(at, { zone: timeZone }).offset;
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const rest = size % 60 === 0 ? "" : `:${String(size % 60).padStart(2, "0")}`;
  return `UTC${minutes < 0 ? "−" : "+"}${Math.floor(size / 60)}${rest}`;
}

// A day wider than the years themselves, so that in every zone all wall times of these years are within.
export const EARLIEST_DATE = new Date("1999-12-31T00:00:00Z");
export const LATEST_DATE = new Date("2200-01-02T00:00:00Z");
export const DATE_RANGE_TEXT = "Choose a date in the years 2000 to 2199.";
/** The same bounds for the date pickers of a browser. */
export const DATE_FIELD_RANGE = { min: "2000-01-01", max: "2199-12-31" };
export const TIME_FIELD_RANGE = { min: "2000-01-01T00:00", max: "2199-12-31T23:59" };

/**
 * Whether a moment lies in the years that we keep (about 2000 to 2199). JavaScript and PostgreSQL write years before 1 and
 * after 9999 differently, so that such a moment could be stored and never be read again.
 */
export function isDateInRange(at: Date): boolean {
  return at >= EARLIEST_DATE && at <= LATEST_DATE;
}

const WALL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** Whether the text is a date and a clock time, as a `datetime-local` field gives it. Says nothing about any zone. */
export function isWallTime(text: string): boolean {
  return WALL_TIME.test(text) && DateTime.fromISO(text, { zone: "utc" }).isValid;
}

/**
 * A day ("2026-11-21") as the zone has it: its first moment, also where the clocks skip midnight, and the next day's. Null for
 * what is no date or zone, and for a day outside the years that we keep.
 */
export function dayBounds(date: string, timeZone: string): { from: Date; until: Date } | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return null;
  const day = DateTime.fromISO(date, { zone: timeZone }).startOf("day");
  const bounds = { from: day.toJSDate(), until: day.plus({ days: 1 }).startOf("day").toJSDate() };
  return isDateInRange(bounds.from) && isDateInRange(bounds.until) ? bounds : null;
}

/**
 * The moment at which the zone's clocks show `wall` ("2026-11-21T19:00"). Null when they never do: it is no wall time,
 * the zone is unknown, or the clocks jump over it in spring. Where they show it twice in autumn, the first of the two.
 */
export function wallTimeToInstant(wall: string, timeZone: string): Date | null {
  if (!isWallTime(wall)) return null;
  const there = DateTime.fromISO(wall, { zone: timeZone });
  if (!there.isValid) return null;
  const asked = wall.slice(0, 16);
  // Luxon answers a time inside the gap with one an hour off, so what its clock shows then is compared with the wish.
  const shown = there.getPossibleOffsets().filter((time) => time.toFormat("yyyy-MM-dd'T'HH:mm") === asked);
  const moments = shown.map((time) => time.toMillis());
  return moments.length > 0 ? new Date(Math.min(...moments)) : null;
}

/** A moment as a `datetime-local` field takes it, by the zone's clocks: "2026-11-21T19:00". */
export function instantToWallTime(at: Date, timeZone: string): string {
  return DateTime.fromJSDate(at, { zone: timeZone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

/** How many days lie between two calendar days such as "2026-11-21"; negative when the second comes first. */
export function daysBetween(first: string, second: string): number {
  return Math.round((Date.parse(second) - Date.parse(first)) / 86_400_000);
}

/**
 * The moment some days later at which the zone's clocks show the same time. Where they jump over it, it is as much later as
 * they jump. An invalid date when it is farther away than a Date can say.
 */
export function addDays(at: Date, timeZone: string, days: number): Date {
  return DateTime.fromJSDate(at, { zone: timeZone }).plus({ days }).toJSDate();
}

/** The moment at which the clocks of `to` show what those of `from` show at `at`. */
export function sameWallTime(at: Date, from: string, to: string): Date {
  return DateTime.fromJSDate(at, { zone: from }).setZone(to, { keepLocalTime: true }).toJSDate();
}
