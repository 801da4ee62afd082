import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { endRun, endWithRunner, makeRunDirectory, noteProcess, sweepRuns } from "@/lib/testing/run-directory";
import {
  freePort,
  isDatabaseRunning,
  launchStart,
  prepareLoggedDatabase,
  type ServerProcess,
  untilServing,
} from "@/lib/testing/server-process";
import { startMailSink } from "./support/mail-sink";
import { makeWorld } from "./support/make-world";
import { keepSignIns } from "./support/stored-sign-ins";

const PREFIX = "usher-browser-";
/** Milliseconds that the server has for its clean stop, beside other work. */
const STOP_MS = 120_000;

/** Starts one production server with a database and a mail server of its own for the whole run; the answer takes all of it away. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  await sweepRuns(PREFIX);
  endWithRunner();
  // Playwright takes its things away when it is interrupted, and at no other signal.
  for (const signal of ["SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.kill(process.pid, "SIGINT"));
  const directory = await makeRunDirectory(PREFIX);
  process.env.USHER_BROWSER_RUN = directory;
  const dataDirectory = path.join(directory, "data");
  const logFile = path.join(directory, "server.log");
  await mkdir(path.join(directory, "mail"));
  const mail = await startMailSink(path.join(directory, "mail"));
  let server: ServerProcess | null = null;
  const takeAway = async () => {
    const faults: unknown[] = [];
    if (server) await stop(server, dataDirectory).catch((error: unknown) => faults.push(error));
    await mail.close();
    const forgotten = await endRun(directory);
    if (forgotten.length > 0) faults.push(new Error(`Processes of the tests still ran: ${forgotten.join(", ")}.`));
    if (faults.length > 0) throw faults[0];
  };
  try {
    await prepareLoggedDatabase(dataDirectory);
    const port = await freePort();
    server = launchStart({ port, logFile, env: { USHER_DATA_DIR: dataDirectory, SMTP_URL: mail.url } });
    await noteProcess(directory, server.pid);
    // Interrupted before it has returned, this function is not asked to take anything away.
    process.once("exit", () => server?.hasEnded() === false && server.signal("SIGTERM"));
    await untilServing(server);
    const world = await makeWorld({ origin: server.origin, directory, dataDirectory, logFile });
    writeFileSync(path.join(directory, "world.json"), JSON.stringify(world), { mode: 0o600 });
    await keepSignIns(world);
  } catch (error) {
    await takeAway().catch(() => undefined);
    throw error;
  }
  return takeAway;
}

/** A clean stop is part of what is tested: exit code 0, and no database left behind. */
async function stop(server: ServerProcess, dataDirectory: string): Promise<void> {
  server.signal("SIGTERM");
  const end = await Promise.race([server.ended, sleep(STOP_MS, "still running", { ref: false })]);
  if (end !== 0) throw new Error(`The server's end was: ${end}.\n${server.output().slice(-2000)}`);
  if (await isDatabaseRunning(dataDirectory))
    throw new Error("The server's database still runs after the server has ended.");
}
