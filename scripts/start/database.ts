import { readFile } from "node:fs/promises";
import path from "node:path";
import { addressFrom, addressOf, settingsOf } from "@/lib/core/db/connections";
import { ensureLogins, servingAddress } from "@/lib/core/db/logins";
import { startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { parseEnv } from "@/lib/core/env";
import { generateKey } from "@/lib/core/keys";
import { pendingMigrations } from "@/lib/core/migrations/pending";
import { outageLog } from "@/lib/core/outage-log";
import { writeSecretFile } from "@/lib/core/secret-file";
import { migrateDatabase } from "@/lib/entry/migrate";

const ADOPTED_NOTE =
  "The last start ended without stopping its database. This one has taken it over as it was; nothing is lost.";

export type StartedDatabase = { isEmbedded: boolean; note?: string; stop: () => Promise<void> };

/**
 * Brings the database up and puts the addresses of its logins and USHER_KEYS into the environment: the embedded one, migrated,
 * with passwords and keys kept in the data directory, or the one that the settings name, as it is. Throws a sentence when that
 * one is behind.
 */
export async function bringUpDatabase(dataDirectory: string): Promise<StartedDatabase> {
  const given = addressFrom(parseEnv(process.env));
  if (given) {
    const pending = await pendingMigrations(addressOf(given, "system"));
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
    await migrateDatabase(server.url, (owner) => ensureLogins(owner, server.loginPasswords));
    Object.assign(process.env, settingsOf(servingAddress(server.url, server.database, server.loginPasswords)));
    process.env.USHER_KEYS ||= await keptKeys(dataDirectory);
  } catch (error) {
    await server.stop();
    throw error;
  }
  server.keepRunning(outageLog("embedded PostgreSQL"));
  const notes = [server.note, server.adopted ? ADOPTED_NOTE : undefined].filter((note) => note !== undefined);
  return { isEmbedded: true, ...(notes.length > 0 ? { note: notes.join("\n\n") } : {}), stop: server.stop };
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
