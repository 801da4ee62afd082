import "server-only";
import { type EventLoopUtilization, performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** The share of the event loop's time that background work may take together with all else; the rest is for who comes. */
const BUSY = 0.5;
const LOOK_MS = 10;
/** Milliseconds that a piece of background work waits at most: a door that is never quiet must not hold up emails for ever. */
const PATIENCE_MS = 250;

/** Milliseconds after the last request in which another is expected. */
const EXPECTING_MS = 2000;

/** One kind of work: the loop's time until its last piece was let go. */
type Lane = { last: EventLoopUtilization; turn: Promise<void> };
const slot = Symbol.for("usher.make-way");
const holder = globalThis as { [slot]?: { lanes: Map<string, Lane>; requestedAt: number } };
holder[slot] ??= { lanes: new Map(), requestedAt: Number.NEGATIVE_INFINITY };
const way = holder[slot];

/** Says that somebody asks this process something now. */
export function noteRequest(): void {
  way.requestedAt = performance.now();
}

/**
 * To be awaited before each piece of background work. While requests come, pieces of a kind are let go one after the other,
 * each once the event loop has been idle enough since the one before, at the latest after a quarter of a second; kinds do not
 * wait for each other. Where nobody asks for anything, at once.
 */
export async function makeWay(kind: string): Promise<void> {
  if (performance.now() - way.requestedAt > EXPECTING_MS) return;
  const { lanes } = way;
  const lane = lanes.get(kind) ?? { last: performance.eventLoopUtilization(), turn: Promise.resolve() };
  lanes.set(kind, lane);
  lane.turn = lane.turn.then(() => untilQuiet(lane));
  await lane.turn;
}

async function untilQuiet(lane: Lane): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  do await sleep(LOOK_MS);
  while (performance.eventLoopUtilization(lane.last).utilization > BUSY && performance.now() < deadline);
  lane.last = performance.eventLoopUtilization();
}
