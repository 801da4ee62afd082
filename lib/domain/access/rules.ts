import type { Actor, Ctx, Holder } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";

/** Every permission there is, with what it lets its holder do. `area.*` and `*` stand for all below. */
const PERMISSIONS = {
  "events.read": "See events and how they stand",
  "events.manage": "Create, edit, publish and cancel events",
  "tickets.read": "See tickets and their holders",
  "tickets.issue": "Issue tickets",
  "tickets.reissue": "Replace a ticket's code and link",
  "tickets.revoke": "Take tickets back and give them again",
  "tickets.transfer": "Give a ticket to another person",
  "tickets.export": "Download attendees and scans",
  "messages.read": "See the emails that were sent",
  "messages.send": "Send emails again and correct their addresses",
  "messages.secrets.view": "See the code and link within an email",
  "gate.scan": "Scan and admit at the gate",
  "gate.type": "Type a ticket's number at the gate",
  "gate.search": "Search guests by name at the gate",
  "check-ins.read": "See scans and who made them",
  "check-ins.undo": "Undo anybody's admission at any time",
  "members.read": "See who belongs to the organization",
  "members.manage": "Add and remove people and set their roles",
  "api-keys.manage": "Make and revoke API keys",
  "audit.read": "Read the audit trail",
} as const;
export type Permission = keyof typeof PERMISSIONS;

/** Built-in roles. Their rows in the database carry the key; what it permits is said here alone. */
export const ROLES = {
  TENANT_ADMIN: { name: "Administrator", permissions: ["*"] },
  STAFF_SCANNER: { name: "Gate staff", permissions: ["gate.scan", "gate.type"] },
} as const satisfies Record<string, { name: string; permissions: readonly (Permission | "*")[] }>;
export type RoleKey = keyof typeof ROLES;

/** What a role permits: the table's word for a built-in one, its own list for any other. */
export function permissionsOfRole(key: string, own: readonly string[]): readonly string[] {
  return key in ROLES ? ROLES[key as RoleKey].permissions : own;
}

/** Whether a held permission covers the wanted one: itself, `area.*`, or `*`. */
export function covers(held: string, wanted: string): boolean {
  return held === "*" || held === wanted || (held.endsWith(".*") && wanted.startsWith(held.slice(0, -1)));
}

/**
 * Whether the actor holds a permission: for the whole organization, or, when an event is named, for that event.
 * A grant limited to one event says nothing where no event is named.
 */
export function can(actor: Actor | Holder, wanted: Permission, eventId?: string): boolean {
  if (!("permissions" in actor)) return false;
  return actor.permissions.some(
    (held) => covers(held.permission, wanted) && (held.eventId === undefined || held.eventId === eventId),
  );
}

/** Throws FORBIDDEN unless the actor may, and UNAUTHENTICATED when nobody is signed in. Reads no database. */
export function assertCan(ctx: Pick<Ctx, "actor">, wanted: Permission, eventId?: string): void {
  if (can(ctx.actor, wanted, eventId)) return;
  throw new AppError(ctx.actor.kind === "public" ? "UNAUTHENTICATED" : "FORBIDDEN");
}

/**
 * Throws as `assertCan` does unless the actor holds the permission, or one of several, at least for some event; which one,
 * the command checks next.
 */
export function assertCanSomewhere(ctx: Pick<Ctx, "actor">, ...anyOf: Permission[]): void {
  const { actor } = ctx;
  const holds = (wanted: Permission) =>
    "permissions" in actor && actor.permissions.some((held) => covers(held.permission, wanted));
  if (anyOf.some(holds)) return;
  throw new AppError(actor.kind === "public" ? "UNAUTHENTICATED" : "FORBIDDEN");
}

/** Throws FORBIDDEN unless the caller holds this very ticket's link. */
export function assertHolds(ctx: Pick<Ctx, "actor">, ticketId: string): void {
  if (ctx.actor.kind === "ticket-holder" && ctx.actor.id === ticketId) return;
  throw new AppError(ctx.actor.kind === "public" ? "UNAUTHENTICATED" : "FORBIDDEN");
}

/** Throws FORBIDDEN unless the operator is asking, or whoever was invited at this very address. */
export function assertMayRegister(ctx: Pick<Ctx, "actor">, email: string): void {
  if (ctx.actor.kind === "invited" && ctx.actor.email === email) return;
  assertOperator(ctx);
}

/** Throws FORBIDDEN unless the worker is asking, in the course of a job. */
export function assertJob(ctx: Pick<Ctx, "actor">): void {
  if (ctx.actor.kind === "job") return;
  throw new AppError(ctx.actor.kind === "public" ? "UNAUTHENTICATED" : "FORBIDDEN");
}

/** Throws FORBIDDEN unless the platform's operator, or the command line in the operator's place, is asking. */
export function assertOperator(ctx: Pick<Ctx, "actor">): void {
  if (ctx.actor.kind === "operator") return;
  throw new AppError(ctx.actor.kind === "public" ? "UNAUTHENTICATED" : "FORBIDDEN");
}
