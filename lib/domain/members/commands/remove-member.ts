import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { keepAnAdministrator, memberForChange } from "../last-administrator";

/**
 * Ends a membership: the person's next request is already a stranger's. Scans and audit keep saying who it was. Throws
 * NOT_FOUND, LAST_ADMINISTRATOR.
 */
export async function removeMember(ctx: Ctx, input: { memberId: string }): Promise<void> {
  assertCan(ctx, "members.manage");
  const member = await memberForChange(ctx, input.memberId);
  await keepAnAdministrator(ctx, member);
  const removed = await ctx.db.member.updateMany({
    where: { id: member.id, deletedAt: null },
    data: { deletedAt: ctx.now },
  });
  if (removed.count === 0) throw new AppError("NOT_FOUND");
  await recordAudit(ctx, { action: "members.remove", subjectKind: "member", subjectId: member.id });
}
