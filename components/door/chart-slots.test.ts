import { describe, expect, it } from "vitest";
import { axisMarks, chartWindow, niceTop } from "./chart-slots";

const at = (time: string) => `2026-09-18T${time}:00.000Z`;
const bar = (time: string, count = 1, out = 0) => ({ at: at(time), in: count, out });

describe("the slots of a chart", () => {
  it("have no gaps: minutes without anybody are zero", () => {
    const { slots } = chartWindow([bar("12:00", 3), bar("13:00", 2, 1)], at("13:02"));
    expect(slots).toHaveLength(13);
    expect(slots.map((slot) => slot.in)).toEqual([3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    expect(slots.at(-1)?.out).toBe(1);
  });

  it("go on to now while the door is in use, and end with the last movement once it is over", () => {
    expect(chartWindow([bar("12:00")], at("13:33"))).toMatchObject({ isRunning: true });
    expect(chartWindow([bar("12:00")], at("13:33")).slots.at(-1)?.at).toBe(at("13:30"));
    const over = chartWindow([bar("12:00")], at("18:00"));
    expect([over.isRunning, over.slots.at(-1)?.at]).toEqual([false, at("12:00")]);
  });

  it("cover an hour at least and six at most, and say how many came before", () => {
    expect(chartWindow([bar("12:00")], at("12:01")).slots).toHaveLength(12);
    const long = chartWindow([bar("02:00", 40), bar("05:55", 2), bar("12:00")], at("12:01"));
    expect(long.slots).toHaveLength(72);
    expect(long.slots[0]?.at).toBe(at("06:05"));
    expect(long.earlierIn).toBe(42);
  });

  it("are none before anybody came", () => {
    expect(chartWindow([], at("12:00")).slots).toEqual([]);
  });
});

describe("the times on the axis", () => {
  it("are round on the event's own clock, also where it is off by minutes", () => {
    const { slots } = chartWindow([bar("12:00"), bar("15:00")], at("15:02"));
    expect(axisMarks(slots, "Asia/Manila").map(({ label }) => label)).toEqual([
      "20:00",
      "20:30",
      "21:00",
      "21:30",
      "22:00",
      "22:30",
      "23:00",
    ]);
    expect(axisMarks(slots, "Asia/Kathmandu").map(({ label }) => label)).toEqual([
      "18:00",
      "18:30",
      "19:00",
      "19:30",
      "20:00",
      "20:30",
    ]);
  });

  it("are seven at most over six hours", () => {
    const { slots } = chartWindow([bar("02:00"), bar("12:00")], at("12:01"));
    expect(axisMarks(slots, "UTC").map(({ label }) => label)).toEqual([
      "07:00",
      "08:00",
      "09:00",
      "10:00",
      "11:00",
      "12:00",
    ]);
  });
});

it.each([
  [0, 4],
  [4, 4],
  [5, 6],
  [7, 10],
  [11, 20],
  [21, 40],
  [95, 100],
  [101, 200],
  [1001, 2000],
])("a chart up to %i ends at %i", (most, top) => {
  expect(niceTop(most)).toBe(top);
});
