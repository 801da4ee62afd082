import { expect, test } from "vitest";
import { countShift } from "./rules";

const leftAt = new Date("2026-11-21T11:00:00Z");

test.each([
  ["in", { state: "valid", leftAt: null }, { inside: 1, left: 0 }],
  ["in", { state: "valid", leftAt }, { inside: 1, left: -1 }],
  ["out", { state: "valid", leftAt: null }, { inside: -1, left: 1 }],
  ["out", { state: "revoked", leftAt: null }, { inside: 0, left: 0 }],
] as const)("a movement %s of %j changes the counts by %j", (direction, ticket, shift) =>
  expect(countShift(direction, ticket)).toEqual(shift),
);
