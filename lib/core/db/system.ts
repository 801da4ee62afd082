import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { database } from "./database";

/** Milliseconds in which the server is asked to end a statement, and between two such askings. */
const CUT_MS = 5000;
const CUT_AGAIN_MS = 100;

/**
 * The database without a tenant, as usher_system. For what comes before a tenant is known (sign-in, link and key look-ups) or
 * stands above all (relay, platform). Its importers are a list in the structure check.
 */
export function unsafeSystemDb() {
  return database().systemClient;
}

/** One prepared statement as usher_system; for look-ups on hot paths. */
export async function unsafeSystemQuery<Row extends object>(
  statement: { name: string; sql: string },
  values: readonly unknown[],
): Promise<Row[]> {
  const answer = await database().systemPool.query<Row>({
    name: statement.name,
    text: statement.sql,
    values: [...values],
  });
  return answer.rows;
}

/** A backend in the midst of one transaction: behind a pooler it may serve somebody else in the next. */
type Backend = { pid: number; began: string };

/**
 * One statement as usher_system without any limit on its time, in a transaction of its own; for sweeps and counts that take
 * as long as there are rows. Once `signal` asks for it, the server ends the statement and undoes it, and this throws the
 * signal's reason.
 */
export async function unsafeUnhurriedQuery(
  statement: string,
  values: readonly unknown[] = [],
  signal?: AbortSignal,
): Promise<unknown[]> {
  signal?.throwIfAborted();
  // Within the transaction, so that it holds behind a pooler, too.
  const begin = "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";
  return inOwnTransaction(database().unhurriedPool, begin, async (client) => {
    const [backend] = (await client.query<Backend>("SELECT pg_backend_pid() AS pid, now()::text AS began")).rows;
    signal?.throwIfAborted();
    const working = client.query(statement, [...values]).then(({ rows }): unknown[] => rows);
    return signal && backend ? untilCut(working, backend, signal) : working;
  });
}

async function inOwnTransaction<T>(pool: Pool, begin: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isWhole = false;
  // A connection that breaks while it is held says so in an event, too, and unheard that would end the process.
  const ignore = () => undefined;
  client.on("error", ignore);
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("COMMIT");
    isWhole = true;
    return result;
  } finally {
    client.off("error", ignore);
    // What failed is undone by PostgreSQL when the connection goes.
    client.release(!isWhole);
  }
}

/** What the work answers; once `signal` asks for it, the work is ended on the server, and the signal's reason is thrown. */
async function untilCut<T>(working: Promise<T>, backend: Backend, signal: AbortSignal): Promise<T> {
  const listening = new AbortController();
  const asked = new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true, signal: listening.signal });
  });
  // Each statement of the worker's whole life hangs on the same signal: none stays there.
  await Promise.race([working, asked]).finally(() => listening.abort());
  if (!signal.aborted) return working;
  const settled = working.then(
    () => true,
    () => true,
  );
  const end = performance.now() + CUT_MS;
  // Asked for again: it may have come before the statement did. A server that cannot be asked is left, with its connection.
  do await cancel(backend).catch(() => undefined);
  while (!(await Promise.race([settled, sleep(CUT_AGAIN_MS, false)])) && performance.now() < end);
  throw signal.reason;
}

/**
 * Has the server end what a backend does in that one transaction. As the login itself: usher_system may not touch the sessions
 * of the login that took it on.
 */
async function cancel({ pid, began }: Backend): Promise<void> {
  await inOwnTransaction(database().systemPool, "BEGIN; SET LOCAL ROLE NONE", (client) =>
    client.query(
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND xact_start = $2::timestamptz",
      [pid, began],
    ),
  );
}
