/** An event as a calendar needs it. `id` stays the same for ever: by it a calendar knows the entry it already has. */
export type CalendarEntry = {
  id: string;
  name: string;
  venue: string | null;
  note: string;
  startsAt: Date;
  endsAt: Date;
  isCancelled: boolean;
};

/** A calendar file with one entry, by RFC 5545. */
export function calendarFile(entry: CalendarEntry, now: Date): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Usher//Usher//EN",
    "METHOD:PUBLISH",
    "BEGIN:VEVENT",
    `UID:${entry.id}`,
    `DTSTAMP:${utc(now)}`,
    `DTSTART:${utc(entry.startsAt)}`,
    `DTEND:${utc(entry.endsAt)}`,
    `SUMMARY:${text(entry.name)}`,
    ...(entry.venue ? [`LOCATION:${text(entry.venue)}`] : []),
    `DESCRIPTION:${text(entry.note)}`,
    `STATUS:${entry.isCancelled ? "CANCELLED" : "CONFIRMED"}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** UTC needs no definition of a time zone beside it, and every calendar shows it in its owner's own. */
function utc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

function text(value: string): string {
  return value
    .replace(/\r\n?|[\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n]/gu, " ")
    .replace(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");
}

/** Lines of 75 octets at most, each further one begun with a space, and no character cut in two. */
function fold(line: string): string {
  let folded = "";
  let room = 75;
  for (const character of line) {
    const octets = Buffer.byteLength(character);
    if (octets > room) {
      folded += "\r\n ";
      room = 74;
    }
    folded += character;
    room -= octets;
  }
  return folded;
}
