import "./start/environment";
import path from "node:path";
import { database } from "@/lib/core/db/database";
import { env, origin, parseEnv } from "@/lib/core/env";
import { assertReadyToServe } from "@/lib/entry/boot";
import { ensureDemo } from "@/lib/entry/demo";
import { startWorker } from "@/lib/entry/worker";
import { startServer } from "../server";
import { buildIfStale } from "./start/build";
import { bringUpDatabase } from "./start/database";
import { assertPortFree } from "./start/port";
import { type Stopping, stopOnSignal } from "./start/stop";
import { printWelcome } from "./start/welcome";

const directory = process.cwd();
const isDevelopment = process.argv.includes("--dev");

async function start(stop: Stopping): Promise<void> {
  const { PORT: port, HOST: host, USHER_DATA_DIR } = parseEnv(process.env);
  const dataDirectory = path.resolve(directory, USHER_DATA_DIR);
  await assertPortFree(port, host);
  // Registered before it is awaited: a signal in the middle of it still ends what it began.
  const starting = bringUpDatabase(dataDirectory);
  stop.last(async () => (await starting.catch(() => null))?.stop());
  const started = await starting;
  if (stop.isAsked()) return;
  process.env.NEXTAUTH_URL = origin();

  if (!isDevelopment) await buildIfStale(directory);
  if (stop.isAsked()) return;
  stop.first(() => database().close());
  await assertReadyToServe();
  const demo = started.isEmbedded ? await ensureDemo(dataDirectory) : null;
  if (stop.isAsked()) return;
  const trustedProxies = env().USHER_TRUSTED_PROXIES;
  const serving = startServer({ port, host, isDevelopment, directory, trustedProxies });
  const working = serving.then(() => (env().WORKER === "on" ? startWorker() : null));
  stop.first(async () => {
    const [server, worker] = await Promise.all([serving.catch(() => null), working.catch(() => null)]);
    await Promise.all([server?.close(), worker?.stop()]);
  });
  await working;
  printWelcome({ origin: origin(), note: started.note, demo, dataDirectory });
}

const stop = stopOnSignal();
start(stop).catch(async (error: unknown) => {
  // What a stop interrupts fails, the build for one, and that is no trouble: the signal's own end follows.
  if (stop.isAsked()) return;
  console.error(`Usher did not start: ${error instanceof Error ? error.message : String(error)}`);
  await stop.now();
  process.exit(1);
});
