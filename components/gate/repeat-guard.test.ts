import { expect, test } from "vitest";
import { createRepeatGuard, GONE_LOOKS, GONE_MS } from "./repeat-guard";

const EVERY_MS = 80;
const A = { text: "A", seen: ["A"] };
const B = { text: "B", seen: ["B"] };
const NOTHING = { text: null, seen: [] };

function held() {
  const guard = createRepeatGuard();
  guard.resume("A", 0);
  return guard;
}

test("a code still held after Scan next is never read again, however long", () => {
  const guard = held();
  for (let now = 0; now < 60_000; now += EVERY_MS) expect(guard.admitsReading(A, now)).toBe(false);
});

test("another code is read at once", () => {
  expect(held().admitsReading(B, 10)).toBe(true);
});

test("a code that left the view is read at once when it comes back", () => {
  const guard = held();
  expect(guard.admitsReading(A, 100)).toBe(false);
  let now = 100;
  while (now < 100 + GONE_MS) {
    now += EVERY_MS;
    expect(guard.admitsReading(NOTHING, now)).toBe(false);
  }
  expect(guard.admitsReading(A, now + EVERY_MS)).toBe(true);
});

test("a few blurred frames are not leaving the view", () => {
  const guard = held();
  for (let look = 1; look < GONE_LOOKS; look += 1) guard.admitsReading(NOTHING, look * EVERY_MS);
  expect(guard.admitsReading(A, GONE_LOOKS * EVERY_MS)).toBe(false);
});

test("a slow phone's long pause between two looks is not leaving the view", () => {
  const guard = held();
  expect(guard.admitsReading(NOTHING, 5 * GONE_MS)).toBe(false);
  expect(guard.admitsReading(A, 5 * GONE_MS + EVERY_MS)).toBe(false);
});

test("a code that stays beside the one aimed at has not left", () => {
  const guard = held();
  const both = { text: "B", seen: ["B", "A"] };
  for (let now = EVERY_MS; now < 3_000; now += EVERY_MS) guard.admitsReading(both, now);
  expect(guard.admitsReading(A, 3_000)).toBe(false);
});

test("nothing is read where there is nothing to read", () => {
  expect(createRepeatGuard().admitsReading(NOTHING, 0)).toBe(false);
});
