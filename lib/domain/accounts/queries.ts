import "server-only";
import type { PlatformCtx } from "@/lib/core/ctx";
import { unsafeSystemDb, unsafeSystemQuery } from "@/lib/core/db/system";
import { hashSecret } from "@/lib/core/keys";
import { assertOperator } from "../access/rules";
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

/** A person by email, for the operator and the command line; null for an unknown one. */
export async function findAccount(ctx: PlatformCtx, input: { email: string }): Promise<{ id: string } | null> {
  assertOperator(ctx);
  return unsafeSystemDb().user.findFirst({ where: { email: input.email, deletedAt: null }, select: { id: true } });
}
