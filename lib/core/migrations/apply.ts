import pg from "pg";
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
    await session.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
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
    (row) => !row.isFinished && migrations.some((migration) => migration.name === row.name && isAtomic(migration.sql)),
  );
  const pending = compareHistory(
    migrations,
    history.filter((row) => !unfinished.includes(row)),
  );
  if (pending.length === 0) return [];
  const factory = new MigrationAdapterFactory(session);
  return withSchemaEngine(factory, async (engine) => {
    // We hold the lock, so whoever began these is dead, and PostgreSQL took back what they had done.
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
      // It left nothing behind, so it must not stand in the way of its corrected version.
      const leavesNothing = isAtomic(migration.sql);
      if (leavesNothing) await engine.markMigrationRolledBack({ migrationName: migration.name });
      throw new Error(failureText(migration.name, factory.failure, leavesNothing), { cause: factory.failure });
    }
  });
}

function failureText(
  name: string,
  { message, detail, hint, where, position }: pg.DatabaseError,
  leavesNothing: boolean,
): string {
  const place = position === undefined ? "" : ` (character ${position} of migration.sql)`;
  const rest = leavesNothing
    ? "Nothing of it remains; those before it are applied."
    : "It has transactions of its own: see what it left before you run it again.";
  return [`The migration ${name} failed: ${message}${place}`, detail, hint, where, rest].filter(Boolean).join("\n");
}

/** One message is one transaction unless it commits by itself; then only a person can tell what a failure left. */
function isAtomic(sql: string): boolean {
  return !/^\s*(begin(?!\s+atomic)|start\s+transaction|commit)\b|\bconcurrently\b/im.test(withoutBodies(sql));
}

function withoutBodies(sql: string): string {
  return sql.replaceAll(/--[^\n]*/g, "").replaceAll(/(\$[a-z_0-9]*\$)[\s\S]*?\1/gi, "''");
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
