import "server-only";
import { type Ctx, responsibleFor } from "@/lib/core/ctx";
import { whenTaken } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { keyRing } from "@/lib/core/keys";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueInvitationMessage } from "../../messages/commands";
import { deriveInvitationSecret, invitationHash } from "../invitation-secret";
import { mayInvite, SEARCH } from "../rules";
import { INVITATION_LIFE_MS, type InviteInput } from "../schema";

/**
 * Offers somebody a membership by email, for seven days. An open invitation of the same address is withdrawn with it: its
 * link is dead from this commit on. It is good as long as the caller may invite so. Throws FORBIDDEN for what the caller may not give, VALIDATION_FAILED for
 * somebody who is a member already, CONFLICT when another invites the same address at this moment.
 */
export async function inviteMember(ctx: Ctx, input: InviteInput): Promise<{ id: string }> {
  assertCan(ctx, "members.manage");
  const permissions = input.maySearch ? [SEARCH] : [];
  if (!mayInvite(ctx.actor, { roleKey: input.role, permissions })) throw new AppError("FORBIDDEN");
  const role = await ctx.db.role.findFirst({ where: { key: input.role }, select: { id: true } });
  if (!role) throw new AppError("NOT_FOUND");
  const present = await ctx.db.member.count({ where: { deletedAt: null, user: { email: input.email } } });
  if (present > 0) {
    throw new AppError("VALIDATION_FAILED", {
      fields: { email: "Somebody with this address is in the team already." },
    });
  }
  await ctx.db.invitation.updateMany({
    where: { email: input.email, acceptedAt: null, withdrawnAt: null },
    data: { withdrawnAt: ctx.now },
  });
  const id = newId();
  const keyId = keyRing().currentId;
  const maker = responsibleFor(ctx.actor);
  const data = {
    tenantId: ctx.tenant.id,
    id,
    email: input.email,
    name: input.name,
    roleId: role.id,
    permissions,
    makerKind: maker.kind,
    makerId: maker.id,
    keyId,
    tokenHash: invitationHash(deriveInvitationSecret({ tenantId: ctx.tenant.id, invitationId: id, keyId })),
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + INVITATION_LIFE_MS),
  };
  await ctx.db.invitation.create({ data }).catch(whenTaken(() => new AppError("CONFLICT")));
  await queueInvitationMessage(ctx, { invitationId: id, recipient: input.email });
  await recordAudit(ctx, { action: "members.invite", subjectKind: "invitation", subjectId: id });
  return { id };
}
