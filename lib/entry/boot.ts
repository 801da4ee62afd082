import "server-only";
import { database } from "@/lib/core/db/database";
import { proveFences } from "@/lib/core/db/proof";
import { keyRing } from "@/lib/core/keys";
import { KEY_IDS_IN_USE } from "./sql";

/**
 * What must hold before anybody is served: the fences bind, and every key that tickets were printed with is here. Throws a
 * sentence that says what is wrong.
 */
export async function assertReadyToServe(): Promise<void> {
  await proveFences(database());
  const inUse = await database().systemPool.query<{ id: string }>(KEY_IDS_IN_USE);
  const missing = inUse.rows.map((row) => row.id).filter((id) => !keyRing().has(id));
  if (missing.length > 0) {
    throw new Error(
      `USHER_KEYS lacks the key${missing.length > 1 ? "s" : ""} ${missing.join(", ")}, with which tickets were issued. Put it back: without it those tickets cannot be printed again.`,
    );
  }
}
