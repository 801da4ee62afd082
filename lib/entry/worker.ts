import "server-only";
import { hostname } from "node:os";
import type { PoolClient } from "pg";
import type { JobResult, PgBoss } from "pg-boss";
import { database } from "@/lib/core/db/database";
import { log } from "@/lib/core/log";
import { makeWay } from "@/lib/core/make-way";
import { openQueue } from "@/lib/core/queue";
import { COUNT_DOOR_SLOTS } from "@/lib/domain/door/sql";
import type { Job } from "./job";
import { JOBS } from "./jobs";
import { relayJobs } from "./relay";
import { HEARTBEAT, SWEEPS } from "./sql";

const POLL_MS = 2000;
const HEARTBEAT_MS = 5000;
/** Milliseconds that running jobs are given to end when the worker stops. */
const DRAIN_MS = 20_000;

export type Worker = { stop: () => Promise<void> };

/** Starts this process's worker: the relay, the queue's handlers and the heartbeat. `stop` drains what runs. Throws when the queue's schema is not there. */
export async function startWorker(): Promise<Worker> {
  const boss = openQueue(database().url);
  boss.on("error", (error) => log().error({ error: error.name }, "queue"));
  await boss.start();
  for (const job of JOBS) await workOn(boss, job);
  const relay = startRelay(boss);
  const heartbeat = startHeartbeat();
  return {
    async stop() {
      clearInterval(heartbeat);
      await relay.stop();
      await boss.stop({ graceful: true, timeout: DRAIN_MS });
    },
  };
}

/**
 * Takes a kind's jobs off the queue, several hands at once. While batches come back full the next is fetched at once:
 * polling alone would send eight emails a second. Long work is taken one job at a time, so that none waits behind another.
 */
async function workOn(boss: PgBoss, job: Job): Promise<void> {
  const batchSize = job.heartbeatSeconds === undefined ? 10 : 1;
  const options = { batchSize, localConcurrency: 4, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
  await boss.work(job.kind, { ...options, perJobResults: true }, async (batch) => {
    const results: JobResult[] = [];
    for (const entry of batch) results.push({ id: entry.id, status: await settle(job, entry) });
    return results;
  });
}

/** One job of a batch that fails must not fail the others. Its door has logged why. */
async function settle(job: Job, entry: { id: string; data: unknown }): Promise<"completed" | "failed"> {
  await makeWay(job.kind);
  try {
    await job.handle(entry);
    return "completed";
  } catch {
    return "failed";
  }
}

function startRelay(boss: PgBoss): Worker {
  const kinds = JOBS.map((job) => job.kind);
  let running: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = false;

  const drain = async () => {
    do {
      isAskedAgain = false;
      try {
        while (!isStopped && (await relayJobs(boss, kinds)) > 0);
      } catch (error) {
        log().error({ error: error instanceof Error ? error.name : "unknown" }, "relay failed");
      }
    } while (isAskedAgain && !isStopped);
  };
  const wake = () => {
    isAskedAgain = true;
    running ??= drain().finally(() => {
      running = null;
    });
  };
  const listener = listen(wake);
  const poll = setInterval(wake, POLL_MS);
  wake();
  return {
    async stop() {
      isStopped = true;
      clearInterval(poll);
      await listener.stop();
      await running;
    },
  };
}

/** Listens for new requests on a connection of its own; when that breaks, the poll serves until it is back. */
function listen(wake: () => void): Worker {
  let client: PoolClient | null = null;
  let isStopped = false;
  let retry: NodeJS.Timeout | undefined;
  const connect = async () => {
    try {
      const fresh = await database().systemPool.connect();
      if (isStopped) return fresh.release(true);
      fresh.on("notification", wake);
      fresh.on("error", () => {
        fresh.release(true);
        client = null;
        if (!isStopped) retry = setTimeout(connect, POLL_MS);
      });
      await fresh.query("LISTEN usher_job_requests");
      client = fresh;
    } catch {
      if (!isStopped) retry = setTimeout(connect, POLL_MS);
    }
  };
  const started = connect();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(retry);
      await started;
      client?.removeAllListeners("notification");
      // Released here: an error on its way out must not release it once more.
      client?.removeAllListeners("error");
      client?.release(true);
      client = null;
    },
  };
}

/** Counts the slots of every door that are over, and those counted in the last `reach` once more. */
export async function countDoorSlots(reach: string): Promise<void> {
  await database().systemPool.query(COUNT_DOOR_SLOTS, [new Date(), reach]);
}

function startHeartbeat(): NodeJS.Timeout {
  const id = `${hostname()}:${process.pid}`;
  let beats = 0;
  const beat = async () => {
    try {
      await database().systemPool.query(HEARTBEAT, [id]);
      const beatsBefore = beats++;
      if (beatsBefore % 720 === 0) {
        for (const sweep of SWEEPS) await database().systemPool.query(sweep);
      }
      if (beatsBefore % 12 === 0) await countDoorSlots(beatsBefore % 720 === 0 ? "1000 days" : "1 hour");
    } catch (error) {
      log().warn({ error: error instanceof Error ? error.name : "unknown" }, "heartbeat failed");
    }
  };
  void beat();
  return setInterval(() => void beat(), HEARTBEAT_MS);
}
