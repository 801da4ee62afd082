import type { QrDecoder } from "./decoders";

/** Looks without a code after which the second decoder is asked too, and how many of them each of its looks stands for. */
const PATIENCE_LOOKS = 3;
const EVERY_LOOKS = 2;

/**
 * A decoder that asks another one, loaded when it is first needed, about every second picture in which it has found
 * nothing for a while: so the second costs nothing while codes are read, and little while nobody is there.
 */
export function withSecondOpinion(first: QrDecoder, loadSecond: () => Promise<QrDecoder>): QrDecoder {
  let misses = 0;
  let second: QrDecoder | null = null;
  let isLoading = false;
  const load = () => {
    if (isLoading) return;
    isLoading = true;
    // Where it cannot be loaded the first one goes on alone.
    loadSecond().then(
      (loaded) => {
        second = loaded;
      },
      () => {},
    );
  };
  return {
    kind: first.kind,
    async decode(picture) {
      const found = await first.decode(picture);
      misses = found.length > 0 ? 0 : misses + 1;
      if (misses < PATIENCE_LOOKS || (misses - PATIENCE_LOOKS) % EVERY_LOOKS !== 0) return found;
      if (second === null) load();
      return second === null ? found : second.decode(picture);
    },
  };
}
