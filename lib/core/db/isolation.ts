import "server-only";
import type { Pool } from "pg";
import { newId } from "../ids";
import { type DatabaseAddress, PURPOSES, type Purpose, SESSION_SETTINGS } from "./connections";
import type { Database } from "./database";

/**
 * Asserts that tenants are kept apart before anybody is served: every connection runs in its restricted role, no login of its
 * own can become more than that, every tenant table has its policy, and a tenant that does not exist sees no row. Throws a
 * sentence that says what is wrong.
 */
export async function assertTenantIsolation(db: Database): Promise<void> {
  const pools: Record<Purpose, Pool> = { tenant: db.tenantPool, gate: db.gatePool, system: db.systemPool };
  for (const purpose of PURPOSES) {
    await assertRole(pools[purpose], purpose);
    if (typeof db.address !== "string") await assertConfined(pools[purpose], purpose);
  }
  const unprotected = await db.systemPool.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
     WHERE n.nspname = 'public' AND c.relkind = 'r'
       AND (NOT c.relrowsecurity OR NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_rows'))`,
  );
  if (unprotected.rows.length > 0) {
    throw new Error(`These tables have no tenant policy: ${unprotected.rows.map((row) => row.name).join(", ")}.`);
  }
  if ((await db.systemPool.query("SELECT FROM tenants LIMIT 1")).rowCount !== 0) await assertNobodyElseReads(db);
}

/** What is weaker where a single address serves, as a sentence; null where nothing is. */
export function weaknessOf(address: DatabaseAddress): string | null {
  if (typeof address !== "string") return null;
  return 'DATABASE_URL owns the tables and serves everything: an SQL injection could reach every organization, and a pooler such as PgBouncer cannot stand in between. "Running it for real" in the README tells how to serve with logins that cannot.';
}

async function assertRole(pool: Pool, purpose: Purpose): Promise<void> {
  const { rows } = await pool.query<{ role: string; bypass: boolean; zone: string }>(
    `SELECT current_user AS role, r.rolbypassrls OR r.rolsuper AS bypass, current_setting('TimeZone') AS zone
     FROM pg_roles r WHERE r.rolname = current_user`,
  );
  const [found] = rows;
  if (!found || found.role !== SESSION_SETTINGS[purpose].role || found.bypass) {
    throw new Error(
      `Row-level security does not bind: the ${purpose} connections run as a role that bypasses it. Run: npm run db:migrate`,
    );
  }
  if (found.zone !== "UTC") throw new Error(`The ${purpose} connections are not in UTC; times would be read wrongly.`);
}

/** What a login could make of itself counts, not only what it is: an injected statement may say SET ROLE. */
async function assertConfined(pool: Pool, purpose: Purpose): Promise<void> {
  const { rows } = await pool.query<{ role: string }>(
    `SELECT r.rolname AS role FROM pg_roles r WHERE pg_has_role(session_user, r.oid, 'MEMBER')
       AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
         OR has_database_privilege(r.oid, current_database(), 'TEMPORARY') OR has_schema_privilege(r.oid, 'public', 'CREATE')
         OR EXISTS (SELECT FROM pg_database d WHERE d.datname = current_database() AND d.datdba = r.oid)
         OR EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) OR EXISTS (SELECT FROM pg_proc p WHERE p.proowner = r.oid))`,
  );
  if (rows.length > 0) {
    throw new Error(
      `The login of the ${purpose} connections can become ${rows.map(({ role }) => role).join(", ")}, who owns tables or may pass by the policies. Give DATABASE_URL, DATABASE_GATE_URL and DATABASE_SYSTEM_URL the logins that npm run db:migrate makes.`,
    );
  }
}

async function assertNobodyElseReads(db: Database): Promise<void> {
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
