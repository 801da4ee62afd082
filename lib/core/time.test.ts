import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  dayBounds,
  daysBetween,
  EARLIEST_DATE,
  formatInstant,
  formatRange,
  instantToWallTime,
  isDateInRange,
  isWallTime,
  LATEST_DATE,
  sameWallTime,
  wallTimeToInstant,
  zoneName,
  zoneOffset,
} from "./time";

const at = (iso: string) => new Date(iso);

describe("showing a moment", () => {
  const evening = at("2026-11-21T11:02:00Z");

  test("each style in the zone's own clock", () => {
    expect(formatInstant(evening, "Asia/Manila", "date")).toBe("Sat 21 Nov 2026");
    expect(formatInstant(evening, "Asia/Manila", "moment")).toBe("Sat 21 Nov 2026, 19:02");
    expect(formatInstant(evening, "Asia/Manila", "short")).toBe("21 Nov, 19:02");
    expect(formatInstant(evening, "Asia/Manila", "clock")).toBe("19:02");
    expect(formatInstant(at("2026-11-21T11:02:09.900Z"), "Asia/Manila", "exact")).toBe("19:02:09");
  });

  test("midnight is 00:00 of the day it begins", () => {
    expect(formatInstant(at("2026-09-21T18:00:00Z"), "Asia/Dhaka", "moment")).toBe("Tue 22 Sep 2026, 00:00");
  });

  test("an unknown zone throws", () => {
    expect(() => formatInstant(evening, "Mars/Olympus", "clock")).toThrow(RangeError);
  });
});

describe("showing a range", () => {
  const start = at("2026-11-21T11:00:00Z");

  test("within one day the date is said once", () => {
    expect(formatRange(start, at("2026-11-21T15:00:00Z"), "Asia/Manila")).toBe("Sat 21 Nov 2026, 19:00–23:00");
  });

  test("past the zone's midnight the second day is named, though it is the same day in UTC", () => {
    expect(formatRange(start, at("2026-11-21T18:00:00Z"), "Asia/Manila")).toBe(
      "Sat 21 Nov 2026, 19:00 – Sun 22 Nov, 02:00",
    );
  });

  test("past new year both years are named", () => {
    expect(formatRange(at("2026-12-31T12:00:00Z"), at("2026-12-31T20:00:00Z"), "Asia/Manila")).toBe(
      "Thu 31 Dec 2026, 20:00 – Fri 1 Jan 2027, 04:00",
    );
  });
});

describe("naming a zone", () => {
  test.each([
    ["Asia/Manila", "Manila time"],
    ["America/Argentina/Buenos_Aires", "Buenos Aires time"],
    ["UTC", "UTC"],
    ["Etc/GMT+5", "GMT+5"],
  ])("%s is %s", (zone, name) => expect(zoneName(zone)).toBe(name));

  test.each([
    ["Asia/Manila", "2026-11-21T00:00:00Z", "UTC+8"],
    ["Asia/Kathmandu", "2026-11-21T00:00:00Z", "UTC+5:45"],
    ["America/St_Johns", "2026-11-21T00:00:00Z", "UTC−3:30"],
    ["Europe/London", "2026-11-21T00:00:00Z", "UTC"],
    ["Europe/London", "2026-07-21T00:00:00Z", "UTC+1"],
  ])("%s at %s is %s", (zone, when, offset) => expect(zoneOffset(zone, at(when))).toBe(offset));
});

