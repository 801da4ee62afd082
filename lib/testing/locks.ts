import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { onTestFinished } from "vitest";
import type { Owner } from "./owner";
import { PATIENCE } from "./patience";
import type { World } from "./world";

/** A transaction of a connection of its own that holds what `sql` locked, until it is released. */
export async function holdRow(world: World, sql: string, values: unknown[]): Promise<{ release: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: world.test.url });
  await client.connect();
  await client.query("BEGIN");
  await client.query(sql, values);
  let isHeld = true;
  const release = async () => {
    if (!isHeld) return;
    isHeld = false;
    await client.query("COMMIT");
    await client.end();
  };
  // A test that fails meanwhile must not leave the world waiting.
  onTestFinished(release);
  return { release };
}

/** How many connections to the world's database wait for a row now. Not for a page to be added to a table: that is over at once. */
export async function countWaiting(owner: Owner): Promise<number> {
  const [row] = await owner.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND wait_event IN ('transactionid', 'tuple')`,
  );
  return row?.count ?? 0;
}

/** Resolves once `count` connections wait for a row. Throws after a test's patience: whoever should wait does not. */
export async function untilWaiting(owner: Owner, count: number): Promise<void> {
  const end = performance.now() + PATIENCE.timeout;
  while ((await countWaiting(owner)) < count) {
    if (performance.now() > end) throw new Error(`Nobody waits for a row, or fewer than ${count}.`);
    await sleep(5);
  }
}
