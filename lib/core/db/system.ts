import "server-only";
import { database } from "./database";

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

/**
 * One statement as usher_system without any limit on its time, in a transaction of its own; for sweeps and counts that take
 * as long as there are rows.
 */
export async function unsafeUnhurriedQuery(statement: string, values: readonly unknown[] = []): Promise<unknown[]> {
  const client = await database().unhurriedPool.connect();
  let isWhole = false;
  // A connection that breaks while it is held says so in an event, too, and unheard that would end the process.
  const ignore = () => undefined;
  client.on("error", ignore);
  try {
    // Within the transaction, so that it holds behind a pooler, too.
    await client.query("BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0");
    const { rows } = await client.query(statement, [...values]);
    await client.query("COMMIT");
    isWhole = true;
    return rows;
  } finally {
    client.off("error", ignore);
    // What failed is undone by PostgreSQL when the connection goes.
    client.release(!isWhole);
  }
}
