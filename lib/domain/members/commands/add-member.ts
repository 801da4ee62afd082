import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { whenTaken } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertCan, type RoleKey } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { mayGiveRole } from "../rules";

/**
 * Makes a person a member with one of the built-in roles, without asking them. Throws NOT_FOUND for a role the organization
 * lacks, FORBIDDEN for a role that permits more than the caller may, CONFLICT for somebody who is a member already.
 */
export async function addMember(ctx: Ctx, input: { userId: string; role: RoleKey }): Promise<{ id: string }> {
  assertCan(ctx, "members.manage");
  if (!mayGiveRole(ctx.actor, input.role)) throw new AppError("FORBIDDEN");
  const role = await ctx.db.role.findFirst({ where: { key: input.role }, select: { id: true } });
  if (!role) throw new AppError("NOT_FOUND");
  const id = newId();
  await ctx.db.member
    .create({ data: { tenantId: ctx.tenant.id, id, userId: input.userId, roleId: role.id, createdAt: ctx.now } })
    .catch(whenTaken(() => new AppError("CONFLICT")));
  await recordAudit(ctx, { action: "members.add", subjectKind: "member", subjectId: id });
  return { id };
}
