import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";

/** Takes an open invitation back: its link is dead from this commit on. Throws NOT_FOUND for one that is accepted or withdrawn. */
export async function withdrawInvitation(ctx: Ctx, input: { invitationId: string }): Promise<void> {
  assertCan(ctx, "members.manage");
  const withdrawn = await ctx.db.invitation.updateMany({
    where: { id: input.invitationId, acceptedAt: null, withdrawnAt: null },
    data: { withdrawnAt: ctx.now },
  });
  if (withdrawn.count === 0) throw new AppError("NOT_FOUND");
  await recordAudit(ctx, { action: "members.withdraw", subjectKind: "invitation", subjectId: input.invitationId });
}
