import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, launchStart, type ServerProcess, untilServing } from "@/lib/testing/server-process";
import type { BenchDatabase } from "./database";
import { tidyLater } from "./tidy";

/** A process of the product. */
export type Served = {
  /** Without a look-up of names. */
  address: string;
  pid: number;
  output: () => string;
  /** Ends it as nothing else does: at once, with whatever was under way. */
  kill: () => Promise<void>;
  stop: () => Promise<void>;
};

type Settings = { port?: number; env?: Record<string, string> };

/** Starts a web process without a worker on a database, and waits until it serves. */
export async function startWeb(
  place: Pick<BenchDatabase, "directory" | "settings" | "keys">,
  { port, env }: Settings = {},
): Promise<Served> {
  const chosen = port ?? (await freePort());
  const server = launchStart({
    port: chosen,
    logFile: path.join(place.directory, `web-${randomUUID()}.log`),
    env: { ...settingsOf(place), ...env },
  });
  const served = servedBy(server);
  await untilServing(server);
  return served;
}

/** Starts a worker process on a database, and waits until it works. */
export async function startWorkerOn(place: Pick<BenchDatabase, "directory" | "settings" | "keys">): Promise<Served> {
  const server = launchStart({
    script: "scripts/worker.ts",
    port: await freePort(),
    logFile: path.join(place.directory, `worker-${randomUUID()}.log`),
    env: settingsOf(place),
  });
  const served = servedBy(server);
  for (let tries = 0; !server.output().includes("The worker is running."); tries += 1) {
    if (server.hasEnded() || tries === 600) throw new Error(`The worker did not start:\n${server.output()}`);
    await sleep(100);
  }
  return served;
}

function settingsOf(place: Pick<BenchDatabase, "directory" | "settings" | "keys">): Record<string, string> {
  return { ...place.settings, USHER_KEYS: place.keys, USHER_DATA_DIR: place.directory, WORKER: "off" };
}

function servedBy(server: ServerProcess): Served {
  const end = async (signal: NodeJS.Signals) => {
    if (!server.hasEnded()) server.signal(signal);
    await server.ended;
  };
  const served: Served = {
    address: server.origin.replace("localhost", "127.0.0.1"),
    pid: server.pid,
    output: server.output,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
  tidyLater(served.stop);
  return served;
}
