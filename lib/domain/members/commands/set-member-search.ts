import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertCan, can } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { SEARCH } from "../rules";

/**
 * Lets a member search guests by name at the gate, or no longer, beside what their role permits; as it is already changes
 * nothing. Throws NOT_FOUND, FORBIDDEN for a caller who may not search themselves.
 */
export async function setMemberSearch(ctx: Ctx, input: { memberId: string; maySearch: boolean }): Promise<void> {
  assertCan(ctx, "members.manage");
  if (input.maySearch && !can(ctx.actor, SEARCH)) throw new AppError("FORBIDDEN");
  const member = await ctx.db.member.count({ where: { id: input.memberId, deletedAt: null } });
  if (member === 0) throw new AppError("NOT_FOUND");
  const given = { memberId: input.memberId, permission: SEARCH, eventId: null };
  const note = { subjectKind: "member", subjectId: input.memberId, changed: [SEARCH] };
  if (!input.maySearch) {
    const taken = await ctx.db.grant.deleteMany({ where: given });
    if (taken.count > 0) await recordAudit(ctx, { action: "grants.take", ...note });
    return;
  }
  const has = await ctx.db.grant.count({ where: given });
  if (has > 0) return;
  await ctx.db.grant.create({ data: { ...given, tenantId: ctx.tenant.id, id: newId(), createdAt: ctx.now } });
  await recordAudit(ctx, { action: "grants.give", ...note });
}
