import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, type ErrorCode } from "./errors";

/** Refusals that leave nothing done and ask to come again: a lane, a row or the threads belong to others just now. */
const COME_AGAIN: ReadonlySet<ErrorCode> = new Set(["BUSY", "UNAVAILABLE"]);
/** Milliseconds until the next asking. Where there is no room to wait, a refusal comes at once. */
const PAUSE_MS = 250;
/** Milliseconds without a turn after which something is wrong: a rush of requests gives way many times in five minutes. */
const PATIENCE_MS = 300_000;

/**
 * Does a piece of background work once its turn comes: asks again while it is refused as BUSY or UNAVAILABLE, which for a
 * request is an answer and for a job would be a try spent. Nobody's time is taken meanwhile: no connection, no lane, no
 * thread, and the queue's signs of life go on. `work` must leave nothing behind when it is refused. Throws the refusal after
 * five minutes of them, and at once whatever else `work` throws.
 */
export async function untilOwnTurn<T>(work: () => Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const mayComeAgain = error instanceof AppError && COME_AGAIN.has(error.code);
      if (!mayComeAgain || performance.now() >= end) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
