import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Timers } from "./gate-client";
import { type PacedAsking, startPacedAsking } from "./paced-asking";

const timers: Timers = {
  setTimeout: (run, ms) => Number(setTimeout(run, ms)),
  clearTimeout: (timer) => clearTimeout(timer),
};
const GAP_MS = 5_000;
const EVERY_MS = 15_000;

let startedAt = 0;
/** When requests began, in milliseconds since the start, to a tenth of a second. */
let asks: number[] = [];
let answerMs = 100;
let isSilenced = false;
let underWay = 0;
let mostAtOnce = 0;
let paced: PacedAsking;

beforeEach(() => {
  vi.useFakeTimers();
  startedAt = performance.now();
  asks = [];
  answerMs = 100;
  isSilenced = false;
  underWay = 0;
  mostAtOnce = 0;
});
afterEach(() => {
  paced.stop();
  vi.useRealTimers();
});

async function ask(): Promise<void> {
  asks.push(Math.round((performance.now() - startedAt) / 100) * 100);
  underWay += 1;
  mostAtOnce = Math.max(mostAtOnce, underWay);
  await new Promise((resolve) => setTimeout(resolve, answerMs));
  underWay -= 1;
}

function start() {
  paced = startPacedAsking({ ask: () => (isSilenced ? null : ask()), timers, gapMs: GAP_MS, everyMs: EVERY_MS });
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

test("asks at once, and then at its interval", async () => {
  start();
  await pass(31_000);
  expect(asks).toEqual([0, 15_100, 30_200]);
});

test("a movement long after the last request is asked about at once", async () => {
  start();
  await pass(8_000);
  paced.want();
  await pass(100);
  expect(asks).toEqual([0, 8_000]);
});

test("however many move, one request a gap is sent, and one after the last of them", async () => {
  start();
  for (let moved = 0; moved < 40; moved += 1) {
    await pass(300);
    paced.want();
  }
  await pass(5_000);
  expect(asks).toEqual([0, 5_000, 10_000, 15_000]);
  // And the interval begins anew.
  await pass(15_000);
  expect(asks).toEqual([0, 5_000, 10_000, 15_000, 30_100]);
});

test("a movement during a slow request is asked about after it, and never beside it", async () => {
  answerMs = 7_000;
  start();
  await pass(6_000);
  paced.want();
  paced.want();
  await pass(8_000);
  expect(asks).toEqual([0, 7_000]);
  expect(mostAtOnce).toBe(1);
});

test("nothing is sent while nothing may be, and what is wanted afterwards is asked at once", async () => {
  start();
  await pass(1_000);
  isSilenced = true;
  paced.want();
  await pass(20_000);
  expect(asks).toEqual([0]);
  isSilenced = false;
  paced.want();
  await pass(1);
  expect(asks).toEqual([0, 21_000]);
});

test("once stopped it asks no more, not even for a request that was under way", async () => {
  start();
  await pass(50);
  paced.want();
  paced.stop();
  await pass(60_000);
  paced.want();
  await pass(60_000);
  expect(asks).toEqual([0]);
});
