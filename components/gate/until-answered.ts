import type { Attempt, Silence, Timers } from "./gate-client";

/** A sleep that "Try now", or the network coming back, can end early. */
type Waker = {
  wake(): void;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
};

export function createWaker(timers: Timers): Waker {
  let endSleep = () => {};
  return {
    wake: () => endSleep(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const end = () => {
          timers.clearTimeout(timer);
          signal.removeEventListener("abort", end);
          endSleep = () => {};
          resolve();
        };
        const timer = timers.setTimeout(end, ms);
        endSleep = end;
        signal.addEventListener("abort", end);
        if (signal.aborted) end();
      }),
  };
}

/** Milliseconds before the second, third, … attempt; the last one repeats. */
const PAUSES_MS = [400, 800, 1_500, 3_000, 5_000] as const;
const LONGEST_PAUSE_MS = 5_000;

/** Milliseconds without an answer after which it is said that there is none, and the request is sent once more. */
const PATIENCE_MS = 2_000;

type Retrying = {
  signal: AbortSignal;
  waker: Waker;
  timers: Timers;
  patienceMs?: number;
  /** Called for each attempt that taught nothing in time; `tries` counts them. */
  onSilence(tries: number, silence: Silence): void;
};

/** Sends a request once, for what can be done without: a patience without an answer is the end of it. */
export async function askOnce<T>(
  send: (signal: AbortSignal) => Promise<Attempt<T>>,
  { signal, timers, patienceMs = PATIENCE_MS }: Pick<Retrying, "signal" | "timers" | "patienceMs">,
): Promise<Attempt<T>> {
  const ending = new AbortController();
  const stop = () => ending.abort();
  const timer = timers.setTimeout(stop, patienceMs);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await send(ending.signal);
  } finally {
    timers.clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

type Answered<T> = Exclude<Attempt<T>, { kind: "silence" }>;

const LATE: Silence = { why: "slow", waitMs: null };

/**
 * Sends the same request again and again until the server says something, or `signal` ends it (then null). The caller
 * puts the same idempotency id in every attempt, so an attempt whose answer was lost is answered by the next one, and
 * an answer that comes late is as good as one in time: whichever is heard first ends it.
 */
export async function untilAnswered<T>(
  send: (signal: AbortSignal) => Promise<Attempt<T>>,
  { signal, waker, timers, patienceMs = PATIENCE_MS, onSilence }: Retrying,
): Promise<Answered<T> | null> {
  const ending = new AbortController();
  const stop = () => ending.abort();
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  let end: Answered<T> | null = null;
  const ask = async (): Promise<Silence> => {
    const heard = await send(ending.signal);
    if (heard.kind === "silence") return heard.silence;
    end ??= heard;
    stop();
    return LATE;
  };
  const patience = createWaker(timers);
  for (let tries = 1; !ending.signal.aborted; tries += 1) {
    const silence = await Promise.race([ask(), patience.sleep(patienceMs, ending.signal).then(() => LATE)]);
    if (ending.signal.aborted) break;
    onSilence(tries, silence);
    const pause = PAUSES_MS[tries - 1] ?? LONGEST_PAUSE_MS;
    await waker.sleep(Math.max(pause, silence.waitMs ?? 0), ending.signal);
  }
  signal.removeEventListener("abort", stop);
  return signal.aborted ? null : end;
}
