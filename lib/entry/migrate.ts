import "server-only";
import { type ApplyOptions, applyMigrations } from "@/lib/core/migrations/apply";
import { installQueue } from "@/lib/core/queue";
import { JOBS } from "./jobs";

/** Brings a database up to date as its owner: migrations, the queue's tables, and then its logins, as the caller makes them. Throws as applyMigrations does. */
export function migrateDatabase(
  ownerUrl: string,
  makeLogins: NonNullable<ApplyOptions["afterMigrate"]>,
): Promise<{ applied: string[] }> {
  return applyMigrations(ownerUrl, {
    afterMigrate: async (owner) => {
      await installQueue(owner, JOBS);
      await makeLogins(owner);
    },
  });
}
