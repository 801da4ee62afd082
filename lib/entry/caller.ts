import "server-only";
import type { Actor, Ctx, CtxTenant, HeldPermission } from "@/lib/core/ctx";
import { tenantCall } from "@/lib/core/db/call";
import { database } from "@/lib/core/db/database";
import { closedDb } from "@/lib/core/db/tenant-scope";
import { AppError } from "@/lib/core/errors";
import { permissionsOfRole } from "@/lib/domain/access/rules";
import { touchSession } from "@/lib/domain/accounts/commands";
import { findSession } from "@/lib/domain/accounts/queries";
import type { SessionRow } from "@/lib/domain/accounts/sql";
import { findApiKey } from "@/lib/domain/api-keys/queries";
import { isKeepable } from "./input";
import { decodeSession } from "./session-cookie";

/** Who calls, and for which organization. */
export type Caller = { actor: Actor; tenant: CtxTenant };

/** A ctx for one request, with its database still closed: `inTx` opens it. */
export function makeCtx(caller: Caller, request: { requestId: string; now: Date }): Ctx {
  return { ...request, ...caller, db: closedDb, call: tenantCall(database().gatePool, caller.tenant.id) };
}

/** The signed-in person's session row behind a cookie; null when nobody is signed in. `slug` names the organization to join in. */
export async function sessionOf(
  cookie: string | undefined,
  slug: string | null,
  now: Date,
): Promise<SessionRow | null> {
  const claims = decodeSession(cookie);
  return claims ? findSession(claims.sid, slug, now) : null;
}

/**
 * The person behind a cookie as a member of the organization named. Throws UNAUTHENTICATED, NOT_FOUND for an organization
 * that is not theirs (whether it exists is not said), ORGANIZATION_SUSPENDED.
 */
export async function memberCaller(cookie: string | undefined, slug: string, now: Date): Promise<Caller> {
  // What no text of the database can be is nobody's short name.
  const row = await sessionOf(cookie, isKeepable(slug) ? slug : "", now);
  if (!row) throw new AppError("UNAUTHENTICATED");
  if (!row.memberId || !row.roleKey || !row.tenantId) throw new AppError("NOT_FOUND");
  if (row.status !== "active") throw new AppError("ORGANIZATION_SUSPENDED");
  const byRole = permissionsOfRole(row.roleKey, row.rolePermissions ?? []).map(
    (permission): HeldPermission => ({ permission }),
  );
  const granted = (row.grants ?? []).map(
    ({ permission, eventId }): HeldPermission => (eventId ? { permission, eventId } : { permission }),
  );
  const actor: Actor = {
    kind: "person",
    id: row.userId,
    sessionId: row.sessionId,
    memberId: row.memberId,
    name: row.name,
    permissions: [...byRole, ...granted],
  };
  // Rare (every five minutes of use) and beside the request: a scan never waits for it.
  touchSession({ actor, now }, { lastSeenAt: row.lastSeenAt }).catch(() => undefined);
  return { actor, tenant: tenantOf(row) };
}

/** The organization and permissions behind an API key. Throws UNAUTHENTICATED, ORGANIZATION_SUSPENDED. */
export async function apiKeyCaller(secret: string, now: Date): Promise<Caller> {
  const key = await findApiKey(secret, now);
  if (!key) throw new AppError("UNAUTHENTICATED");
  if (key.status !== "active") throw new AppError("ORGANIZATION_SUSPENDED");
  return {
    actor: { kind: "api-key", id: key.id, permissions: key.permissions.map((permission) => ({ permission })) },
    tenant: tenantOf(key),
  };
}

type TenantColumns = {
  tenantId: string | null;
  slug: string | null;
  tenantName: string | null;
  locale: string | null;
  currency: string | null;
  timeZone: string | null;
};

function tenantOf(row: TenantColumns): CtxTenant {
  const { tenantId: id, slug, tenantName: name, locale, currency, timeZone } = row;
  if (!id || !slug || !name || !locale || !currency || !timeZone) throw new AppError("NOT_FOUND");
  return { id, slug, name, locale, currency, timeZone };
}
