import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findPostmaster } from "@/lib/core/embedded-postgres/postmaster";
import { processStartedAt } from "@/lib/core/process-lock";
import { endRun, makeRunDirectory, noteProcess, sweepRuns } from "./run-directory";

let prefix = "";
const children: ChildProcess[] = [];

beforeEach(() => {
  prefix = `usher-swept-${randomBytes(4).toString("hex")}-`;
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A run that starts a process, and a database where one is wanted, and then waits; its words say what it made. */
const RUN = `
  const { makeRunDirectory, noteProcess } = await import("./lib/testing/run-directory.ts");
  const { spawn } = await import("node:child_process");
  const directory = await makeRunDirectory(process.argv[1]);
  const started = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"], { stdio: "ignore" });
  await noteProcess(directory, started.pid);
  if (process.argv[2] === "database") {
    const { startEmbeddedPostgres } = await import("./lib/core/embedded-postgres/start.ts");
    await startEmbeddedPostgres({ dataDirectory: directory + "/data", extraSettings: { fsync: "off" } });
  }
  const { findBase, clusterDirectory } = await import("./lib/core/embedded-postgres/location.ts");
  console.log(JSON.stringify({ directory, pid: started.pid, cluster: clusterDirectory(await findBase(directory + "/data")) }));
  // Whoever started this closes the pipe, by ending too.
  process.stdin.on("end", () => process.exit()).resume();
`;

type Made = { run: ChildProcess; directory: string; pid: number; cluster: string };

async function startRun(...what: string[]): Promise<Made> {
  const run = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", RUN, prefix, ...what], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  children.push(run);
  const words = await new Promise<string>((done, fail) => {
    run.stdout?.once("data", (chunk: Buffer) => done(chunk.toString()));
    run.once("exit", () => fail(new Error("The run ended before it had begun.")));
  });
  return { run, ...JSON.parse(words) };
}

async function kill(run: ChildProcess): Promise<void> {
  const ended = new Promise((done) => run.once("exit", done));
  run.kill("SIGKILL");
  await ended;
}

it("the next run ends what a killed one left: its processes, its database, its files", async () => {
  const left = await startRun("database");
  await kill(left.run);
  expect(await processStartedAt(left.pid)).not.toBeNull();
  expect(await findPostmaster(left.cluster)).not.toBeNull();
  await sweepRuns(prefix);
  expect(await processStartedAt(left.pid)).toBeNull();
  expect(existsSync(left.directory)).toBe(false);
  expect(existsSync(left.cluster)).toBe(false);
});

it("what belongs to a run that goes on is left alone", async () => {
  const beside = await startRun();
  await sweepRuns(prefix);
  expect(await processStartedAt(beside.pid)).not.toBeNull();
  expect(existsSync(beside.directory)).toBe(true);
  await endRun(beside.directory);
});

it("another process that has got a noted pid is left alone", async () => {
  const directory = await makeRunDirectory(prefix);
  const other = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"], { stdio: "ignore" });
  children.push(other);
  const noted = { pid: other.pid, startedAt: "another time" };
  await appendFile(path.join(directory, "run-processes.jsonl"), `${JSON.stringify(noted)}\n`);
  expect(await endRun(directory)).toEqual([]);
  expect(await processStartedAt(other.pid ?? 0)).not.toBeNull();
});

it("a run that ends by itself is told what it had not ended", async () => {
  const directory = await makeRunDirectory(prefix);
  const forgotten = spawn(process.execPath, ["-e", "setTimeout(() => {}, 600_000)"], { stdio: "ignore" });
  children.push(forgotten);
  await noteProcess(directory, forgotten.pid);
  expect(await endRun(directory)).toEqual([forgotten.pid]);
  expect(await processStartedAt(forgotten.pid ?? 0)).toBeNull();
  expect(existsSync(directory)).toBe(false);
});
