import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
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
export function listenForJobRequests(wake: () => void, retryMs = RETRY_MS): () => Promise<void> {
  const end = new AbortController();
  const listen = async () => {
    while (!end.signal.aborted) {
      // Whatever ended it, the connection has been given back: there is one at a time, and one wait before the next.
      await listenOnce(wake, end.signal).catch(() => undefined);
      await sleep(retryMs, undefined, { signal: end.signal }).catch(() => undefined);
    }
  };
  const listening = listen();
  return async () => {
    end.abort();
    await listening;
  };
}

/** Listens on one connection until it breaks or `signal` ends it, and gives it back. Throws when it cannot listen. */
async function listenOnce(wake: () => void, signal: AbortSignal): Promise<void> {
  const client = await database().systemPool.connect();
  const over = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
    // Heard for good: a broken connection may say so once more on its way out, and unheard that would end the process.
    client.on("error", () => resolve());
    client.on("end", () => resolve());
  });
  client.on("notification", wake);
  try {
    await Promise.race([client.query(`LISTEN ${CHANNEL}`), over]);
    await over;
  } finally {
    client.off("notification", wake);
    client.release(true);
  }
}
