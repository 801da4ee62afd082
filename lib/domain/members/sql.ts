import "server-only";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { SCANS_COUNTED } from "./schema";

/**
 * Makes everybody who would take an administrator from this organization wait for the others, until the transaction ends.
 * The role's row stands for all its members; FOR NO KEY UPDATE lets new memberships, whose foreign key needs a share of it,
 * go on.
 */
export async function lockAdministrators(ctx: Ctx): Promise<void> {
  await ctx.db.$queryRaw`
    SELECT FROM roles WHERE tenant_id = ${ctx.tenant.id}::uuid AND key = 'TENANT_ADMIN' FOR NO KEY UPDATE`;
}

const scanRow = z.object({ userId: z.string(), count: z.int(), lastAt: z.date().nullable() });

/**
 * For each person how many readings of theirs are on record, `SCANS_COUNTED` at most, and when the last one was. The newest
 * are counted, by the index on who scanned. An undo is told by what it names, not by its verdict: of enums the planner may
 * not look at the figures under row-level security; it took the undone for all there is, and read and sorted everything.
 */
export async function countScansOf(ctx: Ctx, userIds: string[]): Promise<z.infer<typeof scanRow>[]> {
  const rows = await ctx.db.$queryRaw<unknown[]>`
    SELECT p.id AS "userId", s.count, s.last AS "lastAt"
    FROM unnest(${userIds}::uuid[]) AS p(id)
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count, max(at) AS last FROM (
        SELECT at FROM scans
        WHERE tenant_id = ${ctx.tenant.id}::uuid AND actor_id = p.id AND actor_kind = 'person' AND undoes_id IS NULL
        ORDER BY at DESC LIMIT ${SCANS_COUNTED}
      ) newest
    ) s`;
  return z.array(scanRow).parse(rows);
}

/**
 * Before a tenant is known: the invitation behind a secret's hash, while it can be accepted and its organization is active,
 * and whether its address has an account. $1 hash, $2 now.
 */
export const INVITATION_BY_HASH = {
  name: "invitation_by_hash",
  sql: `SELECT i.id, i.email, i.name, i.permissions, i.maker_kind AS "makerKind", i.maker_id AS "makerId", r.key AS "roleKey", r.name AS "roleName", i.expires_at AS "expiresAt",
      EXISTS (SELECT FROM users u WHERE u.email = i.email AND u.deleted_at IS NULL) AS "hasAccount",
      json_build_object('id', t.id, 'slug', t.slug, 'name', t.name,
        'locale', t.locale, 'currency', t.currency, 'timeZone', t.time_zone) AS tenant
    FROM invitations i JOIN tenants t ON t.id = i.tenant_id AND t.status = 'active'
    JOIN roles r ON r.tenant_id = i.tenant_id AND r.id = i.role_id
    WHERE i.token_hash = $1 AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL AND i.expires_at > $2`,
};

export const invitationRow = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  permissions: z.array(z.string()),
  makerKind: z.string().nullable(),
  makerId: z.string().nullable(),
  roleKey: z.string(),
  roleName: z.string(),
  expiresAt: z.date(),
  hasAccount: z.boolean(),
  tenant: z.object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    locale: z.string(),
    currency: z.string(),
    timeZone: z.string(),
  }),
});
export type InvitationRow = z.infer<typeof invitationRow>;
