import "server-only";
import pLimit, { type LimitFunction } from "p-limit";
import { AppError } from "./errors";

/** How much of one kind of work goes on at the same time, and how much of it may wait for its turn. */
export type Bounds = { atOnce: number; waiting: number };

/** The turns of one kind of work, to be kept for the whole process. */
export type Turns = { limit: LimitFunction; most: number };

export function openTurns({ atOnce, waiting }: Bounds): Turns {
  return { limit: pLimit(atOnce), most: atOnce + waiting };
}

/**
 * Does a piece of work in its turn, in the order in which they came. Throws UNAVAILABLE, with the seconds after which to try
 * again, where as many wait as may.
 */
export async function inTurn<T>({ limit, most }: Turns, work: () => Promise<T>): Promise<T> {
  // Thrown here and not by what is kept: each copy of the module that Next loads knows the class of its own errors only.
  if (limit.activeCount + limit.pendingCount >= most) throw new AppError("UNAVAILABLE", { retryAfter: 2 });
  return limit(work);
}
