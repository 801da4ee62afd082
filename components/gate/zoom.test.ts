import { expect, test } from "vitest";
import { clampZoom, pressedZoom, readZooms, zoomText } from "./zoom";

const RANGE = { min: 1, max: 8, step: 0.1 };

test("three presses bring the picture twice as near, and three bring it back", () => {
  let value = 1;
  for (let press = 0; press < 3; press += 1) value = pressedZoom(RANGE, value, "nearer");
  expect(value).toBeCloseTo(2, 1);
  for (let press = 0; press < 3; press += 1) value = pressedZoom(RANGE, value, "farther");
  expect(value).toBeCloseTo(1, 1);
});

test("a press never leaves what the camera can do", () => {
  expect(pressedZoom(RANGE, 7.9, "nearer")).toBe(8);
  expect(pressedZoom(RANGE, 1, "farther")).toBe(1);
});

test("a camera with coarse steps still moves at every press", () => {
  const coarse = { min: 1, max: 5, step: 1 };
  expect(pressedZoom(coarse, 1, "nearer")).toBe(2);
  expect(pressedZoom(coarse, 2, "farther")).toBe(1);
});

test("a camera that counts from 100 and one that begins at 0 can be zoomed", () => {
  expect(pressedZoom({ min: 100, max: 500, step: 10 }, 100, "nearer")).toBe(130);
  expect(pressedZoom({ min: 0, max: 10, step: 1 }, 0, "nearer")).toBe(1);
});

test("a remembered value of another camera is brought within reach", () => {
  expect(clampZoom(RANGE, 20)).toBe(8);
  expect(clampZoom(RANGE, 2.04)).toBe(2);
});

test("what was stored is read, and nonsense is nothing", () => {
  expect(readZooms('{"back":2.5,"front":"near"}')).toEqual({ back: 2.5 });
  for (const text of [null, "", "[", "null", "3"]) expect(readZooms(text)).toEqual({});
});

test("the zoom is said as times nearer, whatever the camera counts in", () => {
  expect(zoomText(RANGE, 2.5)).toBe("2.5×");
  expect(zoomText({ min: 100, max: 500, step: 10 }, 250)).toBe("2.5×");
  expect(zoomText({ min: 0, max: 10, step: 1 }, 4)).toBe("4.0×");
});
