import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  injectionLeaks,
  looseReferences,
  policyLeaks,
  references,
  tenantForeignKeys,
} from "@/lib/testing/fence-probes";
import { snapshotOf, useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { act, ctxOf, inRole, useWorld } from "@/lib/testing/world";
import { PrismaClient } from "@/prisma/generated/client";
import { newId } from "../ids";
import type { TenantDb } from "./tenant-scope";
import { inTx } from "./transaction";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
let mine: Populated;
let other: Populated;
const two = () => ({ mine: mine.tenant.id, other: other.tenant.id });

beforeAll(async () => {
  mine = await populate(world);
  other = await populate(world);
});

describe("the injection, with no policy behind it", () => {
  let pool: pg.Pool;
  let unfenced: PrismaClient;
  beforeAll(() => {
    pool = new pg.Pool({ connectionString: world.test.url, options: "-c TimeZone=UTC" });
    pool.on("error", () => undefined);
    unfenced = new PrismaClient({ adapter: new PrismaPg(pool) });
  });
  afterAll(async () => {
    await unfenced.$disconnect();
    if (!pool.ended) await pool.end();
  });
  /** As one tenant over the owner's connection; always undone. */
  const asMine = async (work: (db: TenantDb) => Promise<unknown>) => {
    const undo = new Error("undone");
    await inTx(
      ctxOf(world, mine.tenant, admin),
      async (ctx) => {
        await work(ctx.db);
        throw undo;
      },
      { ...world.db, tenantClient: unfenced },
    ).catch((error: unknown) => {
      if (error !== undo) throw error;
    });
  };

  it("finds none of another organization's rows, in any model, to read, change or delete", async () => {
    const before = await snapshotOf(owner, other.tenant.id);
    expect(await injectionLeaks(asMine, two())).toEqual([]);
    expect(await snapshotOf(owner, other.tenant.id)).toEqual(before);
  });

  it("another organization's row is not found by its id, however it is asked for", async () => {
    const id = other.ticketIds[0] ?? "";
    const tenantId = other.tenant.id;
    await asMine(async (db) => {
      expect(await db.ticket.findFirst({ where: { id } })).toBeNull();
      expect(await db.ticket.findUnique({ where: { tenantId_id: { tenantId, id } } })).toBeNull();
      expect(await db.ticket.findMany({ where: { OR: [{ tenantId }, { id }] } })).toEqual([]);
      expect((await db.ticket.aggregate({ where: { id }, _count: true }))._count).toBe(0);
      expect(await db.ticket.groupBy({ by: ["tenantId"], _count: true })).toEqual([
        { tenantId: mine.tenant.id, _count: 3 },
      ]);
      expect((await db.ticket.updateMany({ where: { id }, data: { holderName: "Mallory" } })).count).toBe(0);
    });
    await expect(
      asMine((db) => db.ticket.update({ where: { tenantId_id: { tenantId, id } }, data: { holderName: "M" } })),
    ).rejects.toMatchObject({ code: "P2025" });
    await expect(asMine((db) => db.ticket.delete({ where: { tenantId_id: { tenantId, id } } }))).rejects.toMatchObject({
      code: "P2025",
    });
  });

  const gate = () => ({ id: newId(), eventId: mine.event.id, name: "Gate", createdAt: world.now });
  const REFUSED: [string, (db: TenantDb) => Promise<unknown>, RegExp][] = [
    [
      "a where that names another",
      (db) => db.ticket.findMany({ where: { tenantId: other.tenant.id } }),
      /^A query names another tenant/,
    ],
    [
      "a row in another's name",
      (db) => db.gate.create({ data: { ...gate(), tenantId: other.tenant.id } }),
      /^A query names another tenant/,
    ],
    [
      "rows in another's name",
      (db) => db.gate.createMany({ data: [{ ...gate(), tenantId: other.tenant.id }] }),
      /^A query names another tenant/,
    ],
    [
      "a change that moves a row to another",
      (db) => db.gate.updateMany({ data: { tenantId: other.tenant.id } }),
      /^A query names another tenant/,
    ],
    ["a model it does not know", (db) => db.session.findMany(), /^The tenant client does not know the model Session/],
    ["a person's password", (db) => db.credential.findMany(), /^The tenant client does not know the model Credential/],
    [
      "writing a global row",
      (db) => db.user.updateMany({ data: { name: "M" } }),
      /^The tenant client does not updateMany User/,
    ],
    [
      "an upsert",
      (db) =>
        db.gate.upsert({
          where: { tenantId_id: { tenantId: mine.tenant.id, id: newId() } },
          create: { ...gate(), tenantId: mine.tenant.id },
          update: {},
        }),
      /^The tenant client does not know the operation upsert/,
    ],
    ["an include", (db) => db.event.findMany({ include: { tickets: true } }), /^include slips/],
    ["an include of a global row", (db) => db.user.findMany({ include: { members: true } }), /^include slips/],
    [
      "a way back from a person",
      (db) => db.user.findMany({ select: { members: { select: { tenantId: true } } } }),
      /^The select of members leads/,
    ],
    [
      "a way back through a person",
      (db) => db.member.findMany({ select: { user: { select: { members: { select: { id: true } } } } } }),
      /^The select of members leads/,
    ],
    [
      "an include within a select",
      (db) => db.member.findMany({ select: { user: { include: { members: true } } } }),
      /^include slips/,
    ],
    [
      "a nested connect",
      (db) =>
        db.gate.update({
          where: { tenantId_id: { tenantId: mine.tenant.id, id: newId() } },
          data: { event: { connect: { tenantId_id: { tenantId: other.tenant.id, id: other.event.id } } } },
        }),
      /^A nested write/,
    ],
    [
      "a nested create",
      (db) => db.event.updateMany({ data: { gates: { create: gate() } } as object }),
      /^A nested write/,
    ],
  ];
  it.each(REFUSED)("refuses %s", async (_what, work, sentence) => {
    await expect(asMine(work)).rejects.toThrow(sentence);
  });
});

describe("the policies, with no injection before them", () => {
  it("leave nothing of another organization to read or write, in any table, and nothing at all where none is named", async () => {
    const before = await snapshotOf(owner, other.tenant.id);
    expect(await owner.undone((client) => policyLeaks(client, two()))).toEqual([]);
    expect(await snapshotOf(owner, other.tenant.id)).toEqual(before);
  });

  it("the tenant pool is nobody by default, and nobody again after a commit", async () => {
    const client = await world.db.tenantPool.connect();
    const count = async () => (await client.query("SELECT FROM tickets")).rowCount;
    try {
      expect((await client.query("SELECT current_user AS me")).rows).toEqual([{ me: "usher_tenant" }]);
      expect(await count()).toBe(0);
      await client.query("BEGIN");
      await client.query("SELECT set_config('app.tenant_id', $1, true)", [mine.tenant.id]);
      expect(await count()).toBe(3);
      await client.query("COMMIT");
      expect((await client.query("SELECT current_setting('app.tenant_id', true) AS tenant")).rows).toEqual([
        { tenant: "" },
      ]);
      expect(await count()).toBe(0);
      expect((await client.query("SELECT FROM users UNION ALL SELECT FROM tenants")).rowCount).toBe(0);
    } finally {
      client.release(true);
    }
  });

  it("show a tenant itself and the people who share a membership, and no one else", async () => {
    const seen = await act(world, mine.tenant, admin, async ({ db }) => ({
      tenants: (await db.tenant.findMany({ select: { id: true } })).map((row) => row.id),
      people: (await db.user.findMany({ select: { id: true } })).map((row) => row.id),
    }));
    expect(seen).toEqual({ tenants: [mine.tenant.id], people: [mine.userId] });
  });

  it("refuse the tenant role the tables that are not a tenant's", async () => {
    for (const table of [
      "credentials",
      "sessions",
      "factors",
      "key_checks",
      "rate_limits",
      "worker_heartbeats",
      "platform_audit_entries",
      "pgboss.job",
    ]) {
      await expect(world.db.tenantPool.query(`SELECT FROM ${table}`)).rejects.toMatchObject({ code: "42501" });
    }
  });
});

describe("the composite keys, with neither before them", () => {
  it("refuse every reference from one organization's row to another's", async () => {
    const keys = await owner.undone(tenantForeignKeys);
    expect(keys.length).toBeGreaterThan(15);
    expect((await owner.undone(references)).length).toBeGreaterThan(15);
    expect(await owner.undone((client) => looseReferences(client, two()))).toEqual([]);
  });
});
