import "server-only";
import { hostname } from "node:os";
import type { JobResult, PgBoss } from "pg-boss";
import { database } from "@/lib/core/db/database";
import { unsafeUnhurriedQuery } from "@/lib/core/db/system";
import { log } from "@/lib/core/log";
import { makeWay } from "@/lib/core/make-way";
import { outageLog } from "@/lib/core/outage-log";
import { openQueue } from "@/lib/core/queue";
import { COUNT_DOOR_SLOTS } from "@/lib/domain/door/sql";
import { RECOUNT_EVENTS } from "@/lib/domain/tickets/sql";
import type { Job } from "./job";
import { JOBS } from "./jobs";
import { startRelay } from "./relay";
import { HEARTBEAT, SWEEPS } from "./sql";

/** Seconds between two looks for work that nobody told of: what other processes asked for, and what is due again. */
const POLL_SECONDS = 2;
const HEARTBEAT_MS = 5000;
/** Milliseconds that running jobs are given to end when the worker stops. */
const DRAIN_MS = 20_000;
/** Loops that take a kind's jobs off the queue, each for itself. */
const HANDS = 4;
/** Milliseconds without a failed statement after which the queue is said to work again. */
const QUIET_MS = 10_000;

export type Worker = { stop: () => Promise<void> };

/**
 * Starts this process's worker: the relay, the queue's handlers and the heartbeat. `stop` drains what runs. Throws when the
 * queue's schema is not there.
 */
export async function startWorker({ pollSeconds = POLL_SECONDS } = {}): Promise<Worker> {
  const outage = outageLog("queue");
  const boss = openQueue(database().address);
  boss.on("error", outage.failed);
  await boss.start();
  const hands = new Map<string, string[]>();
  for (const job of JOBS) hands.set(job.kind, await workOn(boss, job, pollSeconds));
  const relay = startRelay(boss, {
    kinds: JOBS.map((job) => job.kind),
    pollMs: pollSeconds * 1000,
    onQueued: (kind) => {
      for (const hand of hands.get(kind) ?? []) boss.notifyWorker(hand);
    },
  });
  const heartbeat = startHeartbeat(() => outage.worked(QUIET_MS));
  return {
    async stop() {
      await heartbeat.stop();
      await relay.stop();
      await boss.stop({ graceful: true, timeout: DRAIN_MS });
    },
  };
}

/**
 * Takes a kind's jobs off the queue, several hands at once; answers the hands, to wake them by. While batches come back full
 * the next is fetched at once: polling alone would send eight emails a second.
 */
function workOn(boss: PgBoss, job: Job, pollingIntervalSeconds: number): Promise<string[]> {
  const options = {
    batchSize: job.batchSize,
    pollingIntervalSeconds,
    burstWhenBatchFull: true,
    heartbeatRefreshSeconds: job.heartbeatSeconds / 3,
    perJobResults: true,
  } as const;
  const hand = () =>
    boss.work(job.kind, options, async (batch) => {
      const results: JobResult[] = [];
      for (const entry of batch) results.push({ id: entry.id, status: await settle(job, entry) });
      return results;
    });
  return Promise.all(Array.from({ length: HANDS }, hand));
}

/** One job of a batch that fails must not fail the others. Its door has logged why. */
async function settle(job: Job, entry: { id: string; data: unknown }): Promise<JobResult["status"]> {
  await makeWay(job.kind);
  try {
    return await job.handle(entry);
  } catch {
    return "failed";
  }
}

/** Counts the slots of every door that are over, and those counted in the last `reach` once more. */
export async function countDoorSlots(reach: string, signal?: AbortSignal): Promise<void> {
  await unsafeUnhurriedQuery(COUNT_DOOR_SLOTS, [new Date(), reach], signal);
}

/** Recounts what events count; an error line names those that differ, and nothing is mended. */
async function recountEvents(signal: AbortSignal): Promise<void> {
  const rows = await unsafeUnhurriedQuery(RECOUNT_EVENTS, [], signal);
  if (rows.length > 0)
    log().error({ count: rows.length, events: rows.slice(0, 20) }, "event counters differ from their tickets");
}

/** Says that the worker lives, and tidies. `stop` cuts short what is being tidied: it may be at any time, and takes as long as there are rows. */
function startHeartbeat(onBeat: () => void): Worker {
  const id = `${hostname()}:${process.pid}`;
  const outage = outageLog("heartbeat");
  const end = new AbortController();
  const { signal } = end;
  const beating = new Set<Promise<void>>();
  let beats = 0;
  const beat = async () => {
    try {
      await database().systemPool.query(HEARTBEAT, [id]);
      const beatsBefore = beats++;
      if (beatsBefore % 720 === 0) {
        for (const sweep of SWEEPS) await unsafeUnhurriedQuery(sweep, [], signal);
        await recountEvents(signal);
      }
      if (beatsBefore % 12 === 0) await countDoorSlots(beatsBefore % 720 === 0 ? "1000 days" : "1 hour", signal);
      outage.worked();
      onBeat();
    } catch (error) {
      if (!signal.aborted) outage.failed(error);
    }
  };
  // A beat that tidies for long does not keep the next from being heard.
  const begin = () => {
    const running = beat().finally(() => beating.delete(running));
    beating.add(running);
  };
  begin();
  const timer = setInterval(begin, HEARTBEAT_MS);
  return {
    async stop() {
      clearInterval(timer);
      end.abort();
      await Promise.all(beating);
    },
  };
}
