import type pg from "pg";
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

  const asSystem = (client: pg.PoolClient, sql: string, values: unknown[] = []) =>
    client.query("SET LOCAL ROLE usher_system").then(() => client.query(sql, values));

  it("is at the system role's call thirty days after the organization was closed, by the database's clock", async () => {
    const close =
      "UPDATE tenants SET closed_at = now() - interval '1 year' WHERE id = $1 RETURNING closed_at > now() - interval '1 second' AS now";
    const purge = "SELECT purge_closed_tenant($1)";
    const tooEarly = { code: "23001", message: expect.stringContaining("has not been closed for 30 days") };
    await expect(owner.undone((client) => asSystem(client, purge, [kept.tenant.id]))).rejects.toMatchObject(tooEarly);
    const atOnce = owner.undone(async (client) => {
      expect((await asSystem(client, close, [kept.tenant.id])).rows).toEqual([{ now: true }]);
      await client.query(purge, [kept.tenant.id]);
    });
    await expect(atOnce).rejects.toMatchObject(tooEarly);
    const leftAfter = (days: number) =>
      owner.undone(async (client) => {
        // Only the owner can turn the clock's trigger off.
        await client.query("ALTER TABLE tenants DISABLE TRIGGER stamp_closing");
        await client.query(
          "UPDATE tenants SET closed_at = now() - make_interval(days => $2, secs => 1) WHERE id = $1",
          [kept.tenant.id, days],
        );
        await asSystem(client, purge, [kept.tenant.id]);
        await client.query("RESET ROLE");
        const { rows } = await client.query<{ tenants: number; scans: number; others: number }>(
          `SELECT (SELECT count(*) FROM tenants WHERE id = $1)::int AS tenants, (SELECT count(*) FROM scans WHERE tenant_id = $1)::int AS scans,
             (SELECT count(*) FROM scans WHERE tenant_id = $2)::int AS others`,
          [kept.tenant.id, erased.tenant.id],
        );
        return rows[0];
      });
    await expect(leftAfter(29)).rejects.toMatchObject(tooEarly);
    expect(await leftAfter(30)).toEqual({ tenants: 0, scans: 0, others: expect.any(Number) });
    expect((await leftAfter(30))?.others).toBeGreaterThan(0);
  });

  it("reads no young audit to find what is past keeping", async () => {
    const [young, past] = ["now() - make_interval(secs => n)", "now() - interval '10 years 1 day'"];
    const read = await owner.undone(async (client) => {
      for (const table of ["audit_entries", "platform_audit_entries"]) {
        const copies = (at: string, many: number) =>
          client.query(
            `INSERT INTO ${table} SELECT (jsonb_populate_record(o.a, jsonb_build_object('id', gen_random_uuid(), 'at', ${at}))).*
             FROM generate_series(1, ${many}) n, (SELECT a FROM ${table} a LIMIT 1) o`,
          );
        await copies(young, 5000);
        await copies(past, 3);
        await client.query(`ANALYZE ${table}`);
      }
      const readOf = async () => {
        const { rows } = await client.query<{ read: string }>(
          `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS read FROM pg_stat_xact_user_tables
           WHERE relname IN ('audit_entries', 'platform_audit_entries')`,
        );
        return Number(rows[0]?.read);
      };
      const before = await readOf();
      const { rows } = await asSystem(client, "SELECT purge_expired_audit() AS gone");
      expect(rows).toEqual([{ gone: "6" }]);
      return (await readOf()) - before;
    });
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(100);
  });

  it("clears the audits of what is past keeping, and of nothing else", async () => {
    const found = await owner.undone(async (client) => {
      const copy = (table: string) =>
        client.query(
          `INSERT INTO ${table} SELECT (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(), 'at', now() - interval '10 years 1 day'))).*
           FROM ${table} a LIMIT 1`,
        );
      for (const table of ["audit_entries", "platform_audit_entries"]) await copy(table);
      const count = async () =>
        (
          await client.query(
            "SELECT (SELECT count(*) FROM audit_entries) + (SELECT count(*) FROM platform_audit_entries) AS n",
          )
        ).rows[0]?.n;
      const before = Number(await count());
      const purged = await asSystem(client, "SELECT purge_expired_audit()::int AS n");
      return { purged: purged.rows[0]?.n, left: before - Number(await count()) };
    });
    expect(found).toEqual({ purged: 2, left: 2 });
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
