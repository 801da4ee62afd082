import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueInvitationMessage } from "../../messages/commands";
import { INVITATION_LIFE_MS } from "../schema";

/** Emails an open invitation again, with the same link, for another seven days. Throws NOT_FOUND for one that is accepted or withdrawn. */
export async function resendInvitation(ctx: Ctx, input: { invitationId: string }): Promise<void> {
  assertCan(ctx, "members.manage");
  const open = { id: input.invitationId, acceptedAt: null, withdrawnAt: null };
  const prolonged = await ctx.db.invitation.updateMany({
    where: open,
    data: { expiresAt: new Date(ctx.now.getTime() + INVITATION_LIFE_MS) },
  });
  if (prolonged.count === 0) throw new AppError("NOT_FOUND");
  const { email } = await ctx.db.invitation.findFirstOrThrow({ where: open, select: { email: true } });
  await queueInvitationMessage(ctx, { invitationId: input.invitationId, recipient: email });
  await recordAudit(ctx, {
    action: "members.invite-again",
    subjectKind: "invitation",
    subjectId: input.invitationId,
    changed: ["expiresAt"],
  });
}
