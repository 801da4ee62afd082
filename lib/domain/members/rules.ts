import type { Actor, Holder } from "@/lib/core/ctx";
import { can, covers, type Permission, ROLES, type RoleKey } from "../access/rules";

/** The permission that staff may be given beside their role. */
export const SEARCH: Permission = "gate.search";

const WORK: Record<string, string> = {
  STAFF_SCANNER: "You scan tickets at the door with your phone.",
  TENANT_ADMIN: "You run events, tickets and the team.",
};

/** What somebody invited is asked to do, in a sentence to them; empty for a role of the organization's own. */
export function workOfRole(key: string): string {
  return Object.hasOwn(WORK, key) ? (WORK[key] ?? "") : "";
}

const SECRET_FORM = /^[A-Z2-7]{32}$/;

/** A path's last part as an invitation's secret, or null when it is not in the form of one. */
export function parseInvitationSecret(text: string): string | null {
  const secret = text.toUpperCase();
  return SECRET_FORM.test(secret) ? secret : null;
}

/** Whether an invitation can be accepted at that moment. */
export function isOpen(
  invitation: { acceptedAt: Date | null; withdrawnAt: Date | null; expiresAt: Date },
  now: Date,
): boolean {
  return invitation.acceptedAt === null && invitation.withdrawnAt === null && invitation.expiresAt > now;
}

function isRoleKey(role: string): role is RoleKey {
  return Object.hasOwn(ROLES, role);
}

/** Whether the actor may give a role away: nobody gives what they do not hold themselves, over the whole organization. */
export function mayGiveRole(actor: Actor | Holder, role: string): boolean {
  return isRoleKey(role) && ROLES[role].permissions.every((wanted) => holdsEverywhere(actor, wanted));
}

/** Whether somebody may invite to a role with permissions beside it: whoever vouches for an invitation has to, as long as it is open. */
export function mayInvite(actor: Actor | Holder, offer: { roleKey: string; permissions: readonly string[] }): boolean {
  if (!can(actor, "members.manage") || !mayGiveRole(actor, offer.roleKey)) return false;
  return offer.permissions.every((wanted) => holdsEverywhere(actor, wanted));
}

function holdsEverywhere(actor: Actor | Holder, wanted: string): boolean {
  if (!("permissions" in actor)) return false;
  return actor.permissions.some(({ permission, eventId }) => eventId === undefined && covers(permission, wanted));
}
