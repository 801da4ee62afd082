import { randomBytes } from "node:crypto";
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { destroyEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { ProcessLockedError, processStartedAt } from "@/lib/core/process-lock";

const OWNER = "run-owner.json";
const PROCESSES = "run-processes.jsonl";
/** Milliseconds that a process gets to end by itself before it is killed. */
const GRACE_MS = 20_000;

type Known = { pid: number; startedAt: string };

/** Makes the directory of a test run: its data, who owns it, and a note of each process the run starts. */
export async function makeRunDirectory(prefix: string): Promise<string> {
  const directory = newRunDirectory(prefix);
  await mkdir(directory, { mode: 0o700 });
  const owner = { pid: process.pid, startedAt: (await processStartedAt(process.pid)) ?? "" };
  await writeFile(path.join(directory, OWNER), JSON.stringify(owner), { mode: 0o600 });
  return directory;
}

/** A path for such a directory; the owner stands in its name, from before there is anything in it. */
export function newRunDirectory(prefix: string): string {
  return path.join(tmpdir(), `${prefix}${process.pid}-${randomBytes(4).toString("hex")}`);
}

/** Notes a process that the run has started, so that it is ended even when the run cannot do so any more. */
export async function noteProcess(directory: string, pid: number | undefined): Promise<void> {
  const startedAt = pid === undefined ? null : await processStartedAt(pid);
  if (startedAt === null) return;
  await appendFile(path.join(directory, PROCESSES), `${JSON.stringify({ pid, startedAt })}\n`, { mode: 0o600 });
}

/** Ends every noted process that still runs, stops and deletes every database, and deletes the directory; answers what it had to end. */
export async function endRun(directory: string): Promise<number[]> {
  const living = await livingProcesses(directory);
  for (const known of living) await endProcess(known);
  for (const name of ["", ...(await readdir(directory))]) {
    const place = path.join(directory, name);
    const entries: string[] = await readdir(place).catch(() => []);
    // Where root's server could not enter, the directory only says where its database is.
    if (entries.includes("cluster") || entries.includes("moved-to")) await destroyEmbeddedPostgres(place);
  }
  // Retried, because whoever was ended may have been writing.
  await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  return living.map(({ pid }) => pid);
}

/** Does so for every run of this prefix whose owner has ended without it, as one that was killed. */
export async function sweepRuns(prefix: string): Promise<void> {
  for (const name of (await readdir(tmpdir())).filter((each) => each.startsWith(prefix))) {
    const directory = path.join(tmpdir(), name);
    if (await isOwned(directory, Number.parseInt(name.slice(prefix.length), 10))) continue;
    try {
      await endRun(directory);
    } catch (error) {
      // Another run's, going on right now or another user's.
      const isForeign = error instanceof ProcessLockedError || ["EACCES", "EPERM", "ENOENT"].includes(codeOf(error));
      if (!isForeign) throw error;
    }
  }
}

/** Interrupts this process once the script that started it is gone, however that was ended. */
export function endWithRunner(): void {
  const runner = Number(process.env.USHER_TEST_RUNNER);
  if (!runner) return;
  const timer = setInterval(() => {
    if (!isThere(runner)) process.kill(process.pid, "SIGINT");
  }, 1_000);
  timer.unref();
}

/** An owner that has not said yet when it started is believed by its pid alone. */
async function isOwned(directory: string, pid: number): Promise<boolean> {
  const startedAt = await processStartedAt(pid);
  if (startedAt === null) return false;
  const text = await readFile(path.join(directory, OWNER), "utf8").catch(() => null);
  return text === null || (JSON.parse(text) as Known).startedAt === startedAt;
}

async function livingProcesses(directory: string): Promise<Known[]> {
  const text = await readFile(path.join(directory, PROCESSES), "utf8").catch(() => "");
  const noted = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Known);
  const living: Known[] = [];
  for (const known of noted) if (await isRunning(known)) living.push(known);
  return living;
}

/** A pid is used again: only a process that started when the noted one did is that one. */
async function isRunning({ pid, startedAt }: Known): Promise<boolean> {
  return (await processStartedAt(pid)) === startedAt;
}

async function endProcess(known: Known): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const deadline = Date.now() + GRACE_MS;
    if (await isRunning(known)) process.kill(known.pid, signal);
    while ((await isRunning(known)) && Date.now() < deadline) await sleep(50);
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
