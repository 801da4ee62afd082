import "server-only";
import type { Ctx, HeldPermission } from "@/lib/core/ctx";
import { unsafeSystemDb, unsafeSystemQuery } from "@/lib/core/db/system";
import { AppError } from "@/lib/core/errors";
import { hasMailServer } from "@/lib/core/mail";
import { assertCan, assertJob, can } from "../access/rules";
import { findInvitationMessages } from "../messages/queries";
import type { MessageState } from "../messages/schema";
import { heldPermissions } from "./held-permissions";
import { invitationHash, invitationSecretForPrint, MASKED_SECRET } from "./invitation-secret";
import { isOpen, mayGiveRole, mayInvite, parseInvitationSecret, SEARCH } from "./rules";
import { type InvitationView, type MemberView, type PrintedInvitation, TEAM_LIMIT } from "./schema";
import { countScansOf, INVITATION_BY_HASH, type InvitationRow, invitationRow } from "./sql";

const ROLE = { select: { key: true, name: true } } as const;
const OPEN = { acceptedAt: null, withdrawnAt: null } as const;

/** Who belongs to the organization, who came first first; with what they scanned for who may see check-ins. At most `TEAM_LIMIT`. */
export async function listMembers(ctx: Ctx): Promise<MemberView[]> {
  assertCan(ctx, "members.read");
  const rows = await ctx.db.member.findMany({
    where: { deletedAt: null },
    select: {
      id: true,
      userId: true,
      createdAt: true,
      user: { select: { name: true, email: true } },
      role: ROLE,
      grants: { where: { permission: SEARCH, eventId: null }, select: { id: true } },
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: TEAM_LIMIT,
  });
  const mayCount = can(ctx.actor, "check-ins.read");
  const counted = mayCount
    ? await countScansOf(
        ctx,
        rows.map((row) => row.userId),
      )
    : [];
  const scans = new Map(counted.map(({ userId, ...found }) => [userId, found]));
  return rows.map(({ createdAt, user, grants, ...row }) => ({
    ...row,
    ...user,
    since: createdAt,
    maySearch: grants.length > 0,
    scans: mayCount ? (scans.get(row.userId) ?? { count: 0, lastAt: null }) : null,
  }));
}

/** Invitations that were neither accepted nor withdrawn, the newest first, expired ones among them. At most `TEAM_LIMIT`. */
export async function listInvitations(ctx: Ctx): Promise<InvitationView[]> {
  assertCan(ctx, "members.read");
  const rows = await ctx.db.invitation.findMany({
    where: OPEN,
    select: {
      id: true,
      name: true,
      email: true,
      role: ROLE,
      permissions: true,
      makerKind: true,
      makerId: true,
      createdAt: true,
      expiresAt: true,
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: TEAM_LIMIT,
  });
  const messages = can(ctx.actor, "messages.read")
    ? await findInvitationMessages(ctx, { invitationIds: rows.map((row) => row.id) })
    : new Map<string, { id: string; state: MessageState }>();
  const makers = await permissionsOfMakers(ctx, rows);
  return rows.map(({ permissions, makerKind, makerId, ...row }) => ({
    ...row,
    maySearch: permissions.includes(SEARCH),
    isExpired: row.expiresAt <= ctx.now,
    isVouchedFor: mayInvite(makers.get(`${makerKind}:${makerId}`) ?? { permissions: [] }, {
      roleKey: row.role.key,
      permissions,
    }),
    message: messages.get(row.id) ?? null,
  }));
}

/** What those who made invitations may do now; a team has few of them. */
async function permissionsOfMakers(
  ctx: Ctx,
  rows: readonly { makerKind: string | null; makerId: string | null }[],
): Promise<Map<string, { permissions: HeldPermission[] }>> {
  const makers = new Map<string, { permissions: HeldPermission[] }>();
  for (const { makerKind: kind, makerId: id } of rows) {
    if (makers.has(`${kind}:${id}`)) continue;
    const permissions = await heldPermissions(ctx.db, { tenantId: ctx.tenant.id, kind, id }, ctx.now);
    makers.set(`${kind}:${id}`, { permissions });
  }
  return makers;
}

/** An invitation with its secret, for the job that sends it to its address. Throws NOT_FOUND, KEY_MISMATCH. */
export async function getInvitationForMessage(ctx: Ctx, input: { invitationId: string }): Promise<PrintedInvitation> {
  assertJob(ctx);
  return printInvitation(ctx, input.invitationId);
}

/** An invitation as its email shows it, for who may read messages: the secret only for who may see secrets and give the role, and only where no mail server brings it, else dots. Throws NOT_FOUND, KEY_MISMATCH. */
export async function getInvitationForPreview(ctx: Ctx, input: { invitationId: string }): Promise<PrintedInvitation> {
  assertCan(ctx, "messages.read");
  const invitation = await printInvitation(ctx, input.invitationId);
  // An account is made for whoever has the link: it must come from the mailbox, wherever there are mailboxes.
  const maySee = !hasMailServer() && can(ctx.actor, "messages.secrets.view") && can(ctx.actor, "members.manage");
  return maySee && mayGiveRole(ctx.actor, invitation.role.key) ? invitation : { ...invitation, secret: MASKED_SECRET };
}

async function printInvitation(ctx: Ctx, id: string): Promise<PrintedInvitation> {
  const row = await ctx.db.invitation.findFirst({
    where: { id },
    select: {
      name: true,
      role: ROLE,
      keyId: true,
      tokenHash: true,
      acceptedAt: true,
      withdrawnAt: true,
      expiresAt: true,
    },
  });
  if (!row) throw new AppError("NOT_FOUND");
  const source = { tenantId: ctx.tenant.id, invitationId: id, keyId: row.keyId };
  const secret = invitationSecretForPrint(source, row.tokenHash);
  return { id, name: row.name, role: row.role, expiresAt: row.expiresAt, secret, isOpen: isOpen(row, ctx.now) };
}

/**
 * The invitation behind a link's secret, before any tenant is known, while it can be accepted, its maker may still invite so,
 * and its organization is active; null for any other, whatever the reason. Public by nature: the secret is the proof.
 */
export async function findInvitationBySecret(text: string, now: Date): Promise<InvitationRow | null> {
  const secret = parseInvitationSecret(text);
  if (!secret) return null;
  const rows = await unsafeSystemQuery(INVITATION_BY_HASH, [invitationHash(secret), now]);
  if (!rows[0]) return null;
  const invitation = invitationRow.parse(rows[0]);
  const maker = { tenantId: invitation.tenant.id, kind: invitation.makerKind, id: invitation.makerId };
  const permissions = await heldPermissions(unsafeSystemDb(), maker, now);
  return mayInvite({ permissions }, invitation) ? invitation : null;
}

/** What somebody who started long work may do at this moment, for its job. */
export async function listHeldPermissions(ctx: Ctx, input: { kind: string; id: string }): Promise<HeldPermission[]> {
  assertJob(ctx);
  return heldPermissions(ctx.db, { tenantId: ctx.tenant.id, ...input }, ctx.now);
}