describe("a wall time becomes a moment", () => {
  test.each([
    ["2026-11-21T19:00", "Asia/Manila", "2026-11-21T11:00:00.000Z"],
    ["2026-07-01T19:00", "America/New_York", "2026-07-01T23:00:00.000Z"],
    ["2026-12-01T19:00", "America/New_York", "2026-12-02T00:00:00.000Z"],
  ])("%s in %s", (wall, zone, iso) => {
    expect(wallTimeToInstant(wall, zone)?.toISOString()).toBe(iso);
  });

  test.each([
    ["2027-03-14T02:30", "America/New_York"],
    ["2027-03-28T02:00", "Europe/Berlin"],
    ["2027-10-03T02:15", "Australia/Lord_Howe"],
  ])("%s in %s is jumped over", (wall, zone) => expect(wallTimeToInstant(wall, zone)).toBeNull());

  test("the minutes on either side of the jump exist", () => {
    expect(wallTimeToInstant("2027-03-14T01:59", "America/New_York")?.toISOString()).toBe("2027-03-14T06:59:00.000Z");
    expect(wallTimeToInstant("2027-03-14T03:00", "America/New_York")?.toISOString()).toBe("2027-03-14T07:00:00.000Z");
  });

  test.each([
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z"],
    ["2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00.000Z"],
    ["2027-04-04T01:45", "Australia/Lord_Howe", "2027-04-03T14:45:00.000Z"],
  ])("%s in %s comes twice, and the first counts", (wall, zone, iso) => {
    expect(wallTimeToInstant(wall, zone)?.toISOString()).toBe(iso);
  });

  test.each(["", "tomorrow", "2026-02-30T10:00", "2026-11-21", "2026-11-21T19:00Z", "2026-11-21T19:00+08:00"])(
    "%j is no wall time",
    (text) => {
      expect(isWallTime(text)).toBe(false);
      expect(wallTimeToInstant(text, "Asia/Manila")).toBeNull();
    },
  );

  test("an unknown zone has no moments", () => {
    expect(wallTimeToInstant("2026-11-21T19:00", "Mars/Olympus")).toBeNull();
  });
});

describe("moving wall times", () => {
  test("a field's text and the moment are each other's way back", () => {
    const start = at("2026-11-21T11:02:00Z");
    expect(instantToWallTime(start, "Asia/Manila")).toBe("2026-11-21T19:02");
    expect(wallTimeToInstant(instantToWallTime(start, "Asia/Dhaka"), "Asia/Dhaka")).toEqual(start);
  });

  test("days are counted by the calendar, in both directions and over a change of clocks", () => {
    expect(daysBetween("2026-10-24", "2026-10-26")).toBe(2);
    expect(daysBetween("2027-01-02", "2026-12-30")).toBe(-3);
  });

  test("some days later the clocks show the same, though the day between had 25 or 23 hours", () => {
    const before = at("2026-10-24T17:00:00Z");
    expect(addDays(before, "Europe/Berlin", 1)).toEqual(at("2026-10-25T18:00:00Z"));
    const spring = at("2027-03-27T18:00:00Z");
    expect(addDays(spring, "Europe/Berlin", 1)).toEqual(at("2027-03-28T17:00:00Z"));
  });

  test("a time that the clocks jump over comes as much later as they jump", () => {
    const night = at("2027-03-27T01:30:00Z");
    expect(instantToWallTime(night, "Europe/Berlin")).toBe("2027-03-27T02:30");
    expect(instantToWallTime(addDays(night, "Europe/Berlin", 1), "Europe/Berlin")).toBe("2027-03-28T03:30");
  });

  test("another zone's clocks come to show the same time", () => {
    const start = at("2026-11-21T11:00:00Z");
    expect(sameWallTime(start, "Asia/Manila", "America/New_York")).toEqual(at("2026-11-22T00:00:00Z"));
  });
});

describe("a day of a zone", () => {
  const bounds = (date: string, zone: string) => {
    const found = dayBounds(date, zone);
    return found && [found.from.toISOString(), found.until.toISOString()];
  };

  test("runs from its midnight to the next", () => {
    expect(bounds("2026-11-21", "Asia/Manila")).toEqual(["2026-11-20T16:00:00.000Z", "2026-11-21T16:00:00.000Z"]);
  });

  test("has 23 hours when the clocks go forward, and begins later where they skip midnight", () => {
    expect(bounds("2027-03-14", "America/New_York")).toEqual(["2027-03-14T05:00:00.000Z", "2027-03-15T04:00:00.000Z"]);
    expect(bounds("2026-03-29", "Asia/Beirut")).toEqual(["2026-03-28T22:00:00.000Z", "2026-03-29T21:00:00.000Z"]);
  });

  test.each(["", "21.11.2026", "2026-02-30", "2026-11-21T00:00", "9999-12-31", "0000-01-01", "2200-01-03"])(
    "%j is none",
    (date) => {
      expect(dayBounds(date, "Asia/Manila")).toBeNull();
    },
  );

  test("of an unknown zone is none", () => expect(dayBounds("2026-11-21", "Mars/Olympus")).toBeNull());
});

