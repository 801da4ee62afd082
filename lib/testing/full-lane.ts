import { onTestFinished } from "vitest";
import { inLane } from "@/lib/core/lanes";

/** More than may wait in a lane. */
const CROWD = 400;

/**
 * Fills a lane, so that whoever comes next is refused at once as BUSY, until the holder of its turn lets go: `release`. The
 * crowd behind the holder gives up in its time; `isCrowdGone` resolves then.
 */
export function fillLane(lane: string): { release: () => void; isCrowdGone: Promise<void> } {
  let release = () => undefined as undefined;
  const held = new Promise<void>((done) => {
    release = () => void done();
  });
  onTestFinished(release);
  const crowd = Array.from({ length: CROWD }, () => inLane(lane, () => held));
  const isCrowdGone = Promise.allSettled(crowd.slice(1)).then(() => undefined);
  return { release, isCrowdGone };
}
