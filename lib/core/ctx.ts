import type { TenantCall } from "./db/call";
import type { TenantDb } from "./db/tenant-scope";

/** A permission the actor holds: for the whole organization, or for one event. Wildcards as in `tickets.*`. */
export type HeldPermission = { permission: string; eventId?: string };

/** Who answers for a change: by kind and id, as scans and audit entries keep it. */
export type Responsible = { kind: string; id: string | null };

/** Whoever holds permissions, told apart by nothing else. */
export type Holder = { permissions: readonly HeldPermission[] };

/** Who is asking. Entry finds out; the domain only reads it. */
export type Actor =
  | {
      kind: "person";
      id: string;
      sessionId: string;
      memberId: string;
      name: string;
      permissions: readonly HeldPermission[];
    }
  | { kind: "device"; id: string; permissions: readonly HeldPermission[] }
  | { kind: "api-key"; id: string; permissions: readonly HeldPermission[] }
  | { kind: "ticket-holder"; id: string }
  /** Whoever has the link of an invitation, which went to this address. */
  | { kind: "invited"; id: string; email: string }
  | { kind: "job"; id: string; permissions: readonly HeldPermission[]; onBehalfOf?: Responsible }
  | { kind: "operator"; id: string; permissions: readonly HeldPermission[] }
  | { kind: "public" };

/** The organization a request is about. */
export type CtxTenant = { id: string; slug: string; name: string; locale: string; currency: string; timeZone: string };

/** What every command and query is given. Only lib/entry and lib/testing make one. */
export type Ctx = {
  requestId: string;
  actor: Actor;
  tenant: CtxTenant;
  /** The tenant's rows, inside the transaction that entry opened; throws outside one. */
  db: TenantDb;
  /** One SQL function of the gate, in its own transaction and one round trip. */
  call: TenantCall;
  now: Date;
};

/** What commands above all tenants are given: the operator's, and those before a tenant is known. */
export type PlatformCtx = Pick<Ctx, "requestId" | "actor" | "now">;

/** Who answers for what the actor does: the actor, or for a job that somebody started, that somebody. */
export function responsibleFor(actor: Actor): Responsible {
  if (actor.kind === "job" && actor.onBehalfOf) return actor.onBehalfOf;
  return { kind: actor.kind, id: actorId(actor) };
}

/** The actor's id, as scans and audit entries keep it; null for the public. */
export function actorId(actor: Actor): string | null {
  return actor.kind === "public" ? null : actor.id;
}
