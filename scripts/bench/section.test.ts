import { describe, expect, it } from "vitest";
import { atLeast, atMost, figure, rowsOf } from "./section";

describe("a figure with an aim", () => {
  it("meets it at the edge, by what was measured and not by what is shown", () => {
    expect(atMost("p99", 100, { most: 100, unit: "ms" }).ok).toBe(true);
    expect(atMost("p99", 100.4, { most: 100, unit: "ms" })).toMatchObject({ value: 100, ok: false });
    expect(atLeast("sustained", 189.9, { least: 190, unit: "/s" }).ok).toBe(false);
  });

  it("is shown with three digits, and never with fewer than its whole number has", () => {
    expect(figure("rows", 123_456.7, "").value).toBe(123_457);
    expect(figure("time", 0.123_45, "ms").value).toBe(0.123);
  });
});

it("a nested object becomes rows by path, with the aims that are named", () => {
  const figures = { scans: 5, counted: { databaseMs: 12, wholeMs: { p50: 14 } }, note: "not a number" };
  expect(rowsOf(figures, { "counted.databaseMs": { most: 20, unit: "ms" } })).toEqual([
    { name: "scans", value: 5, unit: "" },
    { name: "counted.databaseMs", value: 12, unit: "ms", aim: "≤ 20", ok: true },
    { name: "counted.wholeMs.p50", value: 14, unit: "ms" },
  ]);
});
