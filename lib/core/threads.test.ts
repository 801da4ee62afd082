import { setImmediate } from "node:timers/promises";
import { afterAll, describe, expect, it, vi } from "vitest";
import { openThreads, runTask, threads } from "./threads";

const file = "lib/testing/thread-tasks.ts";
const LIMITS = { atOnce: 1, waiting: 2, timeMs: 20_000, memoryMb: 64 };
const opened: ReturnType<typeof openThreads>[] = [];
afterAll(() => Promise.all(opened.map(({ pool }) => pool.destroy())));

function open(limits: Partial<typeof LIMITS> = {}) {
  const made = openThreads({ ...LIMITS, ...limits });
  opened.push(made);
  return (name: string, input: unknown = {}) => runTask(made, { file, name }, input);
}

describe("work in a thread", () => {
  it("is answered as if it were called, with what it throws, and knows no setting of the process", async () => {
    const run = open();
    expect(await run("echo", { text: "Ana" })).toEqual({ text: "Ana", settings: ["TSX_TSCONFIG_PATH"] });
    await expect(run("fail")).rejects.toThrow(new RangeError("out of range"));
  });

  it("leaves the event loop to others", async () => {
    const run = open();
    let isDone = false;
    let turns = 0;
    const working = run("work", { ms: 500 }).finally(() => {
      isDone = true;
    });
    for (; !isDone; turns += 1) await setImmediate();
    await working;
    expect(turns).toBeGreaterThan(50);
  });

  it("goes on several at once up to its bound, and what comes beyond those that wait is refused at once", async () => {
    const run = open({ atOnce: 2, waiting: 2 });
    const asked = Array.from({ length: 5 }, () => run("work", { ms: 20 }));
    await expect(asked.pop()).rejects.toMatchObject({ code: "UNAVAILABLE", details: { retryAfter: 2 } });
    expect(await Promise.all(asked)).toEqual([20, 20, 20, 20]);
    expect(await run("work", { ms: 1 })).toBe(1);
  });

  it("that takes too long is ended with its thread, and the next has a new one", async () => {
    const run = open({ timeMs: 5000 });
    const [endless, next] = [run("runForEver"), run("echo", { text: "next" })];
    await expect(endless).rejects.toMatchObject({ code: "TOO_MUCH_WORK" });
    expect(await next).toMatchObject({ text: "next" });
  });

  it("that takes too much memory is ended alone", async () => {
    const run = open();
    const [greedy, next] = [run("takeAllMemory"), run("echo", { text: "next" })];
    await expect(greedy).rejects.toMatchObject({ code: "TOO_MUCH_WORK" });
    expect(await next).toMatchObject({ text: "next" });
  });

  it("whose thread dies is answered with an error, and the next has a new one", async () => {
    const run = open();
    const [dying, next] = [run("die"), run("echo", { text: "next" })];
    await expect(dying).rejects.toThrow("exited with code: 3");
    expect(await next).toMatchObject({ text: "next" });
  });

  it("of one process has the same threads, whichever copy of the module asks, and each copy's own errors", async () => {
    const first = threads();
    opened.push(first);
    vi.resetModules();
    const [copy, { AppError }] = [await import("./threads"), await import("./errors")];
    expect(copy.threads()).toBe(first);
    const full = openThreads({ ...LIMITS, waiting: -1 });
    opened.push(full);
    await expect(copy.runTask(full, { file, name: "echo" }, {})).rejects.toBeInstanceOf(AppError);
  });
});
