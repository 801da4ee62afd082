/** Milliseconds that a camera must have run for its end to be a first one, such as a phone that slept. */
const STEADY_MS = 3_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** How long to wait before a camera that gave out is opened again. */
export type RestartPlan = {
  /** A camera opened. */
  opened(now: number): void;
  /** It ended, went dark or did not open. Milliseconds until the next start. */
  pause(now: number): number;
  /** Somebody came back to the page, or asked: begin anew. */
  forget(): void;
};

/** At once the first time; ever more rarely where it gives out again and again, as beside another app that holds it. */
export function createRestartPlan(): RestartPlan {
  let failures = 0;
  let openedAt: number | null = null;
  return {
    opened(now) {
      openedAt = now;
    },
    pause(now) {
      if (openedAt !== null && now - openedAt >= STEADY_MS) failures = 0;
      openedAt = null;
      const pause = failures === 0 ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1));
      failures += 1;
      return pause;
    },
    forget() {
      failures = 0;
    },
  };
}
