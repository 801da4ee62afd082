import "server-only";
import { unsafeSystemQuery } from "@/lib/core/db/system";
import { hashSecret } from "@/lib/core/keys";
import { SESSION_IDLE_MS } from "./schema";
import { SESSION_LOOKUP, type SessionRow, sessionRow } from "./sql";

/**
 * The living session behind a cookie's secret, with the person and their place in the organization named. Null when it is
 * unknown, ended, too old or was left idle. Public by nature: the secret is the proof.
 */
export async function findSession(secret: string, slug: string | null, now: Date): Promise<SessionRow | null> {
  const rows = await unsafeSystemQuery(SESSION_LOOKUP, [hashSecret(secret), slug, now, SESSION_IDLE_MS]);
  return rows[0] ? sessionRow.parse(rows[0]) : null;
}
