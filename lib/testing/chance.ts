/** Numbers that look random and are the same for the same seed. */
export type Chance = {
  /** From 0 up to 1. */
  unit(): number;
  between(low: number, high: number): number;
  /** A whole number from 0 up to, but without, `end`. */
  below(end: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** Around 0, with a standard deviation of 1. */
  normal(): number;
};

/** Mulberry32: small, and good enough to shake a picture with. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (end: number) => Math.floor(end * unit());
  return {
    unit,
    below,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error("Nothing to pick from.");
      return picked;
    },
    between: (low, high) => low + (high - low) * unit(),
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
  };
}
