import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { isUniqueViolation } from "@/lib/core/db/database-errors";
import { asPerson, inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { recordAudit } from "../../audit/commands";
import { heldPermissions } from "../held-permissions";
import { invitationHash } from "../invitation-secret";
import { isOpen, mayInvite } from "../rules";

/**
 * Makes the signed-in person a member by an invitation to their address; the secret is the proof. Exactly once: of two at
 * once the second finds the person a member and adds nothing. Makes its own transactions. Throws NOT_FOUND for an invitation
 * that cannot be accepted any more or whose maker may no longer invite so, another organization's, or one to another address; which of them is not said.
 */
export async function acceptInvitation(ctx: Ctx, input: { secret: string }): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "person") throw new AppError("UNAUTHENTICATED");
  const self = await asPerson(actor.id, (db) =>
    db.user.findFirst({ where: { id: actor.id, deletedAt: null }, select: { email: true } }),
  );
  if (!self) throw new AppError("UNAUTHENTICATED");
  const joining = { ...input, userId: actor.id, email: self.email };
  await inTx(ctx, (tx) => join(tx, joining)).catch((error: unknown) => {
    // Somebody added the same person at this very moment: the second look finds them a member.
    if (isUniqueViolation(error)) return inTx(ctx, (tx) => join(tx, joining));
    throw error;
  });
}

type Joining = { secret: string; userId: string; email: string };

async function join(ctx: Ctx, { secret, userId, email }: Joining): Promise<void> {
  const active = await ctx.db.tenant.count({ where: { id: ctx.tenant.id, status: "active" } });
  const invitation = await ctx.db.invitation.findFirst({
    where: { tokenHash: invitationHash(secret), email },
    select: {
      id: true,
      roleId: true,
      role: { select: { key: true } },
      permissions: true,
      makerKind: true,
      makerId: true,
      acceptedAt: true,
      withdrawnAt: true,
      expiresAt: true,
    },
  });
  if (!invitation || active === 0) throw new AppError("NOT_FOUND");
  // The claim locks the row, so that whoever comes at the same moment waits for this commit and then claims nothing.
  const claim = { id: invitation.id, acceptedAt: null, withdrawnAt: null, expiresAt: { gt: ctx.now } };
  const claimed =
    isOpen(invitation, ctx.now) && (await isVouchedFor(ctx, invitation))
      ? await ctx.db.invitation.updateMany({ where: claim, data: { acceptedAt: ctx.now } })
      : { count: 0 };
  const present = await ctx.db.member.count({ where: { userId, deletedAt: null } });
  if (claimed.count === 0 && present === 0) throw new AppError("NOT_FOUND");
  if (claimed.count === 0 || present > 0) return;
  const id = newId();
  const common = { tenantId: ctx.tenant.id, createdAt: ctx.now };
  await ctx.db.member.create({ data: { ...common, id, userId, roleId: invitation.roleId } });
  await ctx.db.grant.createMany({
    data: invitation.permissions.map((permission) => ({ ...common, id: newId(), memberId: id, permission })),
  });
  await recordAudit(ctx, { action: "members.join", subjectKind: "member", subjectId: id });
}

type Vouched = { role: { key: string }; permissions: string[]; makerKind: string | null; makerId: string | null };

async function isVouchedFor(ctx: Ctx, { role, permissions, makerKind, makerId }: Vouched): Promise<boolean> {
  const maker = { tenantId: ctx.tenant.id, kind: makerKind, id: makerId };
  const held = await heldPermissions(ctx.db, maker, ctx.now);
  return mayInvite({ permissions: held }, { roleKey: role.key, permissions });
}
