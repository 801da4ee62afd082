import { execFile } from "node:child_process";
import { readFile, readlink, realpath, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

export interface Postmaster {
  pid: number;
  port: number;
}

/** Finds the live server of this cluster; null when there is none, and then the way is clear for a new one. Throws when it cannot tell. */
export async function findPostmaster(cluster: string): Promise<Postmaster | null> {
  const file = path.join(cluster, "postmaster.pid");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  const lines = text.split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  // PostgreSQL clears the file of a dead server itself, after making sure that none of its children still uses the
  // shared memory named in it. Only a pid that now belongs to another program would stop it for ever.
  if (!(pid > 0) || !exists(pid)) return null;
  const owner = await identify(pid, cluster);
  if (owner === "this server") return { pid, port };
  if (owner === "unknown")
    throw new Error(
      `${file} names the process ${pid}, a PostgreSQL that may or may not be the one of this directory. Stop that process, or delete the file if it is another.`,
    );
  await rm(file, { force: true });
  return null;
}

/** Stops a server without waiting for its clients and returns when it is gone; throws when it does not go. */
export async function stopPostmaster(pid: number, cluster: string): Promise<void> {
  for (const [signal, seconds] of [
    ["SIGINT", 60],
    ["SIGQUIT", 20],
  ] as const) {
    if (!(await isPostmasterOf(pid, cluster))) return;
    send(pid, signal);
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (!(await isPostmasterOf(pid, cluster))) return;
      await sleep(20);
    }
  }
  throw new Error(`The embedded PostgreSQL (pid ${pid}) does not stop.`);
}

/** Tells whether a pid is (still) the server of this cluster. */
export async function isPostmasterOf(pid: number, cluster: string): Promise<boolean> {
  return exists(pid) && (await identify(pid, cluster)) === "this server";
}

/** A pid is used again after its process has ended, so the number alone proves nothing. */
async function identify(pid: number, cluster: string): Promise<"this server" | "another program" | "unknown"> {
  const command = await commandLine(pid);
  // A zombie has no command line any more.
  const isPostgres = path.basename(command[0] ?? "") === "postgres";
  if (!isPostgres) return "another program";
  if (command.includes(cluster)) return "this server";
  // A directory that was renamed under a running server still is its working directory. In a container without
  // CAP_SYS_PTRACE not even root may look there.
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (cwd === null) return "unknown";
  return cwd === (await realpath(cluster)) ? "this server" : "another program";
}

async function commandLine(pid: number): Promise<string[]> {
  if (process.platform === "linux") return (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
  const listing = await promisify(execFile)("/bin/ps", ["-o", "command=", "-p", String(pid)]).catch(() => ({
    stdout: "",
  }));
  const [program = "", directory = ""] = listing.stdout.trim().split(/ -D | -c /);
  return [program, directory];
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
