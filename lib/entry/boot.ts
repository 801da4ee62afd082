import "server-only";
import { database } from "@/lib/core/db/database";
import { assertTenantIsolation, weaknessOf } from "@/lib/core/db/isolation";
import { type KeyRing, keyRing, sameBytes } from "@/lib/core/keys";
import { log } from "@/lib/core/log";
import { deriveSecrets, secretHashes } from "@/lib/domain/tickets/codes";
import { ADD_KEY_CHECK, CODES_OF_KEY, KEY_CHECKS, KEY_IDS_IN_USE } from "./sql";

/**
 * What must hold before anybody is served: the fences bind, every key that tickets were printed with is here, and each key
 * has the value it had when it was first used. Throws a sentence that says what is wrong.
 */
export async function assertReadyToServe(): Promise<void> {
  const ring = keyRing();
  const db = database();
  await assertTenantIsolation(db);
  const weakness = weaknessOf(db.address);
  if (weakness) log().warn(weakness);
  const rows = await query<{ id: string }>(KEY_IDS_IN_USE);
  const inUse = new Set(rows.map((row) => row.id));
  const missing = [...inUse].filter((id) => !ring.has(id));
  if (missing.length > 0) {
    throw new Error(
      `USHER_KEYS lacks the key${missing.length > 1 ? "s" : ""} ${missing.join(", ")}, with which tickets were issued. Put it back: without it those tickets cannot be printed again.`,
    );
  }
  await recordKeyChecks(ring, inUse);
  await assertKeysUnchanged(ring);
}

/**
 * Notes what the keys are that are used and were not known yet: the current one, which is used from now on, and those of
 * tickets. The latter have to prove themselves on a ticket's code first, or a wrong value would be kept as the right one.
 */
async function recordKeyChecks(ring: KeyRing, inUse: ReadonlySet<string>): Promise<void> {
  const known = await query<{ id: string }>(KEY_CHECKS, [ring.ids]);
  const isKnown = new Set(known.map((row) => row.id));
  const used = ring.ids.filter((id) => id === ring.currentId || inUse.has(id));
  for (const id of used.filter((each) => !isKnown.has(each))) {
    if (inUse.has(id) && !(await printsKnownCodes(id))) throw wrongKey(id);
    await query(ADD_KEY_CHECK, [id, ring.checkValue(id)]);
  }
}

/** Read after the writing: two processes with different keys may have come here at the same time, and one of them is wrong. */
async function assertKeysUnchanged(ring: KeyRing): Promise<void> {
  const kept = await query<{ id: string; value: Buffer }>(KEY_CHECKS, [ring.ids]);
  const wrong = kept.find(({ id, value }) => !sameBytes(value, ring.checkValue(id)));
  if (wrong) throw wrongKey(wrong.id);
}

async function printsKnownCodes(keyId: string): Promise<boolean> {
  const codes = await query<{ tenantId: string; ticketId: string; generation: number; tokenHash: Buffer }>(
    CODES_OF_KEY,
    [keyId],
  );
  return codes.some(({ tokenHash, ...source }) =>
    sameBytes(secretHashes(deriveSecrets({ ...source, keyId })).tokenHash, tokenHash),
  );
}

function wrongKey(id: string): Error {
  return new Error(
    `The key ${id} in USHER_KEYS is not the one that was used under this id before: its value is another. Put the right value back: without it tickets cannot be printed again.`,
  );
}

async function query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await database().systemPool.query<Row>(sql, values)).rows;
}