describe("the years that are kept, in every zone", () => {
  const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"), "Etc/GMT+12", "Etc/GMT-14");
  const kept = fc.date({ min: EARLIEST_DATE, max: LATEST_DATE, noInvalidDate: true });
  const days = fc.integer({ min: -1_000_000, max: 1_000_000 });
  const two = (n: number) => String(n).padStart(2, "0");
  const wallIn = (from: number, to: number) =>
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.nat(11), fc.nat(27), fc.nat(23), fc.nat(59))
      .map(([y, m, d, h, min]) => `${String(y).padStart(4, "0")}-${two(m + 1)}-${two(d + 1)}T${two(h)}:${two(min)}`);
  /** A wall time that the zone's clocks show; where they jump over the wish, they show another. */
  const isShownOrSkipped = (at: Date, wish: string, timeZone: string) =>
    instantToWallTime(at, timeZone) === wish || wallTimeToInstant(wish, timeZone) === null;

  test("a typed time of 2000 to 2199 is within, or skipped by the clocks", () => {
    fc.assert(
      fc.property(wallIn(2000, 2199), zone, (wall, timeZone) => {
        const at = wallTimeToInstant(wall, timeZone);
        return at === null || isDateInRange(at);
      }),
    );
  });

  test("a typed time before 1999 or after 2200 is not", () => {
    fc.assert(
      fc.property(fc.oneof(wallIn(0, 1998), wallIn(2201, 9999)), zone, (wall, timeZone) => {
        const at = wallTimeToInstant(wall, timeZone);
        return at === null || !isDateInRange(at);
      }),
    );
  });

  test("a moment within is written so that it is read back, in JSON too", () => {
    fc.assert(
      fc.property(kept, zone, (at, timeZone) => {
        const wall = instantToWallTime(at, timeZone);
        expect(isWallTime(wall)).toBe(true);
        const back = wallTimeToInstant(wall, timeZone) ?? new Date(Number.NaN);
        expect(back.getTime()).toBeLessThanOrEqual(at.getTime());
        expect(instantToWallTime(back, timeZone)).toBe(wall);
        expect(at.toISOString()).toMatch(/^\d{4}-/);
      }),
    );
  });

  test("days later it is out of the years, or at the same clock time of that day", () => {
    fc.assert(
      fc.property(kept, zone, days, (at, timeZone, count) => {
        const later = addDays(at, timeZone, count);
        if (!isDateInRange(later)) return;
        const wall = instantToWallTime(at, timeZone);
        const day = new Date(Date.parse(wall.slice(0, 10)) + count * 86_400_000).toISOString().slice(0, 10);
        expect(isShownOrSkipped(later, `${day}${wall.slice(10)}`, timeZone)).toBe(true);
      }),
    );
  });

  test("by the clocks of another zone it is out of the years, or shows the same", () => {
    fc.assert(
      fc.property(kept, zone, zone, (at, from, to) => {
        const there = sameWallTime(at, from, to);
        return !isDateInRange(there) || isShownOrSkipped(there, instantToWallTime(at, from), to);
      }),
    );
  });

  test("no count of days and no year makes it throw", () => {
    const far = fc.oneof(fc.constantFrom(1e9, -1e9, 1e15), fc.integer());
    const move = (from: Date, timeZone: string, count: number) => isDateInRange(addDays(from, timeZone, count));
    fc.assert(
      fc.property(kept, zone, far, (from, timeZone, count) => typeof move(from, timeZone, count) === "boolean"),
    );
    for (const count of [1_000_000, -1_000_000, 1e9])
      expect(isDateInRange(addDays(at("2028-02-29T12:00:00Z"), "Europe/Berlin", count))).toBe(false);
    expect(isDateInRange(new Date(Number.NaN))).toBe(false);
  });
});
