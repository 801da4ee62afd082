import "server-only";
import { AsyncResource } from "node:async_hooks";
import AsyncLock from "async-lock";
import type { Ctx } from "./ctx";
import { AppError } from "./errors";

/** Milliseconds that work waits for its turn in a lane before it is refused. */
const LANE_WAIT = 3000;
/** Waiters beyond this are refused at once: the last of them would not get its turn in time. */
const LANE_LENGTH = 200;

const slot = Symbol.for("usher.lanes");
type Holder = { [slot]?: Map<number, AsyncLock> };

/** Lanes with one patience; those of another are others, whatever their names. */
function lanes(waitMs: number): AsyncLock {
  const holder = globalThis as Holder;
  holder[slot] ??= new Map();
  const kept = holder[slot].get(waitMs) ?? new AsyncLock({ timeout: waitMs, maxPending: LANE_LENGTH });
  holder[slot].set(waitMs, kept);
  return kept;
}

/**
 * Runs `work` alone among all work of this process that names the same `lane`. Enter a lane before you take a database
 * connection: then a rush on one row waits in memory, and the pool stays free for everybody else. Throws BUSY, and `work`
 * was not started, when the turn does not come in time: three seconds unless said otherwise. What `work` throws is passed on.
 */
export async function inLane<T>(lane: string, work: () => Promise<T>, waitMs = LANE_WAIT): Promise<T> {
  let isStarted = false;
  // The one before starts the one that waited: without this, the work's log fields would land in that one's line.
  const inOwnContext = AsyncResource.bind(work);
  try {
    return await lanes(waitMs).acquire(lane, () => {
      isStarted = true;
      return inOwnContext();
    });
  } catch (error) {
    if (isStarted) throw error;
    throw new AppError("BUSY", { retryAfter: 2 }, { cause: error });
  }
}

/** `inLane` in a lane of the ctx's own organization: nobody waits for callers who name another's rows. Without a lane, at once. */
export function inTenantLane<T>(
  ctx: Pick<Ctx, "tenant">,
  lane: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  return lane === undefined ? work() : inLane(`${ctx.tenant.id}:${lane}`, work);
}
