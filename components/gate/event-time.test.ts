import { expect, test } from "vitest";
import { eventStart, momentAtEvent } from "./event-time";

const now = new Date("2026-11-21T12:00:00Z");

test("today, on a phone in the event's zone, is only the clock", () => {
  expect(momentAtEvent("2026-11-21T11:02:00Z", "Asia/Manila", { now, timeZone: "Asia/Manila" })).toBe("19:02");
});

test("a zone with the same clock is not named", () => {
  expect(momentAtEvent("2026-11-21T11:02:00Z", "Asia/Manila", { now, timeZone: "Asia/Singapore" })).toBe("19:02");
});

test("the zone is named where the phone's own clock says something else", () => {
  expect(momentAtEvent("2026-11-21T11:02:00Z", "Asia/Manila", { now, timeZone: "Europe/Berlin" })).toBe(
    "19:02 (Manila time)",
  );
});

test("another day at the event is named, even when it is the same day in UTC", () => {
  const lateNow = new Date("2026-11-21T16:30:00Z");
  expect(momentAtEvent("2026-11-21T15:50:00Z", "Asia/Manila", { now: lateNow, timeZone: "Asia/Manila" })).toBe(
    "21 Nov, 23:50",
  );
});

test("the chooser always names the zone", () => {
  expect(eventStart("2026-11-21T11:00:00Z", "America/New_York")).toBe("Sat 21 Nov 2026, 06:00 New York time");
});
