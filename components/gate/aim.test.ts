import { expect, test } from "vitest";
import { aimSquare, type Box } from "./aim";

const PHONE: Box = { left: 0, top: 0, width: 390, height: 844 };
const LAPTOP: Box = { left: 0, top: 0, width: 1440, height: 900 };
const frameAt = (middleX: number, middleY: number, side: number): Box => ({
  left: middleX - side / 2,
  top: middleY - side / 2,
  width: side,
  height: side,
});

test("an upright camera on an upright phone is looked at where the frame is drawn, not in its middle", () => {
  const aim = aimSquare({ width: 720, height: 1280 }, PHONE, frameAt(195, 370, 265));
  const scale = 844 / 1280;
  expect(aim.frame).toBeCloseTo(265 / scale);
  expect(aim.side).toBe(Math.round((265 / scale) * 1.45));
  expect(aim.x + aim.side / 2).toBeCloseTo(360, -1);
  expect(aim.y + aim.side / 2).toBeCloseTo(640 - (422 - 370) / scale, -1);
});

test("a landscape camera on an upright phone is looked at no wider than it shows", () => {
  const aim = aimSquare({ width: 1280, height: 720 }, PHONE, frameAt(195, 422, 265));
  expect(aim.side).toBe(Math.round((265 / (844 / 720)) * 1.45));
  expect(aim.side).toBeLessThanOrEqual(390 / (844 / 720));
  expect(aim.x + aim.side / 2).toBeCloseTo(640, -1);
});

test("a frame near the edge is looked at without leaving the picture", () => {
  const aim = aimSquare({ width: 1280, height: 720 }, LAPTOP, frameAt(720, 120, 400));
  expect(aim.y).toBe(0);
  expect(aim.side).toBeLessThanOrEqual(720);
});

test("without a frame the middle is looked at", () => {
  const aim = aimSquare({ width: 1280, height: 720 }, LAPTOP, null);
  expect(aim.x + aim.side / 2).toBeCloseTo(640, -1);
  expect(aim.y + aim.side / 2).toBeCloseTo(360, -1);
});
