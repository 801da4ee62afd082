import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { newMigrationSql } from "@/lib/core/migrations/diff";
import { defaultMigrationsDirectory, readMigrations } from "@/lib/core/migrations/migration-files";

const USAGE = `Usage: npm run db:new -- <name> [--empty]

Writes a migration that brings the tables to prisma/schema.prisma. With --empty it is written
even when the schema has not changed, for SQL of your own: functions, policies, triggers.`;

/** Beside each migration.sql stands the schema it leads to; the next migration starts from there. */
const SNAPSHOT = "schema.prisma";

async function main(args: string[]): Promise<void> {
  const words = args.filter((arg) => !arg.startsWith("--"));
  const unknown = args.filter((arg) => arg.startsWith("--") && arg !== "--empty");
  const name = words
    .join("_")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");
  if (name === "" || unknown.length > 0) throw new Error(USAGE);

  const directory = defaultMigrationsDirectory();
  const schema = await readFile(path.join(process.cwd(), "prisma", "schema.prisma"), "utf8");
  const last = (await readMigrations(directory)).at(-1);
  const previous = last ? await readSnapshot(path.join(directory, last.name, SNAPSHOT)) : "";
  const sql = await newMigrationSql(previous, schema);
  if (sql === "" && !args.includes("--empty")) {
    console.log(
      `The schema is the same as in ${last?.name ?? "an empty database"}. Nothing was written; --empty writes a migration for SQL of your own.`,
    );
    return;
  }

  const target = path.join(directory, `${nextStamp(last?.name)}_${name}`);
  await mkdir(target, { recursive: true });
  await writeFile(path.join(target, SNAPSHOT), schema);
  await writeFile(path.join(target, "migration.sql"), sql || "-- SQL of your own\n");
  console.log(`Wrote ${path.relative(process.cwd(), target)}/migration.sql. Read it, then run: npm run db:migrate`);
}

async function readSnapshot(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`${file} is missing: it tells which schema the last migration led to. Restore it.`, {
      cause: error,
    });
  }
}

/** UTC to the second, and always after the last one: the names are the order in which migrations run. */
function nextStamp(lastName: string | undefined): string {
  const now = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
  const last = lastName?.slice(0, 14) ?? "";
  return now > last ? now : String(BigInt(last) + 1n);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
