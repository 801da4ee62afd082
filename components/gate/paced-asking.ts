import type { Timers } from "./gate-client";

type Pace = {
  /** Starts one request and settles, never rejecting, when it has ended; null where none may be sent now. */
  ask(): Promise<void> | null;
  timers: Timers;
  /** Milliseconds between the starts of two requests, at least. */
  gapMs: number;
  /** Milliseconds from the end of one request to the next that nobody wanted. */
  everyMs: number;
};

export type PacedAsking = {
  /** What is known is old: asks as soon as the pace allows. */
  want(): void;
  stop(): void;
};

/**
 * Asks at once, then at a regular interval, and sooner when it is wanted: never two requests at a time, and never faster
 * than the gap, however often it is wanted. What is wanted during a request is asked after it, for its answer may be older.
 */
export function startPacedAsking({ ask, timers, gapMs, everyMs }: Pace): PacedAsking {
  let timer: number | null = null;
  let askedAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  let isWanted = false;
  let isOver = false;

  const plan = () => {
    if (isAsking || isOver) return;
    if (timer !== null) timers.clearTimeout(timer);
    timer = timers.setTimeout(() => void run(), isWanted ? Math.max(0, askedAt + gapMs - performance.now()) : everyMs);
  };
  const run = async () => {
    isWanted = false;
    const request = ask();
    if (request !== null) {
      askedAt = performance.now();
      isAsking = true;
      await request;
      isAsking = false;
    }
    plan();
  };
  const want = () => {
    isWanted = true;
    plan();
  };

  want();
  return {
    want,
    stop: () => {
      isOver = true;
      if (timer !== null) timers.clearTimeout(timer);
    },
  };
}
