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
