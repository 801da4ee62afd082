import "server-only";
import type { CtxTenant, PlatformCtx } from "@/lib/core/ctx";
import { whenTaken } from "@/lib/core/db/database-errors";
import { unsafeSystemDb } from "@/lib/core/db/system";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertOperator, ROLES } from "../access/rules";
import { type TenantInput, tenantInput } from "./schema";

/** Makes an organization with the built-in roles. For the platform's operator. Throws SLUG_TAKEN. */
export async function createTenant(ctx: PlatformCtx, input: TenantInput): Promise<CtxTenant> {
  assertOperator(ctx);
  const tenant = { id: newId(), ...tenantInput.parse(input) };
  const roles = Object.entries(ROLES).map(([key, role]) => ({
    tenantId: tenant.id,
    id: newId(),
    key,
    name: role.name,
    permissions: [],
    createdAt: ctx.now,
  }));
  const db = unsafeSystemDb();
  const taken = await db.tenant.count({ where: { slug: tenant.slug } });
  if (taken > 0) throw new AppError("SLUG_TAKEN");
  const audit = {
    at: ctx.now,
    actorKind: ctx.actor.kind,
    actorId: ctx.actor.kind === "operator" ? ctx.actor.id : null,
    requestId: ctx.requestId,
  };
  const writes = [
    db.tenant.create({ data: { ...tenant, createdAt: ctx.now } }),
    db.role.createMany({ data: roles }),
    db.platformAuditEntry.create({
      data: {
        id: newId(),
        ...audit,
        action: "tenants.create",
        subjectKind: "tenant",
        subjectId: tenant.id,
        changed: [],
      },
    }),
  ];
  await db.$transaction(writes).catch(whenTaken(() => new AppError("SLUG_TAKEN")));
  return tenant;
}
