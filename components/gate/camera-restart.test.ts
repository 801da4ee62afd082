import { expect, test } from "vitest";
import { createRestartPlan } from "./camera-restart";

test("a camera that ran and ended is opened again at once", () => {
  const plan = createRestartPlan();
  plan.opened(0);
  expect(plan.pause(60_000)).toBe(0);
});

test("one that gives out again and again is opened ever more rarely, but never given up", () => {
  const plan = createRestartPlan();
  const pauses = Array.from({ length: 8 }, (_, n) => {
    plan.opened(n * 10);
    return plan.pause(n * 10 + 5);
  });
  expect(pauses).toEqual([0, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

test("once it ran for a while, its next end is a first one", () => {
  const plan = createRestartPlan();
  plan.pause(0);
  plan.pause(10);
  plan.opened(100);
  expect(plan.pause(5_000)).toBe(0);
});

test("a person who comes back does not wait for an earlier failure", () => {
  const plan = createRestartPlan();
  for (let n = 0; n < 5; n += 1) plan.pause(n);
  plan.forget();
  expect(plan.pause(10)).toBe(0);
});
