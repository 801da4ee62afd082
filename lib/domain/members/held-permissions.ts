import "server-only";
import type { HeldPermission } from "@/lib/core/ctx";
import type { TenantDb } from "@/lib/core/db/tenant-scope";
import { permissionsOfRole } from "../access/rules";

/** Somebody who did something earlier, as the row of it names them. */
export type Doer = { tenantId: string; kind: string | null; id: string | null };

/**
 * What somebody may do in the organization at this moment: a person by their living membership and its grants, a key while it
 * lives, the operator everything, and anybody else nothing. Authorizes nothing: for what outlives the request that began it.
 */
export async function heldPermissions(
  db: Pick<TenantDb, "member" | "apiKey">,
  { tenantId, kind, id }: Doer,
  now: Date,
): Promise<HeldPermission[]> {
  if (kind === "operator") return [{ permission: "*" }];
  if (id === null) return [];
  if (kind === "api-key") {
    const isAlive = { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
    const key = await db.apiKey.findFirst({ where: { tenantId, id, ...isAlive }, select: { permissions: true } });
    return (key?.permissions ?? []).map((permission) => ({ permission }));
  }
  if (kind !== "person") return [];
  const member = await db.member.findFirst({
    where: { tenantId, userId: id, deletedAt: null, user: { deletedAt: null } },
    select: {
      role: { select: { key: true, permissions: true } },
      grants: { select: { permission: true, eventId: true, startsAt: true, expiresAt: true } },
    },
  });
  if (!member) return [];
  const byRole = permissionsOfRole(member.role.key, member.role.permissions).map((permission) => ({ permission }));
  const running = member.grants.filter(
    ({ startsAt, expiresAt }) => (startsAt === null || startsAt <= now) && (expiresAt === null || expiresAt > now),
  );
  return [
    ...byRole,
    ...running.map(({ permission, eventId }) => (eventId === null ? { permission } : { permission, eventId })),
  ];
}
