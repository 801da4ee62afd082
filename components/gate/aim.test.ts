import { expect, test } from "vitest";
import { aimSquare } from "./aim";

test("a landscape camera on an upright phone is looked at where it shows", () => {
  const square = aimSquare({ width: 1280, height: 720 }, { width: 390, height: 844 });
  expect(square.side).toBe(Math.round(720 * (390 / 844) * 0.92));
  expect(square.x + square.side / 2).toBeCloseTo(640, -1);
  expect(square.y + square.side / 2).toBeCloseTo(360, -1);
});

test("a wide screen is limited by the picture's height", () => {
  expect(aimSquare({ width: 1280, height: 720 }, { width: 1440, height: 900 }).side).toBe(Math.round(720 * 0.92));
});
