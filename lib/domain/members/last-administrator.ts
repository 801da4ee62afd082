import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { lockAdministrators } from "./sql";

export type PresentMember = { id: string; roleKey: string };

/** The member who is about to change, read after everybody else who takes administrators away has committed. Throws NOT_FOUND. */
export async function memberForChange(ctx: Ctx, memberId: string): Promise<PresentMember> {
  await lockAdministrators(ctx);
  const member = await ctx.db.member.findFirst({
    where: { id: memberId, deletedAt: null },
    select: { id: true, role: { select: { key: true } } },
  });
  if (!member) throw new AppError("NOT_FOUND");
  return { id: member.id, roleKey: member.role.key };
}

/** Throws LAST_ADMINISTRATOR when without this member nobody would be left to run the organization. Only under `memberForChange`'s lock. */
export async function keepAnAdministrator(ctx: Ctx, member: PresentMember): Promise<void> {
  if (member.roleKey !== "TENANT_ADMIN") return;
  const others = await ctx.db.member.count({
    where: { id: { not: member.id }, deletedAt: null, role: { key: "TENANT_ADMIN" } },
  });
  if (others === 0) throw new AppError("LAST_ADMINISTRATOR");
}
