import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { hasMailServer } from "@/lib/core/mail";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { getInvitationForPreview } from "../queries";
import { mayGiveRole } from "../rules";

/**
 * The secret of an invitation that can still be accepted, to be handed over where there is no mail server; each look is audited.
 * Throws FORBIDDEN where there is one, NOT_FOUND, KEY_MISMATCH.
 */
export async function revealInvitation(ctx: Ctx, input: { invitationId: string }): Promise<{ secret: string }> {
  assertCan(ctx, "messages.secrets.view");
  assertCan(ctx, "members.manage");
  // An account is made for whoever has the link: where emails leave, only the mailbox gets it.
  if (hasMailServer()) throw new AppError("FORBIDDEN");
  const { secret, isOpen, role } = await getInvitationForPreview(ctx, input);
  if (!isOpen) throw new AppError("NOT_FOUND");
  // Whoever holds the link can take the role.
  if (!mayGiveRole(ctx.actor, role.key)) throw new AppError("FORBIDDEN");
  await recordAudit(ctx, {
    action: "messages.secrets.view",
    subjectKind: "invitation",
    subjectId: input.invitationId,
  });
  return { secret };
}
