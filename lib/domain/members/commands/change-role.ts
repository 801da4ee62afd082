import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, type RoleKey } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { keepAnAdministrator, memberForChange } from "../last-administrator";
import { mayGiveRole } from "../rules";

/**
 * Gives a member another of the built-in roles; the present one again changes nothing. Throws NOT_FOUND, FORBIDDEN for a role
 * that permits more than the caller may, LAST_ADMINISTRATOR.
 */
export async function changeRole(ctx: Ctx, input: { memberId: string; role: RoleKey }): Promise<void> {
  assertCan(ctx, "members.manage");
  if (!mayGiveRole(ctx.actor, input.role)) throw new AppError("FORBIDDEN");
  const member = await memberForChange(ctx, input.memberId);
  if (member.roleKey === input.role) return;
  await keepAnAdministrator(ctx, member);
  const role = await ctx.db.role.findFirst({ where: { key: input.role }, select: { id: true } });
  if (!role) throw new AppError("NOT_FOUND");
  const changed = await ctx.db.member.updateMany({
    where: { id: member.id, deletedAt: null },
    data: { roleId: role.id },
  });
  if (changed.count === 0) throw new AppError("NOT_FOUND");
  await recordAudit(ctx, {
    action: "members.change-role",
    subjectKind: "member",
    subjectId: member.id,
    changed: ["role"],
  });
}
