import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  destroyDatabase,
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

/** Starts one production server with a database and a mail server of its own for the whole run; the answer takes all of it away. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const directory = mkdtempSync(path.join(tmpdir(), "usher-browser-"));
  process.env.USHER_BROWSER_RUN = directory;
  const dataDirectory = path.join(directory, "data");
  const logFile = path.join(directory, "server.log");
  await mkdir(path.join(directory, "mail"));
  const mail = await startMailSink(path.join(directory, "mail"));
  let server: ServerProcess | null = null;
  const takeAway = async () => {
    if (server) await stop(server, dataDirectory);
    await mail.close();
    await destroyDatabase(dataDirectory);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await prepareLoggedDatabase(dataDirectory);
    const port = await freePort();
    server = launchStart({ port, logFile, env: { USHER_DATA_DIR: dataDirectory, SMTP_URL: mail.url } });
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
  const end = await server.ended;
  if (end !== 0) throw new Error(`The server ended with ${end}:\n${server.output().slice(-2000)}`);
  if (await isDatabaseRunning(dataDirectory))
    throw new Error("The server's database still runs after the server has ended.");
}
