import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";

type Fields = Record<string, string | number | undefined>;

const slot = Symbol.for("usher.log-context");

function storage(): AsyncLocalStorage<Fields> {
  const holder = globalThis as { [slot]?: AsyncLocalStorage<Fields> };
  holder[slot] ??= new AsyncLocalStorage<Fields>();
  return holder[slot];
}

/** Runs `work` with a place for the fields of its one log line. Logging only: tenant and actor travel in ctx. */
export function withLogFields<T>(fields: Fields, work: () => Promise<T>): Promise<T> {
  return storage().run(fields, work);
}

/** Adds ids to the log line of the request at hand, e.g. `{ ticketId }`. Ids and verdicts only, never a secret or a name. */
export function noteForLog(fields: Fields): void {
  Object.assign(storage().getStore() ?? {}, fields);
}
