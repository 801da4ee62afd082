import { createHash } from "node:crypto";
import pg from "pg";
import { defaultMigrationsDirectory, type MigrationScript, readMigrations } from "./migration-files";

/** Thrown when the database's history contradicts the migration files; no migration may run until a person has looked. */
class MigrationHistoryError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MigrationHistoryError";
  }
}

export interface HistoryRow {
  name: string;
  checksum: string;
  isFinished: boolean;
}

/** Names the migrations the database has not had yet, in order; throws MigrationHistoryError when one is unfinished or was edited afterwards. */
export async function pendingMigrations(
  databaseUrl: string,
  directory: string = defaultMigrationsDirectory(),
): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return compareHistory(migrations, await readHistory(client));
  } finally {
    await client.end();
  }
}

/** Reads what was run on a database, without the attempts that were rolled back. */
export async function readHistory(client: Pick<pg.Pool, "query">): Promise<HistoryRow[]> {
  const table = await client.query<{ exists: boolean }>(
    "select to_regclass('public._prisma_migrations') is not null as exists",
  );
  if (table.rows[0]?.exists !== true) return [];
  const { rows } = await client.query<HistoryRow>(
    `select migration_name as name, checksum, finished_at is not null as "isFinished"
       from public._prisma_migrations where rolled_back_at is null order by started_at`,
  );
  return rows;
}

/** Names the migrations missing from a history; throws MigrationHistoryError when an entry is unfinished or differs from its file. */
export function compareHistory(migrations: MigrationScript[], history: HistoryRow[]): string[] {
  const unfinished = history.find((row) => !row.isFinished);
  if (unfinished) {
    throw new MigrationHistoryError(
      `The migration ${unfinished.name} has begun on this database and has not finished: it is running right now, or it failed half-way. If it failed, undo what it left, then mark it: update _prisma_migrations set rolled_back_at = now() where migration_name = '${unfinished.name}' and finished_at is null;`,
    );
  }
  const applied = new Map(history.map((row) => [row.name, row.checksum]));
  const edited = migrations.filter(
    ({ name, sql }) => applied.has(name) && !checksums(sql).includes(applied.get(name) ?? ""),
  );
  if (edited.length > 0) {
    throw new MigrationHistoryError(
      `Edited after it was applied to this database: ${edited.map(({ name }) => name).join(", ")}. Restore the file and put the change into a new migration.`,
    );
  }
  // Entries without a file are no error: during a rolling update a newer version has already migrated.
  return migrations.filter(({ name }) => !applied.has(name)).map(({ name }) => name);
}

/** The engine stores the SHA-256 of the file; a checkout with other line ends is the same migration to it. */
function checksums(sql: string): string[] {
  const unix = sql.replaceAll("\r\n", "\n");
  return [sql, unix, unix.replaceAll("\n", "\r\n")].map((text) => createHash("sha256").update(text).digest("hex"));
}
