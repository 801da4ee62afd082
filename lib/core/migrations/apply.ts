import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { concurrentStatements, isConcurrent, withoutBodies } from "./concurrent-indexes";
import { MigrationAdapterFactory } from "./migration-adapter";
import { defaultMigrationsDirectory, type MigrationScript, readMigrations } from "./migration-files";
import { compareHistory, readHistory } from "./pending";
import { withSchemaEngine } from "./schema-engine";

/** The key under which Prisma's engine excludes a second run: its own command line waits for us, and we for it. */
const MIGRATION_LOCK = 72_707_369;

/**
 * How long a migration waits for a table in use; then it fails, leaves nothing behind and can be tried again. While it waits,
 * every scan waits behind it.
 */
const TABLE_PATIENCE = "3s";

export interface ApplyOptions {
  directory?: string;
  /** What the owner must do after every run, such as making the schema of another library; it must be repeatable. */
  afterMigrate?: (ownerPool: pg.Pool) => Promise<void>;
}

/** Brings a database up to date as its owner, one run at a time, and names what it applied; throws MigrationHistoryError, or the failed migration's name and PostgreSQL's words. */
export async function applyMigrations(databaseUrl: string, options: ApplyOptions = {}): Promise<{ applied: string[] }> {
  const { directory = defaultMigrationsDirectory(), afterMigrate } = options;
  const migrations = await readMigrations(directory);
  // One connection for everything: the engine takes the lock again, which only the session that holds it may do at
  // once. A process that dies gives the lock up with its connection.
  const session = new pg.Pool({ ...ownerConnection(databaseUrl), max: 1, idleTimeoutMillis: 0 });
  // A connection that breaks is told by the next query; the event alone would end the process.
  session.on("error", () => undefined);
  try {
    await takeTurn(session);
    await session.query(`set lock_timeout = '${TABLE_PATIENCE}'`);
    const applied = await applyLocked({ session, directory, migrations });
    if (afterMigrate) await runAfterMigrate(databaseUrl, afterMigrate);
    return { applied };
  } finally {
    await session.end();
  }
}

interface LockedRun {
  session: pg.Pool;
  directory: string;
  migrations: MigrationScript[];
}

async function applyLocked({ session, directory, migrations }: LockedRun): Promise<string[]> {
  const history = await readHistory(session);
  const unfinished = history.filter(
    (row) =>
      !row.isFinished && migrations.some((migration) => migration.name === row.name && isRepeatable(migration.sql)),
  );
  const pending = compareHistory(
    migrations,
    history.filter((row) => !unfinished.includes(row)),
  );
  if (pending.length === 0) return [];
  const mixed = migrations.find(
    ({ name, sql }) => pending.includes(name) && isConcurrent(sql) && !concurrentStatements(sql),
  );
  if (mixed) throw new Error(mixedText(mixed.name));
  const factory = new MigrationAdapterFactory(session);
  return withSchemaEngine(factory, async (engine) => {
    // We hold the lock, so whoever began these is dead, and PostgreSQL took back what they had done, or it can be done again.
    for (const { name } of unfinished) await engine.markMigrationRolledBack({ migrationName: name });
    try {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: migrationList(directory, migrations),
        filters: { externalTables: [], externalEnums: [] },
      });
      return appliedMigrationNames;
    } catch (error) {
      const failed = (await readHistory(session)).find((row) => !row.isFinished);
      const migration = migrations.find(({ name }) => name === failed?.name);
      if (!migration || !factory.failure) throw error;
      // What can be run again must not stand in the way of its corrected version.
      if (isRepeatable(migration.sql)) await engine.markMigrationRolledBack({ migrationName: migration.name });
      throw new Error(failureText(migration, factory.failure), { cause: factory.failure });
    }
  });
}

function failureText(
  { name, sql }: MigrationScript,
  { message, detail, hint, where, position }: pg.DatabaseError,
): string {
  const place = position === undefined || isConcurrent(sql) ? "" : ` (character ${position} of migration.sql)`;
  return [`The migration ${name} failed: ${message}${place}`, detail, hint, where, remains(sql)]
    .filter(Boolean)
    .join("\n");
}

function mixedText(name: string): string {
  return `Nothing was applied: beside CONCURRENTLY the migration ${name} may hold only CREATE INDEX CONCURRENTLY IF NOT EXISTS and DROP INDEX CONCURRENTLY IF EXISTS. Put everything else into a migration of its own.`;
}

function remains(sql: string): string {
  if (isConcurrent(sql))
    return "Indexes before the one that failed are there, and what is half made is dropped when you run it again.";
  if (isRepeatable(sql)) {
    if (/^[ \t]*commit;/im.test(sql))
      return "What it did so far is kept, and it goes on from there when you run it again.";
    return "Nothing of it remains; those before it are applied.";
  }
  return "It has transactions of its own: see what it left before you run it again.";
}

/** One message is one transaction unless it commits by itself; then only a person can tell what a failure left. */
function isRepeatable(sql: string): boolean {
  const lines = withoutBodies(sql).split("\n");
  return !lines.some(
    (line) => /^\s*(begin|start\s+transaction|commit)\b/i.test(line) && !/^\s*begin\s+atomic\b/i.test(line),
  );
}

/**
 * Waits until no other run is at work. It asks again and again: a statement that waits for the lock would hold a snapshot,
 * an index that the other run builds concurrently would wait for that snapshot, and neither would ever go on.
 */
async function takeTurn(session: pg.Pool): Promise<void> {
  const attempt = async () =>
    (await session.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [MIGRATION_LOCK])).rows[0]
      ?.taken;
  while (!(await attempt())) await sleep(100);
}

function migrationList(directory: string, migrations: MigrationScript[]) {
  return {
    baseDir: directory,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
    })),
  };
}

async function runAfterMigrate(
  databaseUrl: string,
  afterMigrate: (ownerPool: pg.Pool) => Promise<void>,
): Promise<void> {
  const pool = new pg.Pool({ ...ownerConnection(databaseUrl), max: 2 });
  pool.on("error", () => undefined);
  try {
    await afterMigrate(pool);
  } finally {
    await pool.end();
  }
}

function ownerConnection(databaseUrl: string): pg.PoolConfig {
  return { connectionString: databaseUrl, options: "-c TimeZone=UTC", connectionTimeoutMillis: 10_000 };
}
