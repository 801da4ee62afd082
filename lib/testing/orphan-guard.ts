import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { destroyEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";

/**
 * Runs beside a process that starts servers, and ends what that one leaves behind. It is told on its standard input, which
 * ends with the process however that dies: `group <id>` for a process group, `data <directory>` for a data directory.
 */
const groups = new Set<number>();
const directories: string[] = [];
const LOOK_MS = 1000;

/** Whether anybody of a group is alive still; signal 0 only asks. */
function reach(group: number, signal: "SIGKILL" | 0): boolean {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** Numbers are used again: a group that has ended must not be remembered until another has its number. */
const forgetting = setInterval(() => {
  for (const group of groups) if (!reach(group, 0)) groups.delete(group);
}, LOOK_MS);

// Whoever stops its parent's group does not stop it: its own turn comes then.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const [what, ...rest] = line.split(" ");
  if (what === "group") groups.add(Number(rest[0]));
  if (what === "data") directories.push(rest.join(" "));
}
clearInterval(forgetting);
for (const group of groups) reach(group, "SIGKILL");
for (const directory of directories) await destroy(directory);

/** A process that was killed holds its lock until the system has taken it away. */
async function destroy(directory: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await destroyEmbeddedPostgres(directory);
    } catch {
      await sleep(100);
    }
  }
}
