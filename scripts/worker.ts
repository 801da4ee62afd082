import "./start/environment";
import { database } from "@/lib/core/db/database";
import { assertReadyToServe } from "@/lib/entry/boot";
import { startWorker } from "@/lib/entry/worker";
import { type Stopping, stopOnSignal } from "./start/stop";

async function start(stop: Stopping): Promise<void> {
  stop.first(() => database().close());
  await assertReadyToServe();
  const worker = await startWorker();
  stop.first(worker.stop);
  console.log("The worker is running.");
}

const stop = stopOnSignal();
start(stop).catch(async (error: unknown) => {
  if (stop.isAsked()) return;
  console.error(`The worker did not start: ${error instanceof Error ? error.message : String(error)}`);
  await stop.now();
  process.exit(1);
});
