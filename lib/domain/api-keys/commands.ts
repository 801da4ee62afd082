import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { hashSecret, randomSecret } from "@/lib/core/keys";
import { assertCan, can, type Permission } from "../access/rules";
import { recordAudit } from "../audit/commands";

/** Makes an API key and gives its secret out here once. Throws FORBIDDEN for a permission that its maker lacks. */
export async function createApiKey(
  ctx: Ctx,
  input: { name: string; permissions: Permission[] },
): Promise<{ id: string; secret: string }> {
  assertCan(ctx, "api-keys.manage");
  if (input.permissions.some((permission) => !can(ctx.actor, permission))) throw new AppError("FORBIDDEN");
  const id = newId();
  const secret = `usher_${randomSecret()}`;
  await ctx.db.apiKey.create({
    data: {
      tenantId: ctx.tenant.id,
      id,
      name: input.name,
      tokenHash: new Uint8Array(hashSecret(secret)),
      hint: secret.slice(0, 10),
      permissions: input.permissions,
      createdAt: ctx.now,
    },
  });
  await recordAudit(ctx, {
    action: "api-keys.create",
    subjectKind: "api-key",
    subjectId: id,
    changed: ["permissions"],
  });
  return { id, secret };
}

/** Ends a key at once; a revoked one stays as it is. Throws NOT_FOUND. */
export async function revokeApiKey(ctx: Ctx, input: { apiKeyId: string }): Promise<void> {
  assertCan(ctx, "api-keys.manage");
  const key = await ctx.db.apiKey.count({ where: { id: input.apiKeyId } });
  if (key === 0) throw new AppError("NOT_FOUND");
  const revoked = await ctx.db.apiKey.updateMany({
    where: { id: input.apiKeyId, revokedAt: null },
    data: { revokedAt: ctx.now },
  });
  if (revoked.count > 0)
    await recordAudit(ctx, { action: "api-keys.revoke", subjectKind: "api-key", subjectId: input.apiKeyId });
}
