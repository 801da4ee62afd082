import { describe, expect, it } from "vitest";
import { type CalendarEntry, calendarFile } from "./calendar-file";

const NOW = new Date("2026-11-01T08:30:15.250Z");

const entry: CalendarEntry = {
  id: "019a9f3a-2222-7000-8000-000000000002",
  name: "Night of Small Orchestras",
  venue: "Intramuros Hall",
  note: "Small Halls\nTicket number 17",
  startsAt: new Date("2026-11-21T11:00:00Z"),
  endsAt: new Date("2026-11-21T15:00:00Z"),
  isCancelled: false,
};

/** The content lines as a calendar reads them: folds undone. */
function linesOf(changes: Partial<CalendarEntry>, now = NOW): string[] {
  return calendarFile({ ...entry, ...changes }, now)
    .replaceAll("\r\n ", "")
    .trimEnd()
    .split("\r\n");
}

const lineOf = (name: string, changes: Partial<CalendarEntry>) =>
  linesOf(changes).filter((line) => line.startsWith(`${name}:`));

describe("a calendar file", () => {
  it("has one event with its moments in UTC", () => {
    expect(linesOf({})).toEqual([
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Usher//Usher//EN",
      "METHOD:PUBLISH",
      "BEGIN:VEVENT",
      "UID:019a9f3a-2222-7000-8000-000000000002",
      "DTSTAMP:20261101T083015Z",
      "DTSTART:20261121T110000Z",
      "DTEND:20261121T150000Z",
      "SUMMARY:Night of Small Orchestras",
      "LOCATION:Intramuros Hall",
      "DESCRIPTION:Small Halls\\nTicket number 17",
      "STATUS:CONFIRMED",
      "END:VEVENT",
      "END:VCALENDAR",
    ]);
  });

  it("taken again has the same UID, so that a calendar keeps one entry", () => {
    const later = linesOf({ name: "Renamed" }, new Date("2026-11-09T00:00:00Z"));
    expect(later).toContain("UID:019a9f3a-2222-7000-8000-000000000002");
    expect(later).toContain("DTSTAMP:20261109T000000Z");
  });

  it("says when the event is cancelled, and nothing of a place it does not have", () => {
    expect(lineOf("STATUS", { isCancelled: true })).toEqual(["STATUS:CANCELLED"]);
    expect(lineOf("LOCATION", { venue: null })).toEqual([]);
  });

  it("escapes what means something in a calendar", () => {
    expect(lineOf("SUMMARY", { name: String.raw`Rock, Pop; C:\Jazz` })).toEqual([
      String.raw`SUMMARY:Rock\, Pop\; C:\\Jazz`,
    ]);
  });

  it.each(["\n", "\r\n", "\r", "\u2028"])(
    "lets a name with the line break %j start no line of its own",
    (lineBreak) => {
      expect(lineOf("SUMMARY", { name: `Gala${lineBreak}ATTACH:https://example.org` })).toEqual([
        String.raw`SUMMARY:Gala\nATTACH:https://example.org`,
      ]);
      expect(lineOf("ATTACH", { name: `Gala${lineBreak}ATTACH:https://example.org` })).toEqual([]);
    },
  );

  it("has no line over 75 octets, no broken character, and CRLF alone between lines", () => {
    const name = "Ngọc 👩‍👩‍👧 حفلة ".repeat(12);
    const file = calendarFile({ ...entry, name }, NOW);
    for (const line of file.split("\r\n")) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).toBe(Buffer.from(line).toString());
      expect(line).not.toContain("\n");
    }
    expect(lineOf("SUMMARY", { name })).toEqual([`SUMMARY:${name}`]);
  });

  it.each([66, 67, 68])("folds at the 75th octet and not before (name of %i)", (length) => {
    const file = calendarFile({ ...entry, name: "x".repeat(length) }, NOW);
    expect(file.includes("\r\n x")).toBe(length > 67);
  });
});
