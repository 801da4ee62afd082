import "server-only";
import { unsafeSystemQuery } from "@/lib/core/db/system";
import { hashSecret } from "@/lib/core/keys";
import { API_KEY_LOOKUP, type ApiKeyRow, apiKeyRow } from "./sql";

/** The living key behind a secret, with its organization; null when unknown, revoked or expired. Public by nature: the secret is the proof. */
export async function findApiKey(secret: string, now: Date): Promise<ApiKeyRow | null> {
  const rows = await unsafeSystemQuery(API_KEY_LOOKUP, [hashSecret(secret), now]);
  return rows[0] ? apiKeyRow.parse(rows[0]) : null;
}
