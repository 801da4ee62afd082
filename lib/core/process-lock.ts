import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

/** Thrown when another living process holds the lock; names that process and the directory. */
export class ProcessLockedError extends Error {
  readonly pid: number;

  constructor(pid: number, lockFile: string) {
    super(`already running (pid ${pid}) on ${path.dirname(lockFile)}`);
    this.name = "ProcessLockedError";
    this.pid = pid;
  }
}

export interface ProcessLock {
  release(): Promise<void>;
}

/** Makes this process the only holder of `lockFile`, clearing one left by a dead process; throws ProcessLockedError when a living one holds it. */
export async function acquireProcessLock(lockFile: string): Promise<ProcessLock> {
  const mine = JSON.stringify({
    pid: process.pid,
    startedAt: await processStartedAt(process.pid),
    nonce: randomUUID(),
  });
  const draft = `${lockFile}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, mine, { mode: 0o600, flag: "wx" });
  try {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      // link() is the one atomic "create with this content or fail": no reader ever sees an empty lock.
      if (await linkIfAbsent(draft, lockFile)) return { release: () => releaseIfMine(lockFile, mine) };
      const holder = await readHolder(lockFile);
      if (holder === null) continue;
      if (await isHolderAlive(holder.text)) throw new ProcessLockedError(pidOf(holder.text), lockFile);
      await removeStale(lockFile, holder.text);
    }
    throw new Error(`The lock ${lockFile} changes hands too quickly; try again.`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Tells when a process started, as text that differs for two processes that had the same pid; null when it is not running (a zombie is not). */
export async function processStartedAt(pid: number): Promise<string | null> {
  if (process.platform !== "linux") {
    try {
      const { stdout } = await promisify(execFile)("/usr/bin/env", [
        "LC_ALL=C",
        "ps",
        "-o",
        "lstart=",
        "-p",
        String(pid),
      ]);
      return stdout.trim() || null;
    } catch {
      return null;
    }
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The command name stands in parentheses and may hold spaces; the state and the start time are fields 3 and 22.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === "Z" || state === "X" || startTicks === undefined) return null;
  // Ticks count from boot, so without the boot's id a pid could match again after a restart of the machine.
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${boot.trim()}:${startTicks}`;
}

async function linkIfAbsent(draft: string, lockFile: string): Promise<boolean> {
  try {
    await link(draft, lockFile);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(lockFile: string): Promise<{ text: string } | null> {
  try {
    return { text: await readFile(lockFile, "utf8") };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

function pidOf(text: string): number {
  return Number(/"pid":(\d+)/.exec(text)?.[1] ?? Number.NaN);
}

async function isHolderAlive(text: string): Promise<boolean> {
  const pid = pidOf(text);
  if (Number.isNaN(pid)) return false;
  const startedAt = await processStartedAt(pid);
  return startedAt !== null && text.includes(JSON.stringify(startedAt));
}

/** Two starters may find the same stale lock: the slower one must not remove the lock the faster one has just taken. */
async function removeStale(lockFile: string, staleText: string): Promise<void> {
  const aside = `${lockFile}.stale.${randomUUID()}`;
  try {
    await rename(lockFile, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  try {
    if ((await readFile(aside, "utf8")) !== staleText) await linkIfAbsent(aside, lockFile);
  } finally {
    await rm(aside, { force: true });
  }
}

async function releaseIfMine(lockFile: string, mine: string): Promise<void> {
  const holder = await readHolder(lockFile);
  if (holder?.text === mine) await rm(lockFile, { force: true });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
