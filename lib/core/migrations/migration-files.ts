import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

export interface MigrationScript {
  name: string;
  sql: string;
}

/** Where the migrations are when nobody says otherwise. */
export function defaultMigrationsDirectory(): string {
  return path.join(process.cwd(), "prisma", "migrations");
}

/** Reads all migrations in the order they are applied; none when the directory does not exist. Throws when one has no migration.sql. */
export async function readMigrations(directory: string): Promise<MigrationScript[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names
      .sort()
      .map(async (name) => ({ name, sql: await readFile(path.join(directory, name, "migration.sql"), "utf8") })),
  );
}
