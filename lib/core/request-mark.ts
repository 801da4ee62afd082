import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import type { AppError } from "./errors";

/** What is known of a request beside its answer, for the one who writes that answer's status and log line. */
export type RequestMark = {
  requestId: string;
  /** Whether it came as far as a door of ours; before that, only what was sent can have been wrong. */
  hasReachedDoor: boolean;
  /** What its door refused or failed with last; it stands in the log already. */
  failure: AppError | null;
  /** What the framework wanted to print in its course. */
  printed: unknown[];
};

const slot = Symbol.for("usher.request-mark");

function storage(): AsyncLocalStorage<RequestMark> {
  const holder = globalThis as { [slot]?: AsyncLocalStorage<RequestMark> };
  holder[slot] ??= new AsyncLocalStorage<RequestMark>();
  return holder[slot];
}

/** Runs `work`, and all that comes of it, with a mark of its own. */
export function withRequestMark<T>(mark: RequestMark, work: () => T): T {
  return storage().run(mark, work);
}

/** The mark of the request at hand; undefined outside one, as in a job. */
export function requestMark(): RequestMark | undefined {
  return storage().getStore();
}
