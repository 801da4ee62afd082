import { expect, test } from "vitest";
import { ageText, countsText } from "./gate-counts";

const COUNTS = {
  issued: 1_200,
  inside: 310,
  left: 0,
  gate: { admitted: 42, at: null },
  event: { admittedLast5Min: 7 },
};
const FRESH = { isMissed: false, now: 60_000 };

test("counts are one line: this gate, then the event", () => {
  expect(countsText({ counts: COUNTS, at: 0 }, FRESH)).toBe("42 here · 310 of 1,200 inside");
});

test("who went out is counted where somebody did, and a device without a gate has none of its own", () => {
  expect(countsText({ counts: { ...COUNTS, left: 3, gate: null }, at: 0 }, FRESH)).toBe("310 of 1,200 inside · 3 out");
});

test("counts that could not be had anew say how old they are", () => {
  expect(countsText({ counts: COUNTS, at: 0 }, { isMissed: true, now: 40_000 })).toMatch(/ · 40 s ago$/);
});

test("counts never had are not made up", () => {
  expect(countsText(null, { isMissed: false, now: 0 })).toBe("Counting…");
  expect(countsText(null, { isMissed: true, now: 0 })).toBe("Counts not known");
});

test("ages are told in the unit that fits", () => {
  expect([0, 59_000, 60_000, 3_599_000, 7_200_000].map(ageText)).toEqual([
    "0 s ago",
    "59 s ago",
    "1 min ago",
    "59 min ago",
    "2 h ago",
  ]);
});
