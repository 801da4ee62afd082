/** Milliseconds after "Scan next" in which the code that was just dealt with is not read again. */
export const HELD_MS = 1_500;
/** After an admission people need longer to put the phone away, and reading it again would look like a duplicate. */
export const HELD_AFTER_ADMISSION_MS = 3_000;
/** Milliseconds unseen after which a code has left the view. Longer than a few blurred frames. */
export const GONE_MS = 600;

/** Keeps a code that is still held before the camera from being scanned twice. */
type RepeatGuard = {
  /** Scanning goes on; `text` is the code just dealt with. */
  resume(text: string | null, now: number, heldMs: number): void;
  /** One look at the view. True when this code is to be read. */
  admitsReading(text: string | null, now: number): boolean;
};

export function createRepeatGuard(): RepeatGuard {
  let held: { text: string; until: number; seenAt: number } | null = null;
  return {
    resume(text, now, heldMs) {
      held = text === null ? null : { text, until: now + heldMs, seenAt: now };
    },
    admitsReading(text, now) {
      if (held && (now >= held.until || now - held.seenAt >= GONE_MS)) held = null;
      if (text === null) return false;
      if (held === null || held.text !== text) return true;
      held.seenAt = now;
      return false;
    },
  };
}
