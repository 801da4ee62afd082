import "server-only";
import { availableParallelism } from "node:os";
import path from "node:path";
import { Piscina } from "piscina";
import { AppError } from "./errors";
import { log } from "./log";
import { type Bounds, inTurn, openTurns, type Turns } from "./turns";

/** What one piece of work may cost: milliseconds of its thread, and megabytes of its heap. */
type Limits = Bounds & { timeMs: number; memoryMb: number };

/** Two, so that one long list does not keep everybody else's waiting; and one processor is left to whoever stands at a gate. */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1));
const LIMITS: Limits = { atOnce: AT_ONCE, waiting: 20, timeMs: 30_000, memoryMb: 256 };

/** Milliseconds after which a second thread that nobody needs ends. */
const IDLE_MS = 30_000;
/** Requests come first where processors are few. Linux knows such a thing for a thread; elsewhere it is left as it is. */
const NICE = 15;

/** A function that a file exports for threads: plain data in, plain data out. */
type Task = { file: string; name: string };

/** Threads and who waits for them, to be kept for the whole process. */
export type Threads = { pool: Piscina; turns: Turns; timeMs: number };

/** Opens threads, the first at once. They are given no setting and no connection of the process, and do not keep it alive. */
export function openThreads({ atOnce, waiting, timeMs, memoryMb }: Limits): Threads {
  const pool = new Piscina({
    minThreads: 1,
    maxThreads: atOnce,
    idleTimeout: IDLE_MS,
    niceIncrement: NICE,
    // The sources as they are, in production too; the alias for `server-only` stands in that tsconfig.
    execArgv: ["--import", "tsx"],
    env: { TSX_TSCONFIG_PATH: path.resolve("tsconfig.node.json") },
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  });
  // A thread that ends without work under way harms nobody, and without a listener would end the process.
  pool.on("error", (error: Error) => log().error({ error: error.name }, "a thread ended"));
  return { pool, turns: openTurns({ atOnce, waiting }), timeMs };
}

/**
 * Calls the task's function in a thread. Throws UNAVAILABLE where too many wait, TOO_MUCH_WORK for what takes more time or
 * memory than it may (its thread is ended, the next work gets a new one), and what the function throws.
 */
export function runTask({ pool, turns, timeMs }: Threads, { file, name }: Task, input: unknown): Promise<unknown> {
  return inTurn(turns, async () => {
    const signal = AbortSignal.timeout(timeMs);
    try {
      return await pool.run(input, { filename: path.resolve(file), name, signal });
    } catch (error) {
      const isTooMuch = signal.aborted || (error as { code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY";
      throw isTooMuch ? new AppError("TOO_MUCH_WORK", {}, { cause: error }) : error;
    }
  });
}

const slot = Symbol.for("usher.threads");
type Holder = { [slot]?: Threads };

/** This process's threads. Next loads several copies of a module; they share these. */
export function threads(): Threads {
  const holder = globalThis as Holder;
  holder[slot] ??= openThreads(LIMITS);
  return holder[slot];
}

/**
 * The functions that a file exports for threads, to be called as they are and answered by a promise: work that takes long and
 * must not hold up the event loop. `file` begins at the project's root. What goes in and out is copied: keep it small.
 */
export function inThread<Tasks extends Record<string, (input: never) => unknown>>(file: string) {
  return async <Name extends keyof Tasks & string>(name: Name, input: Parameters<Tasks[Name]>[0]) =>
    (await runTask(threads(), { file, name }, input)) as Awaited<ReturnType<Tasks[Name]>>;
}
