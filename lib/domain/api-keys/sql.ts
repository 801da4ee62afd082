import "server-only";
import { z } from "zod";

/** Who calls with a key, in one statement. $1 hash, $2 now. */
export const API_KEY_LOOKUP = {
  name: "api_key_lookup",
  sql: `SELECT k.id, k.permissions, t.id AS "tenantId", t.slug, t.name AS "tenantName", t.status, t.locale, t.currency, t.time_zone AS "timeZone"
    FROM api_keys k JOIN tenants t ON t.id = k.tenant_id
    WHERE k.token_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)`,
};

export const apiKeyRow = z.object({
  id: z.string(),
  permissions: z.array(z.string()),
  tenantId: z.string(),
  slug: z.string(),
  tenantName: z.string(),
  status: z.string(),
  locale: z.string(),
  currency: z.string(),
  timeZone: z.string(),
});
export type ApiKeyRow = z.infer<typeof apiKeyRow>;
