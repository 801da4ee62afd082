import { expect, test } from "vitest";
import { ageText, countsText, NO_TALLY, tallied } from "./gate-counts";

const COUNTS = {
  issued: 1_200,
  inside: 310,
  left: 0,
  gate: { admitted: 42, at: null },
  event: { admittedLast5Min: 7 },
};
const FRESH = { isMissed: false, now: 60_000, tally: NO_TALLY };
const HELD = { tally: NO_TALLY, at: 0 };

test("counts are one line: this gate, then the event", () => {
  expect(countsText({ counts: COUNTS, ...HELD }, FRESH)).toBe("42 here · 310 of 1,200 inside");
});

test("who went out is counted where somebody did, and a device without a gate has none of its own", () => {
  expect(countsText({ counts: { ...COUNTS, left: 3, gate: null }, ...HELD }, FRESH)).toBe(
    "310 of 1,200 inside · 3 out",
  );
});

test("what this device did since is in them, and what they held already is not counted twice", () => {
  const entry = { direction: "in", shift: { inside: 1, left: 0 }, isHere: true } as const;
  const admitted = tallied(NO_TALLY, entry, "done");
  const now = (tally: typeof NO_TALLY, held = NO_TALLY) =>
    countsText({ counts: { ...COUNTS, left: 3 }, tally: held, at: 0 }, { ...FRESH, tally });
  expect(now(admitted)).toBe("43 here · 311 of 1,200 inside · 3 out");
  expect(now(admitted, admitted)).toBe("42 here · 310 of 1,200 inside · 3 out");
  expect(now(tallied(admitted, entry, "undone"))).toBe("42 here · 310 of 1,200 inside · 3 out");
  expect(now(tallied(NO_TALLY, { ...entry, shift: { inside: 1, left: -1 } }, "done"))).toBe(
    "43 here · 311 of 1,200 inside · 2 out",
  );
  const out = { direction: "out", shift: { inside: -1, left: 1 }, isHere: true } as const;
  expect(now(tallied(NO_TALLY, out, "done"))).toBe("42 here · 309 of 1,200 inside · 4 out");
  expect(now(tallied(admitted, { ...entry, isHere: false }, "undone"))).toBe("43 here · 310 of 1,200 inside · 3 out");
});

test("counts that could not be had anew say how old they are", () => {
  expect(countsText({ counts: COUNTS, ...HELD }, { ...FRESH, isMissed: true, now: 40_000 })).toMatch(/ · 40 s ago$/);
});

test("counts never had are not made up", () => {
  expect(countsText(null, FRESH)).toBe("Counting…");
  expect(countsText(null, { ...FRESH, isMissed: true })).toBe("Counts not known");
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
