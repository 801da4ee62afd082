import "server-only";
import { hostname } from "node:os";
import type { PoolClient } from "pg";
import type { PgBoss } from "pg-boss";
import { database } from "@/lib/core/db/database";
import { log } from "@/lib/core/log";
import { openQueue } from "@/lib/core/queue";
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
  for (const job of JOBS) {
    await boss.work(job.kind, { batchSize: 1, localConcurrency: 4, pollingIntervalSeconds: 0.5 }, async (batch) => {
      for (const entry of batch) await job.handle(entry);
    });
  }
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

function startHeartbeat(): NodeJS.Timeout {
  const id = `${hostname()}:${process.pid}`;
  let beats = 0;
  const beat = async () => {
    try {
      await database().systemPool.query(HEARTBEAT, [id]);
      if (beats++ % 720 === 0) {
        for (const sweep of SWEEPS) await database().systemPool.query(sweep);
      }
    } catch (error) {
      log().warn({ error: error instanceof Error ? error.name : "unknown" }, "heartbeat failed");
    }
  };
  void beat();
  return setInterval(() => void beat(), HEARTBEAT_MS);
}
