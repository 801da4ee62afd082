import { expect, test } from "vitest";
import { createRepeatGuard, GONE_MS, HELD_MS } from "./repeat-guard";

test("a code still held after Scan next is not read until the quiet time is over", () => {
  const guard = createRepeatGuard();
  guard.resume("A", 0, HELD_MS);
  for (let now = 0; now < HELD_MS; now += 80) expect(guard.admitsReading("A", now)).toBe(false);
  expect(guard.admitsReading("A", HELD_MS)).toBe(true);
});

test("another code is read at once", () => {
  const guard = createRepeatGuard();
  guard.resume("A", 0, HELD_MS);
  expect(guard.admitsReading("B", 10)).toBe(true);
});

test("a code that left the view is read at once when it comes back", () => {
  const guard = createRepeatGuard();
  guard.resume("A", 0, HELD_MS);
  expect(guard.admitsReading("A", 100)).toBe(false);
  expect(guard.admitsReading(null, 100 + GONE_MS)).toBe(false);
  expect(guard.admitsReading("A", 120 + GONE_MS)).toBe(true);
});

test("a blurred frame or two is not leaving the view", () => {
  const guard = createRepeatGuard();
  guard.resume("A", 0, HELD_MS);
  expect(guard.admitsReading(null, 80)).toBe(false);
  expect(guard.admitsReading(null, 160)).toBe(false);
  expect(guard.admitsReading("A", 240)).toBe(false);
});

test("nothing is read where there is nothing to read", () => {
  expect(createRepeatGuard().admitsReading(null, 0)).toBe(false);
});
