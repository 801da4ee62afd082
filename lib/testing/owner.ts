import pg from "pg";
import { afterAll, beforeAll } from "vitest";
import type { World } from "./world";

/** Runs SQL as the database's owner, whom no policy binds: a test looks behind the fences with it. */
export type Owner = {
  rows: <Row extends object>(sql: string, values?: unknown[]) => Promise<Row[]>;
  /** Runs `work` in a transaction that is always rolled back: what it broke is whole again afterwards. */
  undone: <T>(work: (client: pg.PoolClient) => Promise<T>) => Promise<T>;
};

/** Gives a test file the owner's hands on its world's database. Call it after `useWorld`. */
export function useOwner(world: World): Owner {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = new pg.Pool({ connectionString: world.test.url, max: 4, options: "-c TimeZone=UTC" });
    pool.on("error", () => undefined);
  });
  afterAll(() => pool.end());
  return {
    rows: async <Row extends object>(sql: string, values: unknown[] = []) => (await pool.query<Row>(sql, values)).rows,
    async undone(work) {
      const client = await pool.connect();
      try {
        await client.query("BEGIN");
        return await work(client);
      } finally {
        await client.query("ROLLBACK");
        client.release();
      }
    },
  };
}

/** Every table of ours with a tenant_id, in the order of their names. */
export async function tenantTables(rows: Owner["rows"]): Promise<string[]> {
  const found = await rows<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`,
  );
  return found.map((table) => table.name);
}

/** Every row of one organization, table by table, as text that differs when a byte does. */
export async function snapshotOf(owner: Owner, tenantId: string): Promise<Record<string, string[]>> {
  const snapshot: Record<string, string[]> = {};
  for (const table of await tenantTables(owner.rows)) {
    const found = await owner.rows<{ row: string }>(
      `SELECT t::text AS row FROM ${pg.escapeIdentifier(table)} t WHERE tenant_id = $1 ORDER BY 1`,
      [tenantId],
    );
    snapshot[table] = found.map(({ row }) => row);
  }
  snapshot.tenants = (
    await owner.rows<{ row: string }>("SELECT t::text AS row FROM tenants t WHERE id = $1", [tenantId])
  ).map(({ row }) => row);
  return snapshot;
}
