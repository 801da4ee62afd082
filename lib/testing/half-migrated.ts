import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { applyMigrations } from "@/lib/core/migrations/apply";
import { createTestDatabase } from "./databases";

const DIRECTORY = "prisma/migrations";

export type HalfMigrated = {
  url: string;
  /** Applies the next `count` migrations, or all that are left. */
  goOn: (count?: number) => Promise<void>;
};

/** Runs `task` on a database as it was before the first migration whose name ends so, and takes it away afterwards. */
export async function beforeMigration(ending: string, task: (database: HalfMigrated) => Promise<void>): Promise<void> {
  const names = (await readdir(DIRECTORY)).filter((name) => /^\d/.test(name)).sort();
  const first = names.findIndex((name) => name.endsWith(ending));
  if (first < 0) throw new Error(`No migration ends in ${ending}.`);
  const database = await createTestDatabase({ template: "template0" });
  const directory = await mkdtemp(path.join(tmpdir(), "usher-half-"));
  let applied = 0;
  const goOn = async (count = names.length - applied) => {
    for (const name of names.slice(applied, applied + count))
      await cp(path.join(DIRECTORY, name), path.join(directory, name), { recursive: true });
    await applyMigrations(database.url, { directory });
    applied += count;
  };
  try {
    await goOn(first);
    await task({ url: database.url, goOn });
  } finally {
    await rm(directory, { recursive: true, force: true });
    await database.drop();
  }
}
