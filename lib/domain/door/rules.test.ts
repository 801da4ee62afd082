import { describe, expect, it } from "vitest";
import { type DoorCount, doorFigures } from "./rules";

const NORTH = { id: "north", name: "North", isGone: false };
const at = (time: string, verdict: string, count: number): DoorCount => ({
  slot: `2026-09-18T${time}:00+00:00`,
  gateId: "north",
  verdict,
  count,
  lastAt: `2026-09-18T${time}:30+00:00`,
});

describe("the sums of a door", () => {
  it("takes what was undone off its own bar and gate, and counts it once as undone", () => {
    const figures = doorFigures({
      gates: [NORTH],
      scanned: [at("12:00", "ADMITTED", 5), at("12:05", "ADMITTED", 2), at("12:05", "UNDONE", 3)],
      undone: [at("12:00", "ADMITTED", 1), at("12:05", "ADMITTED", 2)],
    });
    expect(figures.movements).toEqual([{ at: "2026-09-18T12:00:00.000Z", in: 4, out: 0 }]);
    expect(figures.gates).toEqual([
      { id: "north", name: "North", admitted: 4, out: 0, refused: 0, lastAt: "2026-09-18T12:05:30.000Z" },
    ]);
    expect(figures.undone).toBe(3);
    expect(figures.refusals).toEqual([]);
  });

  it("tells ways out from ways in, and refusals by their reason, the most frequent first", () => {
    const figures = doorFigures({
      gates: [NORTH],
      scanned: [
        at("12:00", "ADMITTED", 3),
        at("12:00", "CHECKED_OUT", 2),
        at("12:00", "INVALID", 1),
        at("12:05", "REVOKED", 4),
      ],
      undone: [],
    });
    expect(figures.movements).toEqual([{ at: "2026-09-18T12:00:00.000Z", in: 3, out: 2 }]);
    expect(figures.gates[0]).toMatchObject({ admitted: 3, out: 2, refused: 5 });
    expect(figures.refusals).toEqual([
      { verdict: "REVOKED", count: 4 },
      { verdict: "INVALID", count: 1 },
    ]);
  });

  it("names every gate there is, one that is gone only where it has scans, and scans at no gate last", () => {
    const gates = [NORTH, { id: "old", name: "Old", isGone: true }, { id: "older", name: "Older", isGone: true }];
    const scanned = [
      { ...at("12:00", "ADMITTED", 1), gateId: "old" },
      { ...at("12:00", "ADMITTED", 1), gateId: null },
    ];
    expect(doorFigures({ gates, scanned, undone: [] }).gates.map(({ id, name }) => [id, name])).toEqual([
      ["north", "North"],
      ["old", "Old"],
      [null, null],
    ]);
  });
});
