import { z } from "zod";
import { ROLES, type RoleKey } from "../access/rules";
import { accountEmail, password } from "../accounts/schema";
import type { MessageState } from "../messages/schema";

/** Milliseconds an invitation may be accepted for, from when it was last sent. */
export const INVITATION_LIFE_MS = 7 * 24 * 3_600_000;

/** Most members or invitations that one list shows. */
export const TEAM_LIMIT = 500;

/** Most readings that are counted for one member: a list of people must not read a million scans. */
export const SCANS_COUNTED = 1_000;

const roleKey = z.enum(Object.keys(ROLES) as [RoleKey, ...RoleKey[]], "Choose a role.");
const personName = z.string().trim().min(1, "Enter a name.").max(120, "Use 120 characters at most.");

export const inviteInput = z.strictObject({
  name: personName,
  email: accountEmail,
  role: roleKey,
  /** Whether the membership comes with the right to search guests by name. */
  maySearch: z.boolean(),
});
export type InviteInput = z.output<typeof inviteInput>;

export const invitationInput = z.strictObject({ invitationId: z.uuid() });
export const memberInput = z.strictObject({ memberId: z.uuid() });
export const changeRoleInput = z.strictObject({ memberId: z.uuid(), role: roleKey });
export const memberSearchInput = z.strictObject({ memberId: z.uuid(), maySearch: z.boolean() });

/** What somebody without an account fills in to join. */
export const registerInput = z.strictObject({ name: personName, password });

type RoleView = { key: string; name: string };

/** A member as the team's list shows them. */
export type MemberView = {
  id: string;
  userId: string;
  name: string;
  email: string;
  role: RoleView;
  since: Date;
  /** Whether beside the role they may search guests by name. */
  maySearch: boolean;
  /** Readings of tickets on record, `SCANS_COUNTED` standing for so many or more; null for who may not see them. */
  scans: { count: number; lastAt: Date | null } | null;
};

/** An invitation that was neither accepted nor withdrawn. */
export type InvitationView = {
  id: string;
  name: string;
  email: string;
  role: RoleView;
  maySearch: boolean;
  createdAt: Date;
  expiresAt: Date;
  isExpired: boolean;
  /** Whether whoever made it may still invite so; its link leads nowhere otherwise, until somebody who may sends it again. */
  isVouchedFor: boolean;
  /** Its latest email; null for who may not see emails. */
  message: { id: string; state: MessageState } | null;
};

/** An invitation as its email says it. `secret` is dots for who may not see it. */
export type PrintedInvitation = {
  id: string;
  name: string;
  role: RoleView;
  expiresAt: Date;
  secret: string;
  /** Whether it can still be accepted. */
  isOpen: boolean;
};
