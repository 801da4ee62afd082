import "server-only";
import type { Ctx } from "./ctx";
import { insertRows } from "./db/insert-rows";
import { notifyJobRequests } from "./db/job-notification";
import { afterCommit } from "./db/transaction";
import { newId } from "./ids";

/**
 * Asks for jobs in the transaction of the change that causes them: no commit, no job. The payload holds ids only, never a
 * secret and never personal data. The relay hands requests to the queue, at once when this process has one.
 */
export function requestJobs(ctx: Ctx, kind: string, payloads: readonly Record<string, string>[]): Promise<void> {
  return insertRequests(
    ctx,
    payloads.map((payload) => ({ id: newId(), kind, payload, createdAt: ctx.now })),
  );
}

/** Asks for one job that is not to start before a moment. Otherwise as `requestJobs`. */
export function requestJobAt(
  ctx: Ctx,
  kind: string,
  { payload, runAfter }: { payload: Record<string, string>; runAfter: Date },
): Promise<void> {
  return insertRequests(ctx, [{ id: newId(), kind, payload, createdAt: ctx.now, runAfter }]);
}

type JobRequest = { id: string; kind: string; payload: Record<string, string>; createdAt: Date; runAfter?: Date };

async function insertRequests(ctx: Ctx, requests: readonly JobRequest[]): Promise<void> {
  if (requests.length === 0) return;
  await insertRows(ctx, "job_requests", requests);
  afterCommit(ctx, announce);
}

/**
 * How a job ended whose trouble is settled in our own tables: another try has been asked for, or there is none to come and a
 * person should look. `error` is for the log. A job that throws instead is tried again by the queue's own plan.
 */
export type JobTrouble = { error: unknown; isGivenUp: boolean };

/** Milliseconds in which all commits of a process share one notification to the workers of others. */
const SHARED_MS = 50;

type Announcements = { wakes: Set<() => void>; pending: NodeJS.Timeout | null };
const slot = Symbol.for("usher.job-announcements");
type Holder = { [slot]?: Announcements };

/** Next loads several copies of a module; requests of all of them wake the one worker of the process. */
function announcements(): Announcements {
  const holder = globalThis as Holder;
  holder[slot] ??= { wakes: new Set(), pending: null };
  return holder[slot];
}

/** Calls `wake` after each commit of this process that asked for jobs. The answer ends that. */
export function onJobRequest(wake: () => void): () => void {
  const { wakes } = announcements();
  wakes.add(wake);
  return () => void wakes.delete(wake);
}

/**
 * Never within the commit itself: PostgreSQL lets commits that notify through one after the other, in the whole cluster. A
 * notification may be lost; the workers' poll finds what it told of.
 */
function announce(): void {
  const state = announcements();
  for (const wake of state.wakes) wake();
  if (state.wakes.size > 0 || state.pending) return;
  state.pending = setTimeout(() => {
    state.pending = null;
    void notifyJobRequests();
  }, SHARED_MS);
  // A process that is about to end, as a script's, need not wait: the poll is there.
  state.pending.unref();
}
