import { expect, test } from "vitest";
import { scansText } from "./scans-text";

test("scans are told to the last one up to the most that are counted, and from there as so many and more", () => {
  expect([0, 204, 999, 1_000].map(scansText)).toEqual(["0", "204", "999", "1,000+"]);
});
