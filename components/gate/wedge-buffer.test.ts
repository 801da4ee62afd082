import { expect, test } from "vitest";
import { createWedgeBuffer } from "./wedge-buffer";

function type(keys: string[], everyMs: number): string | null {
  const buffer = createWedgeBuffer();
  let scanned: string | null = null;
  keys.forEach((key, index) => {
    scanned = buffer.press(key, index * everyMs);
  });
  return scanned;
}

test("a fast burst that ends with Enter is a scan", () => {
  expect(type([..."U1:ABCDEF", "Enter"], 5)).toBe("U1:ABCDEF");
});

test("the shift keys of an upper-case code are not part of it", () => {
  expect(type(["Shift", "U", "1", "Shift", ":", "A", "B", "C", "Enter"], 10)).toBe("U1:ABC");
});

test("a person's typing is left alone", () => {
  expect(type([..."hello there", "Enter"], 150)).toBeNull();
});

test("Enter alone, as on a button, is left alone", () => {
  expect(type(["Enter"], 0)).toBeNull();
});

test("a slow key before the burst is not part of the code", () => {
  const buffer = createWedgeBuffer();
  buffer.press("x", 0);
  [..."U1:ABCDEF"].forEach((key, index) => {
    buffer.press(key, 1_000 + index * 4);
  });
  expect(buffer.press("Enter", 1_040)).toBe("U1:ABCDEF");
});
