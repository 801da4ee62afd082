import "server-only";
import type { PlatformCtx } from "@/lib/core/ctx";
import { unsafeSystemDb } from "@/lib/core/db/system";
import { AppError } from "@/lib/core/errors";
import { assertOperator } from "../access/rules";

/** The memberships of one person over all organizations that are not suspended, for choosing one. The person's own, or the operator's to ask. */
export async function listMemberships(ctx: PlatformCtx, input: { userId: string }) {
  if (ctx.actor.kind !== "person" || ctx.actor.id !== input.userId) assertOperator(ctx);
  return unsafeSystemDb().member.findMany({
    where: { userId: input.userId, deletedAt: null, tenant: { status: "active" } },
    select: {
      tenant: { select: { slug: true, name: true } },
      role: { select: { key: true, name: true, permissions: true } },
    },
    orderBy: { tenant: { name: "asc" } },
  });
}

/** An organization by its slug; throws NOT_FOUND. For the operator and the command line. */
export async function getTenantBySlug(ctx: PlatformCtx, input: { slug: string }) {
  assertOperator(ctx);
  const tenant = await unsafeSystemDb().tenant.findUnique({
    where: { slug: input.slug },
    select: { id: true, slug: true, name: true, locale: true, currency: true, timeZone: true },
  });
  if (!tenant) throw new AppError("NOT_FOUND");
  return tenant;
}
