import "server-only";
import { z } from "zod";

/**
 * Who calls, in one statement: the session by its hash, the person, and, for the organization named, the membership with
 * role, grants and the organization itself. $1 hash, $2 slug or null, $3 now, $4 idle limit in milliseconds.
 */
export const SESSION_LOOKUP = {
  name: "session_lookup",
  sql: `SELECT s.id AS "sessionId", s.last_seen_at AS "lastSeenAt", u.id AS "userId", u.name, u.email,
      m.id AS "memberId", r.key AS "roleKey", r.permissions AS "rolePermissions",
      t.id AS "tenantId", t.slug, t.name AS "tenantName", t.status, t.locale, t.currency, t.time_zone AS "timeZone",
      (SELECT json_agg(json_build_object('permission', g.permission, 'eventId', g.event_id)) FROM grants g
        WHERE g.tenant_id = m.tenant_id AND g.member_id = m.id
          AND (g.starts_at IS NULL OR g.starts_at <= $3) AND (g.expires_at IS NULL OR g.expires_at > $3)) AS grants
    FROM sessions s
    JOIN users u ON u.id = s.user_id AND u.deleted_at IS NULL
    LEFT JOIN tenants t ON t.slug = $2
    LEFT JOIN members m ON m.tenant_id = t.id AND m.user_id = u.id AND m.deleted_at IS NULL
    LEFT JOIN roles r ON r.tenant_id = m.tenant_id AND r.id = m.role_id
    WHERE s.token_hash = $1 AND s.ended_at IS NULL AND s.expires_at > $3
      AND s.last_seen_at > $3::timestamptz - make_interval(secs => $4::double precision / 1000)`,
};

const tenantColumns = {
  tenantId: z.string().nullable(),
  slug: z.string().nullable(),
  tenantName: z.string().nullable(),
  status: z.string().nullable(),
  locale: z.string().nullable(),
  currency: z.string().nullable(),
  timeZone: z.string().nullable(),
};

export const sessionRow = z.object({
  sessionId: z.string(),
  lastSeenAt: z.date(),
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  memberId: z.string().nullable(),
  roleKey: z.string().nullable(),
  rolePermissions: z.array(z.string()).nullable(),
  grants: z.array(z.object({ permission: z.string(), eventId: z.string().nullable() })).nullable(),
  ...tenantColumns,
});
export type SessionRow = z.infer<typeof sessionRow>;
