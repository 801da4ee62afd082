/** A hardware scanner types faster than a person: keys further apart than this are a person's. */
const BETWEEN_KEYS_MS = 80;
/** Shorter than any ticket code; keeps a quick "ok⏎" from being a scan. */
const SHORTEST = 6;

export type WedgeBuffer = {
  /** Takes a key; on Enter after a fast burst returns the text, otherwise null. */
  press(key: string, now: number): string | null;
};

/** Tells a keyboard-wedge scanner's burst, which ends with Enter, from a person's typing. */
export function createWedgeBuffer(): WedgeBuffer {
  let text = "";
  let lastAt = Number.NEGATIVE_INFINITY;
  return {
    press(key, now) {
      const isBurst = now - lastAt <= BETWEEN_KEYS_MS;
      if (key === "Enter") {
        const scanned = isBurst && text.length >= SHORTEST ? text : null;
        text = "";
        return scanned;
      }
      // Shift and its like come between the characters of upper-case codes and say nothing themselves.
      if (key.length !== 1) return null;
      text = isBurst ? text + key : key;
      lastAt = now;
      return null;
    },
  };
}
