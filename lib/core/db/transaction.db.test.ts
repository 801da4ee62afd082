import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { withClient } from "@/lib/testing/databases";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { signInMember } from "@/lib/testing/sessions";
import { act, ctxOf, inRole, useWorld } from "@/lib/testing/world";
import { newId } from "../ids";
import { type TenantDb, tenantScope } from "./tenant-scope";
import { asPerson, inTx } from "./transaction";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
let one: Populated;
let two: Populated;

beforeAll(async () => {
  one = await populate(world);
  two = await populate(world);
});

const gate = (name: string) => ({
  tenantId: one.tenant.id,
  id: newId(),
  eventId: one.event.id,
  name,
  createdAt: world.now,
});
const gateNames = () =>
  act(world, one.tenant, admin, async ({ db }) =>
    (await db.gate.findMany({ select: { name: true } })).map(({ name }) => name),
  );

describe("ctx.db", () => {
  it("throws outside a transaction, by the name of what was asked", () => {
    const ctx = ctxOf(world, one.tenant, admin);
    expect(() => ctx.db.ticket).toThrow("ctx.db.ticket was used outside a transaction.");
    expect(() => ctx.db.$queryRaw`SELECT 1`).toThrow("ctx.db.$queryRaw was used outside a transaction.");
  });

  it("cannot be used after its transaction has ended", async () => {
    const leaked = await act(world, one.tenant, admin, async (ctx) => ctx);
    await expect(leaked.db.ticket.count()).rejects.toThrow();
  });
});

describe("inTx", () => {
  it("undoes everything when its work throws", async () => {
    await expect(
      act(world, one.tenant, admin, async (ctx) => {
        await ctx.db.gate.create({ data: gate("never") });
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await gateNames()).not.toContain("never");
  });

  it("joins the transaction that is open: the inner one's work goes when the outer one fails", async () => {
    const outer = act(world, one.tenant, admin, async (ctx) => {
      await inTx(ctx, (inner) => inner.db.gate.create({ data: gate("inner") }));
      const [ids] = await ctx.db.$queryRaw<
        { here: number }[]
      >`SELECT count(*)::int AS here FROM gates WHERE name = 'inner'`;
      expect(ids).toEqual({ here: 1 });
      throw new Error("outer");
    });
    await expect(outer).rejects.toThrow("outer");
    expect(await gateNames()).not.toContain("inner");
  });

  it("many at once, of different organizations, each see their own rows", async () => {
    const seen = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        act(world, n % 2 ? one.tenant : two.tenant, admin, async ({ db }) => {
          await db.$executeRaw`SELECT pg_sleep(0.002)`;
          return (await db.ticket.findMany({ select: { tenantId: true } })).map((row) => row.tenantId);
        }),
      ),
    );
    const asked = seen.map((_, n) => Array(3).fill((n % 2 ? one : two).tenant.id));
    expect(seen).toEqual(asked);
  });
});

describe("a transaction that ran into its limit", () => {
  /** As inTx does it, within a limit that a test can wait for. */
  const inShortTx = <T>(work: (db: TenantDb) => Promise<T>) =>
    world.db.tenantClient.$extends(tenantScope(one.tenant.id)).$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT set_config('app.tenant_id', ${one.tenant.id}, true)`;
        return work(tx as unknown as TenantDb);
      },
      { timeout: 300 },
    );

  it("sends nothing after its rollback: the second half of a read throws, and is never a read without a tenant", async () => {
    await withClient(world.test.url, async (holder) => {
      await holder.query("BEGIN; LOCK TABLE events");
      const transaction = inShortTx(async (db) => {
        // Two statements: the events, which are locked, and then their tickets.
        const select = { id: true, tickets: { select: { id: true } } };
        const read = Promise.allSettled([db.event.findMany({ select })]);
        // Longer than the limit, whose timer runs already: its rollback waits behind the first statement by now.
        await sleep(400);
        await holder.query("COMMIT");
        expect(await read).toMatchObject([
          { status: "rejected", reason: { message: expect.stringMatching(/has ended/) } },
        ]);
      });
      await expect(transaction).rejects.toMatchObject({ code: "P2028" });
    });
  });
});

describe("asPerson", () => {
  it("reaches one's own sessions and password, nobody else's, and no organization's rows", async () => {
    await signInMember(world, one);
    await signInMember(world, two);
    const seen = await asPerson(one.userId, async (db) => ({
      sessions: (await db.session.findMany({ select: { userId: true } })).map((row) => row.userId),
      passwords: (await db.credential.findMany({ select: { userId: true } })).map((row) => row.userId),
      users: (await db.user.findMany({ select: { id: true } })).map((row) => row.id),
      changed: (await db.session.updateMany({ where: { userId: two.userId }, data: { endedAt: world.now } })).count,
      deleted: (await db.credential.deleteMany({ where: { userId: two.userId } })).count,
    }));
    expect(seen).toEqual({
      sessions: [one.userId],
      passwords: [one.userId],
      users: [one.userId],
      changed: 0,
      deleted: 0,
    });
    await expect(asPerson(one.userId, (db) => db.ticket.count())).rejects.toThrow(/permission denied|denied access/);
    const takeover = asPerson(one.userId, (db) => db.session.updateMany({ data: { userId: two.userId } }));
    await expect(takeover).rejects.toThrow(/row-level security/);
    expect(await owner.rows("SELECT FROM sessions WHERE ended_at IS NOT NULL")).toHaveLength(0);
  });

  it("leaves the connection as the system role again", async () => {
    await asPerson(one.userId, async () => undefined);
    const found = await world.db.systemClient.$queryRaw<
      { me: string; person: string }[]
    >`SELECT current_user AS me, current_setting('app.user_id', true) AS person`;
    expect(found.map((row) => [row.me, row.person || null])).toEqual([["usher_system", null]]);
  });
});
