import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { makeWay, mapInTurns, noteRequest } from "./make-way";

function workFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** How often the loop came round while something went on. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await work;
  clearInterval(timer);
  return turns;
}

describe("a long list", () => {
  it("is mapped in its order, and others have their turns meanwhile", async () => {
    const items = Array.from({ length: 60 }, (_, index) => index);
    let done: number[] = [];
    const turns = await turnsDuring(
      mapInTurns(items, (item) => {
        workFor(2);
        return item * 2;
      }).then((made) => {
        done = made;
      }),
    );
    expect(done).toEqual(items.map((item) => item * 2));
    expect(turns).toBeGreaterThan(10);
  });

  it("that cannot be mapped rejects with what went wrong", async () => {
    const failing = mapInTurns([1, 2, 3], (item) => {
      if (item === 2) throw new Error(`no ${item}`);
      return item;
    });
    await expect(failing).rejects.toThrow("no 2");
  });
});

describe("background work", () => {
  it("goes at once where nobody asks for anything", async () => {
    const begun = performance.now();
    for (let piece = 0; piece < 100; piece += 1) await makeWay("emails");
    expect(performance.now() - begun).toBeLessThan(50);
  });

  it("leaves the process a share of its time while requests come, and is never held up for good", async () => {
    noteRequest();
    const before = performance.eventLoopUtilization();
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let piece = 0; piece < 5; piece += 1) {
          await makeWay("emails");
          workFor(30);
        }
      }),
    );
    expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.8);

    noteRequest();
    let isBusy = true;
    const others = (async () => {
      while (isBusy) {
        workFor(20);
        await sleep(0);
      }
    })();
    const begun = performance.now();
    for (let piece = 0; piece < 3; piece += 1) await makeWay("emails");
    expect(performance.now() - begun).toBeLessThan(3 * 250 + 500);
    isBusy = false;
    await others;
  });
});
