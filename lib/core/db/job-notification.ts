import "server-only";
import type { PoolClient } from "pg";
import { database } from "./database";

/** What workers listen to. Nobody depends on it: behind PgBouncer in transaction mode it reaches nobody, and the poll does all. */
const CHANNEL = "usher_job_requests";
/** Milliseconds until a listener whose connection broke, or never came, tries again. */
const RETRY_MS = 5000;

/** Tells the workers of other processes that jobs were asked for, as far as that succeeds. */
export async function notifyJobRequests(): Promise<void> {
  try {
    await database().systemPool.query("SELECT pg_notify($1, '')", [CHANNEL]);
  } catch {
    // The poll of every worker finds what this would have told of.
  }
}

/**
 * Calls `wake` when another process tells of jobs, on a connection of its own. Says nothing when it cannot: a worker's poll
 * does without it. The answer ends it.
 */
export function listenForJobRequests(wake: () => void): () => Promise<void> {
  let client: PoolClient | null = null;
  let isStopped = false;
  let retry: NodeJS.Timeout | undefined;
  const connectLater = () => {
    if (!isStopped) retry = setTimeout(() => void connect(), RETRY_MS);
  };
  const connect = async () => {
    try {
      const fresh = await database().systemPool.connect();
      if (isStopped) return fresh.release(true);
      fresh.on("notification", wake);
      fresh.on("error", () => {
        fresh.release(true);
        client = null;
        connectLater();
      });
      await fresh.query(`LISTEN ${CHANNEL}`);
      client = fresh;
    } catch {
      connectLater();
    }
  };
  const started = connect();
  return async () => {
    isStopped = true;
    clearTimeout(retry);
    await started;
    client?.removeAllListeners("notification");
    // Released here: an error on its way out must not release it once more.
    client?.removeAllListeners("error");
    client?.release(true);
    client = null;
  };
}
