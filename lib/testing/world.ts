import { randomBytes } from "node:crypto";
import { afterAll, beforeAll } from "vitest";
import type { Actor, Ctx, CtxTenant, HeldPermission, PlatformCtx } from "@/lib/core/ctx";
import { tenantCall } from "@/lib/core/db/call";
import { type Database, openDatabase, setDatabase } from "@/lib/core/db/database";
import { closedDb } from "@/lib/core/db/tenant-scope";
import { inTx } from "@/lib/core/db/transaction";
import { newId } from "@/lib/core/ids";
import { KeyRing, setKeyRing } from "@/lib/core/keys";
import { ROLES, type RoleKey } from "@/lib/domain/access/rules";
import { createAccount } from "@/lib/domain/accounts/commands";
import { moveEvent } from "@/lib/domain/events/commands";
import type { EventInput } from "@/lib/domain/events/schema";
import { addMember } from "@/lib/domain/members/commands/add-member";
import { createTenant } from "@/lib/domain/tenants/commands";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { createTestDatabase, type TestDatabase } from "./databases";

/** The keys of the tests' world; made for each run. */
export const testKey = (id: string) => ({ id, secret: randomBytes(32).toString("base64") });

/** A test file's own world: a migrated database behind the restricted pools, and the clock in its hands. */
export type World = {
  db: Database;
  test: TestDatabase;
  /** What every ctx made from here on believes the time to be. */
  now: Date;
};

/** Gives a test file a database of its own, and takes it away afterwards. */
export function useWorld(options: { timeZone?: string } = {}): World {
  const world = { now: new Date("2026-09-18T12:00:00Z") } as World;
  beforeAll(async () => {
    world.test = await createTestDatabase(options);
    world.db = openDatabase(world.test.serving, 20);
    setDatabase(world.db);
    setKeyRing(new KeyRing([testKey("t1")]));
  });
  afterAll(async () => {
    await world.db?.close();
    await world.test?.drop();
  });
  return world;
}

/** The operator's ctx above all organizations. */
export function operator(world: World): PlatformCtx {
  return {
    requestId: newId(),
    actor: { kind: "operator", id: newId(), permissions: [{ permission: "*" }] },
    now: world.now,
  };
}

/** A person with the permissions given; each is a session of its own. */
export function person(permissions: readonly (string | HeldPermission)[]): Actor & { kind: "person" } {
  const held = permissions.map((permission) => (typeof permission === "string" ? { permission } : permission));
  return { kind: "person", id: newId(), sessionId: newId(), memberId: newId(), name: "Somebody", permissions: held };
}

/** A person with a built-in role's permissions. */
export function inRole(role: RoleKey): Actor & { kind: "person" } {
  return person(ROLES[role].permissions);
}

/**
 * A person who is a member of the organization, by the product's own commands: for what outlives a request, and asks again
 * what whoever began it may do. `beside` are grants next to the role's permissions.
 */
export async function makeMember(
  world: World,
  tenant: CtxTenant,
  role: RoleKey,
  beside: readonly string[] = [],
): Promise<Actor & { kind: "person" }> {
  const email = `${randomBytes(8).toString("hex")}@example.com`;
  const { id } = await createAccount(operator(world), { name: "Max Maker", email, password: "long enough" });
  const memberId = await act(world, tenant, inRole("TENANT_ADMIN"), async (ctx) => {
    const member = await addMember(ctx, { userId: id, role });
    const common = { tenantId: tenant.id, memberId: member.id, createdAt: ctx.now };
    await ctx.db.grant.createMany({ data: beside.map((permission) => ({ ...common, id: newId(), permission })) });
    return member.id;
  });
  return { ...person([...ROLES[role].permissions, ...beside]), id, memberId };
}

/** A ctx with its database closed, as entry makes one. */
export function ctxOf(world: World, tenant: CtxTenant, actor: Actor): Ctx {
  return {
    requestId: newId(),
    actor,
    tenant,
    now: world.now,
    db: closedDb,
    call: tenantCall(world.db.gatePool, tenant.id),
  };
}

/** Runs commands as an actor, in one transaction. */
export function act<T>(world: World, tenant: CtxTenant, actor: Actor, work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return inTx(ctxOf(world, tenant, actor), work, world.db);
}

/** A new organization. */
export function makeTenant(world: World, slug = `org-${randomBytes(4).toString("hex")}`): Promise<CtxTenant> {
  return createTenant(operator(world), {
    slug,
    name: `Organization ${slug}`,
    timeZone: "Asia/Manila",
    currency: "PHP",
  });
}

export type MadeEvent = { id: string; ticketTypeId: string };

/** A published event around the world's now, with doors always open unless said otherwise. */
export async function makeEvent(
  world: World,
  tenant: CtxTenant,
  changes: Partial<EventInput> & { draft?: true } = {},
): Promise<MadeEvent> {
  const { draft, ...input } = changes;
  const hour = 3_600_000;
  return act(world, tenant, inRole("TENANT_ADMIN"), async (ctx) => {
    const event = await createEventWithType(ctx, {
      name: "Night",
      timeZone: "Asia/Manila",
      startsAt: new Date(world.now.getTime() - hour),
      endsAt: new Date(world.now.getTime() + 5 * hour),
      capacity: 500,
      showTicketType: false,
      ...input,
    });
    if (!draft) await moveEvent(ctx, { eventId: event.id, move: "publish" });
    return event;
  });
}

/** Issues `count` tickets of an event and answers their ids and numbers. */
export async function makeTickets(
  world: World,
  tenant: CtxTenant,
  event: { id: string },
  count = 1,
): Promise<{ id: string; number: number }[]> {
  const tickets = Array.from({ length: count }, (_, index) => ({
    name: `Guest ${index + 1}`,
    email: `guest-${index + 1}@example.com`,
  }));
  return (await act(world, tenant, inRole("TENANT_ADMIN"), (ctx) => issueTickets(ctx, { eventId: event.id, tickets })))
    .tickets;
}
