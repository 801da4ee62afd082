/** Unseen for so many looks and milliseconds, a code has left the view. More than a few blurred frames on a slow phone. */
export const GONE_LOOKS = 4;
export const GONE_MS = 600;

type Look = { text: string | null; seen: readonly string[] };

/**
 * Keeps a code that is still held before the camera from being scanned twice, however long it is held: whoever wants it
 * read again takes it away for a moment, and a ticket on a stand never does so by itself.
 */
type RepeatGuard = {
  /** Scanning goes on; `text` is the code just dealt with. */
  resume(text: string | null, now: number): void;
  /** One look at the view. True when the code in it is to be read. */
  admitsReading(look: Look, now: number): boolean;
};

export function createRepeatGuard(): RepeatGuard {
  let held: { text: string; seenAt: number; misses: number } | null = null;
  return {
    resume(text, now) {
      held = text === null ? null : { text, seenAt: now, misses: 0 };
    },
    admitsReading({ text, seen }, now) {
      // It is still there when another one is aimed at, as on a sheet of tickets.
      if (held && seen.includes(held.text)) held = { text: held.text, seenAt: now, misses: 0 };
      else if (held) held.misses += 1;
      if (held && held.misses >= GONE_LOOKS && now - held.seenAt >= GONE_MS) held = null;
      return text !== null && text !== held?.text;
    },
  };
}
