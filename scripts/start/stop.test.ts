import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";

/** A process that drains until it is told on its standard input, and then closes, for a second time if `isStuck`. */
const CODE = `
  const { stopOnSignal } = await import("./scripts/start/stop.ts");
  const stop = stopOnSignal();
  const isStuck = process.argv[1] === "stuck";
  stop.last(async () => {
    console.log("CLOSING");
    if (isStuck) await new Promise(() => undefined);
    console.log("CLOSED");
  });
  stop.first(async () => {
    console.log("DRAINING");
    await new Promise((done) => process.stdin.once("data", done));
    console.log("DRAINED");
  });
  setInterval(() => undefined, 1000);
  console.log("RUNNING");
`;

let child: ChildProcess | null = null;
afterEach(() => void child?.kill("SIGKILL"));

async function start(how: "clean" | "stuck" = "clean") {
  const tsx = path.resolve("node_modules/tsx/dist/loader.mjs");
  const running = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", CODE, how], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env.PATH, NODE_ENV: "test", TSX_TSCONFIG_PATH: "tsconfig.node.json" },
  });
  child = running;
  const ended = once(running, "exit").then(([code]) => Number(code));
  let said = "";
  running.stdout.on("data", (chunk) => {
    said += String(chunk);
  });
  const saying = (words: string) => vi.waitFor(() => expect(said).toContain(words), { timeout: 30_000, interval: 10 });
  await saying("RUNNING");
  return {
    signal: (name: NodeJS.Signals) => running.kill(name),
    finish: () => running.stdin.write("."),
    deafen: () => running.stdout.destroy(),
    saying,
    ended,
    said: () => said,
  };
}

/** Sends a signal again and again until something happens, as somebody impatient does. */
async function untilHappens(signal: () => void, happens: Promise<unknown>): Promise<void> {
  const pressing = setInterval(signal, 500);
  await happens.finally(() => clearInterval(pressing));
}

describe("a process that is told to stop", () => {
  it("takes a signal to its group and the one its launcher passes on for one: it drains, closes and ends with 0", async () => {
    const running = await start();
    running.signal("SIGINT");
    running.signal("SIGTERM");
    await running.saying("DRAINING");
    running.signal("SIGINT");
    running.finish();
    expect(await running.ended).toBe(0);
    expect(running.said()).toContain("DRAINED\nCLOSING\nCLOSED");
  });

  it("stops when its terminal is closed, though nobody reads what it says from then on", async () => {
    const running = await start();
    running.deafen();
    running.signal("SIGHUP");
    running.finish();
    expect(await running.ended).toBe(0);
  });

  it("cuts draining short for somebody impatient, and closes all the same; it ends with 1", async () => {
    const running = await start();
    running.signal("SIGINT");
    await running.saying("DRAINING");
    await untilHappens(() => running.signal("SIGINT"), running.ended);
    expect(await running.ended).toBe(1);
    expect(running.said()).not.toContain("DRAINED");
    expect(running.said()).toContain("CLOSED");
  });

  it("ends at once when even closing hangs and somebody still insists", async () => {
    const running = await start("stuck");
    running.signal("SIGINT");
    await running.saying("DRAINING");
    await untilHappens(() => running.signal("SIGINT"), running.ended);
    expect(await running.ended).toBe(1);
    expect(running.said()).toContain("CLOSING");
    expect(running.said()).not.toContain("CLOSED");
  });
});
