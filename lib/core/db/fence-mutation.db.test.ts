import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "@/lib/testing/databases";
import {
  injectionLeaks,
  looseReferences,
  policyLeaks,
  references,
  tenantForeignKeys,
  unheldReferences,
} from "@/lib/testing/fence-probes";
import { tenantTables, useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { useWorld } from "@/lib/testing/world";
import { PrismaClient } from "@/prisma/generated/client";
import { type Database, openDatabase } from "./database";
import { assertTenantIsolation } from "./isolation";
import { TENANT_MODELS } from "./models";
import type { TenantDb } from "./tenant-scope";

// A fence that never fires is no fence: each is taken away here, and the check that guards it has to say so.
const world = useWorld();
const owner = useOwner(world);
let mine: Populated;
let other: Populated;
const two = () => ({ mine: mine.tenant.id, other: other.tenant.id });

beforeAll(async () => {
  mine = await populate(world);
  other = await populate(world);
});

describe("with a policy taken away, the probe of the policies names the table", () => {
  /** The probe of one table only: of all tables for each of them would grow with their square. */
  const leaksAfter = (sql: string, table?: string) =>
    owner.undone(async (client) => {
      await client.query(sql);
      return policyLeaks(client, two(), table);
    });

  it("when it is off everywhere, all of them", async () => {
    const tables = await tenantTables(owner.rows);
    const leaks = await leaksAfter(tables.map((table) => `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`).join(";"));
    for (const table of tables) expect(leaks).toContain(`${table}: others' rows are read`);
  });

  it("when row-level security is off, for every table", async () => {
    for (const table of await tenantTables(owner.rows)) {
      expect(await leaksAfter(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`, table)).toContain(
        `${table}: others' rows are read`,
      );
    }
  });

  it("when its policy is dropped, for every table: nothing is left to read, and that is told too", async () => {
    for (const table of await tenantTables(owner.rows)) {
      expect(await leaksAfter(`DROP POLICY tenant_rows ON ${table}`, table)).toContain(
        `${table}: own rows cannot be read`,
      );
    }
  });

  it("when it reads everything, or checks nothing that is written, for every table", async () => {
    for (const table of await tenantTables(owner.rows)) {
      expect(await leaksAfter(`ALTER POLICY tenant_rows ON ${table} USING (true)`, table)).toContain(
        `${table}: others' rows are read`,
      );
      expect(await leaksAfter(`ALTER POLICY tenant_rows ON ${table} WITH CHECK (true)`, table)).toContain(
        `${table}: rows are written in another's name`,
      );
    }
  });

  it("when a second policy opens what the first keeps shut", async () => {
    const both = "CREATE POLICY also ON messages FOR SELECT TO usher_tenant USING (true)";
    expect(await leaksAfter(both)).toContain("messages: others' rows are read");
  });
});

describe("with the keys of a reference taken away", () => {
  it("the probe of the keys names it, for every reference there is", async () => {
    for (const { table, column } of await owner.undone(references)) {
      const found = await owner.undone(async (client) => {
        const keys = (await tenantForeignKeys(client)).filter(
          (key) => key.table === table && key.columns.includes(column),
        );
        for (const key of keys) await client.query(`ALTER TABLE ${table} DROP CONSTRAINT ${key.name}`);
        return unheldReferences(client);
      });
      expect(found).toContain(`${table}.${column}`);
    }
  });

  it("the probe names a key that is there but does not lead with the organization", async () => {
    const found = await owner.undone(async (client) => {
      await client.query("CREATE UNIQUE INDEX alone ON devices (id)");
      await client.query(
        "ALTER TABLE scans DROP CONSTRAINT scans_tenant_id_device_id_fkey, ADD CONSTRAINT by_id_alone FOREIGN KEY (device_id) REFERENCES devices (id)",
      );
      return looseReferences(client, two());
    });
    expect(found).toEqual(["scans.device_id", "by_id_alone"]);
  });
});

describe("with the injection off", () => {
  it("the probe of the injection names every model", async () => {
    const pool = new pg.Pool({ connectionString: world.test.url, options: "-c TimeZone=UTC" });
    pool.on("error", () => undefined);
    const client = new PrismaClient({ adapter: new PrismaPg(pool) });
    const undo = new Error("undone");
    const passThrough = (work: (db: TenantDb) => Promise<void>) =>
      client
        .$transaction(async (tx) => {
          await work(tx);
          throw undo;
        })
        .catch((error: unknown) => {
          if (error !== undo) throw error;
        });
    const leaks = await injectionLeaks(passThrough, two());
    for (const model of TENANT_MODELS) {
      expect(leaks).toContain(`${model}: others' rows are read`);
      expect(leaks).toContain(`${model}: others' rows are deleted`);
    }
    await client.$disconnect();
    if (!pool.ended) await pool.end();
  });
});

describe("the proof at the start", () => {
  /** A database without organizations; the tests break it ever further. */
  let empty: TestDatabase;
  beforeAll(async () => {
    empty = await createTestDatabase();
  });
  afterAll(() => empty.drop());

  async function proofWith(db: Database): Promise<void> {
    try {
      await assertTenantIsolation(db);
    } finally {
      await db.close();
    }
  }
  const withOptions = (options: string) => {
    const whole = openDatabase(empty.url, 2);
    const tenantPool = new pg.Pool({ connectionString: empty.url, max: 1, options });
    tenantPool.on("error", () => undefined);
    return { ...whole, tenantPool, close: async () => void (await Promise.all([whole.close(), tenantPool.end()])) };
  };

  it("passes on a whole database, with and without organizations", async () => {
    await expect(proofWith(openDatabase(empty.url, 2))).resolves.toBeUndefined();
    await expect(proofWith(openDatabase(empty.serving, 2))).resolves.toBeUndefined();
    await expect(assertTenantIsolation(world.db)).resolves.toBeUndefined();
  });

  it("refuses tenant connections of another role, and such that are not in UTC", async () => {
    await expect(proofWith(withOptions("-c TimeZone=UTC"))).rejects.toThrow("a role that bypasses it");
    await expect(proofWith(withOptions("-c role=usher_system -c TimeZone=UTC"))).rejects.toThrow(
      "a role that bypasses it",
    );
    await expect(proofWith(withOptions("-c role=usher_tenant"))).rejects.toThrow("not in UTC");
  });

  it("refuses a missing policy and a table whose row-level security is off, by name", async () => {
    const proofAfter = async (sql: string) => {
      await withClient(empty.url, (client) => client.query(sql));
      await proofWith(openDatabase(empty.url, 2));
    };
    await expect(proofAfter("ALTER TABLE scans DISABLE ROW LEVEL SECURITY")).rejects.toThrow(
      "no tenant policy: scans.",
    );
    await expect(
      proofAfter("ALTER TABLE scans ENABLE ROW LEVEL SECURITY; CREATE TABLE vouchers (tenant_id uuid, id uuid)"),
    ).rejects.toThrow("no tenant policy: vouchers.");
    await expect(proofAfter("DROP TABLE vouchers; DROP POLICY tenant_rows ON messages")).rejects.toThrow(
      "no tenant policy: messages.",
    );
  });

  it("refuses a policy that is there and binds nobody", async () => {
    await withClient(world.test.url, (client) => client.query("ALTER POLICY tenant_rows ON tickets USING (true)"));
    await expect(assertTenantIsolation(world.db)).rejects.toThrow("rows of another organization can be read");
  });
});
