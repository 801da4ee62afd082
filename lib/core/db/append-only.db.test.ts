import { beforeAll, describe, expect, it } from "vitest";
import { snapshotOf, useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { act, inRole, useWorld } from "@/lib/testing/world";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
let kept: Populated;
let erased: Populated;

beforeAll(async () => {
  kept = await populate(world);
  erased = await populate(world);
});

const REWRITES = (table: string, column: string) => [
  `UPDATE ${table} SET ${column} = ${column}`,
  `DELETE FROM ${table}`,
  `TRUNCATE ${table} CASCADE`,
];
const TABLES = [
  ["scans", "reason"],
  ["audit_entries", "action"],
  ["platform_audit_entries", "action"],
] as const;

describe.each(TABLES)("%s", (table, column) => {
  it.each(["usher_tenant", "usher_system"])("gives %s no privilege to rewrite it", async (role) => {
    for (const sql of REWRITES(table, column)) {
      const attempt = owner.undone(async (client) => {
        await client.query(`SET LOCAL ROLE ${role}`);
        await client.query("SELECT set_config('app.tenant_id', $1, true)", [kept.tenant.id]);
        await client.query("SELECT set_config('app.purging', $1, true)", [kept.tenant.id]);
        await client.query(sql);
      });
      await expect(attempt).rejects.toMatchObject({ code: "42501" });
    }
  });

  it("refuses its owner too, and a role that was given the privilege by mistake", async () => {
    for (const sql of REWRITES(table, column)) {
      const asOwner = owner.undone((client) => client.query(sql));
      await expect(asOwner).rejects.toMatchObject({ code: "23001", message: expect.stringContaining("append-only") });
      const asSystem = owner.undone(async (client) => {
        await client.query("GRANT ALL ON ALL TABLES IN SCHEMA public TO usher_system");
        await client.query("SET LOCAL ROLE usher_system");
        await client.query("SELECT set_config('app.purging', $1, true)", [kept.tenant.id]);
        await client.query(sql);
      });
      await expect(asSystem).rejects.toMatchObject({ code: "23001" });
    }
  });

  it("takes new rows", async () => {
    expect(await owner.rows(`SELECT FROM ${table} LIMIT 1`)).toHaveLength(1);
  });
});

describe("the product's own client", () => {
  it("cannot change or delete what was scanned or audited", async () => {
    for (const rewrite of [
      () => act(world, kept.tenant, admin, ({ db }) => db.scan.updateMany({ data: { reason: "never" } })),
      () => act(world, kept.tenant, admin, ({ db }) => db.scan.deleteMany()),
      () => act(world, kept.tenant, admin, ({ db }) => db.auditEntry.deleteMany()),
    ]) {
      await expect(rewrite()).rejects.toThrow(/permission denied|denied access/);
    }
  });
});

describe("the audit", () => {
  it("holds no name, address, reason or secret of anybody", async () => {
    const [{ text } = { text: "" }] = await owner.rows<{ text: string }>(
      "SELECT string_agg(a::text, E'\\n') AS text FROM audit_entries a",
    );
    expect(text).toContain("tickets.issue");
    expect(text).not.toMatch(/Guest|@example|Mia|Wrong guest|usher_|U1:/);
  });
});

describe("purge_tenant", () => {
  it.each(["usher_tenant", "usher_system", "usher_person"])("cannot be called by %s", async (role) => {
    const attempt = owner.undone(async (client) => {
      await client.query(`SET LOCAL ROLE ${role}`);
      await client.query("SELECT purge_tenant($1)", [kept.tenant.id]);
    });
    await expect(attempt).rejects.toThrow("permission denied for function purge_tenant");
  });

  it("opens the append-only tables for the one organization it erases", async () => {
    const attempt = owner.undone(async (client) => {
      await client.query("SELECT set_config('app.purging', $1, true)", [erased.tenant.id]);
      await client.query("DELETE FROM audit_entries WHERE tenant_id = $1", [kept.tenant.id]);
    });
    await expect(attempt).rejects.toMatchObject({ code: "23001" });
  });

  it("erases one organization whole, and leaves every byte of another", async () => {
    const before = await snapshotOf(owner, kept.tenant.id);
    const [people, audit] = [
      await owner.rows("SELECT id FROM users ORDER BY id"),
      await owner.rows("SELECT FROM platform_audit_entries"),
    ];
    await owner.rows("SELECT purge_tenant($1)", [erased.tenant.id]);
    const left = await snapshotOf(owner, erased.tenant.id);
    expect(Object.entries(left).filter(([, rows]) => rows.length > 0)).toEqual([]);
    expect(await snapshotOf(owner, kept.tenant.id)).toEqual(before);
    expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([]);
    expect(await owner.rows("SELECT id FROM users ORDER BY id")).toEqual(people);
    expect(await owner.rows("SELECT FROM platform_audit_entries")).toHaveLength(audit.length);
    await expect(owner.rows("DELETE FROM audit_entries WHERE tenant_id = $1", [kept.tenant.id])).rejects.toMatchObject({
      code: "23001",
    });
  });
});
