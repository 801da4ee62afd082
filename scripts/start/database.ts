import { readFile } from "node:fs/promises";
import path from "node:path";
import { startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { generateKey } from "@/lib/core/keys";
import { applyMigrations } from "@/lib/core/migrations/apply";
import { pendingMigrations } from "@/lib/core/migrations/pending";
import { installQueue } from "@/lib/core/queue";
import { writeSecretFile } from "@/lib/core/secret-file";
import { JOBS } from "@/lib/entry/jobs";

export type StartedDatabase = { isEmbedded: boolean; note?: string; stop: () => Promise<void> };

/**
 * Brings the database up and puts DATABASE_URL and USHER_KEYS into the environment: the embedded one, migrated, with keys
 * kept in the data directory, or the one that DATABASE_URL names, as it is. Throws a sentence when that one is behind.
 */
export async function bringUpDatabase(dataDirectory: string): Promise<StartedDatabase> {
  const given = process.env.DATABASE_URL;
  if (given) {
    const pending = await pendingMigrations(given);
    if (pending.length > 0) {
      throw new Error(
        `The database is ${pending.length === 1 ? "one migration" : `${pending.length} migrations`} behind this version. Run: npm run db:migrate`,
      );
    }
    if (!process.env.USHER_KEYS) throw new Error("USHER_KEYS is not set. Make a key with: npm run keys");
    return { isEmbedded: false, stop: async () => undefined };
  }
  const server = await startEmbeddedPostgres({ dataDirectory });
  try {
    await applyMigrations(server.url, { afterMigrate: (pool) => installQueue(pool, JOBS) });
    process.env.DATABASE_URL = server.url;
    process.env.USHER_KEYS ||= await keptKeys(dataDirectory);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { isEmbedded: true, note: server.note, stop: server.stop };
}

/** The data directory's own app keys, made at the first start. Throws when they are there and cannot be read. */
async function keptKeys(dataDirectory: string): Promise<string> {
  const file = path.join(dataDirectory, "keys");
  const kept = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (kept.trim()) return kept.trim();
  const made = generateKey("k1");
  await writeSecretFile(file, `${made}\n`);
  return made;
}
