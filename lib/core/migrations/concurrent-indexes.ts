import type pg from "pg";

const STATEMENT =
  /^(create\s+(unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+(?<name>("[^"]+"|[\w.])+)\s+on\s|drop\s+index\s+concurrently\s+if\s+exists\s)/i;

/** What is left of a migration without its comments and the bodies of its functions. */
export function withoutBodies(sql: string): string {
  return sql.replaceAll(/--[^\n]*/g, "").replaceAll(/(\$[a-z_0-9]*\$)[\s\S]*?\1/gi, "''");
}

/** Whether a migration builds or drops indexes while their table stays in use. */
export function isConcurrent(sql: string): boolean {
  return /\bconcurrently\b/i.test(withoutBodies(sql));
}

/**
 * The statements of a concurrent migration; null unless each of them can be run again. They run outside a transaction, so a
 * run that fails leaves those before the failure, and the next run begins at the first.
 */
export function concurrentStatements(sql: string): string[] | null {
  const pieces = withoutBodies(sql).match(/('[^']*'|"[^"]*"|[^;'"])+/g) ?? [];
  const statements = pieces.map((piece) => piece.trim()).filter(Boolean);
  return statements.every((statement) => STATEMENT.test(statement)) ? statements : null;
}

/**
 * Runs such statements one by one. They wait for other people's transactions as long as it takes: nobody waits behind them,
 * and one that gives up leaves an invalid index. One that an earlier run left is dropped first.
 */
export async function runConcurrently(session: Pick<pg.Pool, "query">, statements: string[]): Promise<void> {
  const before = await session.query<{ lock: string; statement: string }>(
    "select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement",
  );
  const setTimeouts = (lock = "0", statement = "0") =>
    session.query("select set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)", [
      lock,
      statement,
    ]);
  await setTimeouts();
  try {
    for (const statement of statements) {
      const index = STATEMENT.exec(statement)?.groups?.name;
      if (index !== undefined && (await isInvalid(session, index))) {
        await session.query(`drop index concurrently ${index}`);
      }
      await session.query(statement);
    }
  } finally {
    await setTimeouts(before.rows[0]?.lock, before.rows[0]?.statement);
  }
}

async function isInvalid(session: Pick<pg.Pool, "query">, index: string): Promise<boolean> {
  const found = await session.query(
    "select from pg_index where indexrelid = to_regclass($1) and not (indisvalid and indisready)",
    [index],
  );
  return found.rowCount !== 0;
}
