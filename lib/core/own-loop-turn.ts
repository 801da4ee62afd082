import "server-only";
import { setImmediate } from "node:timers/promises";

const slot = Symbol.for("usher.own-loop-turn");
type Holder = { [slot]?: Promise<void> };

/**
 * Resolves in a turn of the event loop that nobody else who asked here shares. Work that a crowd begins at the same moment is
 * begun one by one, so that the loop hears others, such as a gate, between any two.
 */
export function ownLoopTurn(): Promise<void> {
  const holder = globalThis as Holder;
  holder[slot] = (holder[slot] ?? Promise.resolve()).then(() => setImmediate());
  return holder[slot];
}
