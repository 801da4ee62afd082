import { formatInstant, zoneName } from "@/lib/core/time";

type Reader = { now: Date; timeZone: string };

/**
 * A moment as the event's own clock shows it: "19:02". The day is added when it is not today there, and the zone when
 * the reader's clock shows something else, because only then could it be misread.
 */
export function momentAtEvent(iso: string, timeZone: string, reader: Reader): string {
  const at = new Date(iso);
  const isToday = formatInstant(at, timeZone, "date") === formatInstant(reader.now, timeZone, "date");
  const isSameClock = formatInstant(at, timeZone, "moment") === formatInstant(at, reader.timeZone, "moment");
  const moment = formatInstant(at, timeZone, isToday ? "clock" : "short");
  return isSameClock ? moment : `${moment} (${zoneName(timeZone)})`;
}

/** When an event starts, for the chooser: day, clock and zone, always all three. */
export function eventStart(iso: string, timeZone: string): string {
  return `${formatInstant(new Date(iso), timeZone, "moment")} ${zoneName(timeZone)}`;
}

/** The reader's clock: this device's zone, now. */
export function thisReader(): Reader {
  return { now: new Date(), timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
}

/** A moment of this device's clock, in milliseconds, as the device shows it. */
export function momentHere(ms: number): string {
  const reader = thisReader();
  return momentAtEvent(new Date(ms).toISOString(), reader.timeZone, reader);
}
