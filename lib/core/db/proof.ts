import "server-only";
import { newId } from "../ids";
import type { Database } from "./database";

/**
 * Proves that the fences of this database bind before anybody is served: the roles are restricted, and a tenant that does
 * not exist sees no row of any tenant table. Throws a sentence that says which fence is down.
 */
export async function proveFences(db: Database): Promise<void> {
  const system = await db.systemPool.query<{ tenant_id: string }>("SELECT id AS tenant_id FROM tenants LIMIT 1");
  const role = await db.tenantPool.query<{ role: string; bypass: boolean; super: boolean; zone: string }>(
    `SELECT current_user AS role, r.rolbypassrls AS bypass, r.rolsuper AS super, current_setting('TimeZone') AS zone
     FROM pg_roles r WHERE r.rolname = current_user`,
  );
  const found = role.rows[0];
  if (found?.role !== "usher_tenant" || found.bypass || found.super) {
    throw new Error("Row-level security does not bind: the tenant connections run as a role that bypasses it.");
  }
  if (found.zone !== "UTC") throw new Error("The tenant connections are not in UTC; timestamps would be read wrongly.");
  const unprotected = await db.systemPool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE n.nspname = 'public' AND c.relkind = 'r'
       AND (NOT c.relrowsecurity OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_rows'))`,
  );
  if (unprotected.rows.length > 0) {
    throw new Error(`These tables have no tenant policy: ${unprotected.rows.map((row) => row.name).join(", ")}.`);
  }
  if (system.rows.length > 0) await proveNobodyElseReads(db);
}

async function proveNobodyElseReads(db: Database): Promise<void> {
  const client = await db.tenantPool.connect();
  try {
    for (const tenant of ["", newId()]) {
      await client.query("BEGIN READ ONLY");
      await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenant]);
      const rows = await client.query(
        "SELECT FROM events UNION ALL SELECT FROM tickets UNION ALL SELECT FROM members LIMIT 1",
      );
      await client.query("ROLLBACK");
      if (rows.rowCount !== 0)
        throw new Error("Row-level security does not bind: rows of another organization can be read.");
    }
  } finally {
    client.release();
  }
}
