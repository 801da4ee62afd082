import "server-only";
import { type Ctx, responsibleFor } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueInvitationMessage } from "../../messages/commands";
import { mayInvite } from "../rules";
import { INVITATION_LIFE_MS } from "../schema";

/**
 * Emails an open invitation again, with the same link, for another seven days; whoever does so vouches for it from now on.
 * Throws NOT_FOUND for one that is accepted or withdrawn, FORBIDDEN for what the caller may not give.
 */
export async function resendInvitation(ctx: Ctx, input: { invitationId: string }): Promise<void> {
  assertCan(ctx, "members.manage");
  const open = { id: input.invitationId, acceptedAt: null, withdrawnAt: null };
  const invitation = await ctx.db.invitation.findFirst({
    where: open,
    select: { email: true, permissions: true, role: { select: { key: true } } },
  });
  if (!invitation) throw new AppError("NOT_FOUND");
  const { email, permissions, role } = invitation;
  if (!mayInvite(ctx.actor, { roleKey: role.key, permissions })) throw new AppError("FORBIDDEN");
  const maker = responsibleFor(ctx.actor);
  const prolonged = await ctx.db.invitation.updateMany({
    where: open,
    data: {
      expiresAt: new Date(ctx.now.getTime() + INVITATION_LIFE_MS),
      makerKind: maker.kind,
      makerId: maker.id,
    },
  });
  if (prolonged.count === 0) throw new AppError("NOT_FOUND");
  await queueInvitationMessage(ctx, { invitationId: input.invitationId, recipient: email });
  await recordAudit(ctx, {
    action: "members.invite-again",
    subjectKind: "invitation",
    subjectId: input.invitationId,
    changed: ["expiresAt"],
  });
}
