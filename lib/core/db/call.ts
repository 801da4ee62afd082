import "server-only";
import type { Pool } from "pg";

/** A SQL function whose first argument is the tenant; `name` also names its prepared statement. */
export type TenantFunction<Row> = { name: string; sql: string; row: (value: unknown) => Row };

/** Calls a tenant function in one round trip and its own transaction. The tenant is put in by the ctx, never by the caller. */
export type TenantCall = <Row>(fn: TenantFunction<Row>, args: readonly unknown[]) => Promise<Row>;

/**
 * Describes the SQL function `name(tenant, …args)` of a migration. `types` are the SQL types of the arguments behind the
 * tenant; `row` turns the JSON document it returns into a typed value.
 */
export function tenantFunction<Row>(
  name: string,
  types: readonly string[],
  row: (value: unknown) => Row,
): TenantFunction<Row> {
  const places = ["$1::uuid", ...types.map((type, index) => `$${index + 2}::${type}`)];
  return { name, sql: `SELECT ${name}(${places.join(", ")}) AS result`, row };
}

/** A caller bound to one tenant, over a pool of the tenant role, with named prepared statements (twice as fast as unnamed ones). */
export function tenantCall(pool: Pool, tenantId: string): TenantCall {
  return async (fn, args) => {
    const answer = await pool.query<{ result: unknown }>({ name: fn.name, text: fn.sql, values: [tenantId, ...args] });
    return fn.row(answer.rows[0]?.result ?? null);
  };
}
