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

type Retrying = {
  signal: AbortSignal;
  waker: Waker;
  /** Called after each attempt that taught nothing; `tries` counts them. */
  onSilence(tries: number, silence: Silence): void;
};

/**
 * Sends the same request again and again until the server says something, or `signal` ends it (then null). The caller
 * puts the same idempotency id in every attempt, so an attempt whose answer was lost is answered by the next one.
 */
export async function untilAnswered<T>(
  send: (signal: AbortSignal) => Promise<Attempt<T>>,
  { signal, waker, onSilence }: Retrying,
): Promise<Exclude<Attempt<T>, { kind: "silence" }> | null> {
  for (let tries = 1; !signal.aborted; tries += 1) {
    const attempt = await send(signal);
    if (signal.aborted) return null;
    if (attempt.kind !== "silence") return attempt;
    onSilence(tries, attempt.silence);
    const pause = PAUSES_MS[tries - 1] ?? LONGEST_PAUSE_MS;
    await waker.sleep(Math.max(pause, attempt.silence.waitMs ?? 0), signal);
  }
  return null;
}
