import { describe, expect, it } from "vitest";
import { inTurn, openTurns } from "./turns";

describe("work in turns", () => {
  it("goes on so many at once, in the order in which it came, and beyond those that wait is not begun", async () => {
    const turns = openTurns({ atOnce: 2, waiting: 3 });
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const works = Array.from({ length: 6 }, (_, index) =>
      inTurn(turns, async () => {
        begun.push(index);
        await new Promise<void>((end) => ends.push(end));
        return index;
      }),
    );
    await expect(works.pop()).rejects.toMatchObject({ code: "UNAVAILABLE", details: { retryAfter: 2 } });
    expect(begun).toEqual([0, 1]);
    while (begun.length < 5) {
      ends.shift()?.();
      await new Promise((turn) => setImmediate(turn));
    }
    for (const end of ends) end();
    expect(await Promise.all(works)).toEqual([0, 1, 2, 3, 4]);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it("that fails gives its place to the next", async () => {
    const turns = openTurns({ atOnce: 1, waiting: 0 });
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(inTurn(turns, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    }
    expect(await inTurn(turns, () => Promise.resolve("whole"))).toBe("whole");
  });
});
