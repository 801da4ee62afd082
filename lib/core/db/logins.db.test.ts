import { createServer } from "node:net";
import pg from "pg";
import { beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, withClient } from "@/lib/testing/databases";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { useWorld } from "@/lib/testing/world";
import { connectionOf, type DatabaseAddress, PURPOSES, type Purpose } from "./connections";
import { openDatabase } from "./database";
import { assertTenantIsolation, weaknessOf } from "./isolation";
import { ensureLogins, loginName, renewLogins, servingAddress } from "./logins";

const world = useWorld();
const owner = useOwner(world);
let one: Populated;
let two: Populated;

beforeAll(async () => {
  one = await populate(world);
  two = await populate(world);
});

/** Statements on a connection of one purpose, as an injection would send them; always undone. */
async function injected(purpose: Purpose, ...statements: string[]): Promise<pg.QueryResult> {
  return withClient(world.test.serving[purpose], async (client) => {
    await client.query("BEGIN");
    let last = await client.query("SELECT");
    for (const statement of statements) last = await client.query(statement);
    await client.query("ROLLBACK");
    return last;
  });
}
const DENIED = { code: "42501" };

describe.each(PURPOSES)("an injection into a %s connection", (purpose) => {
  it.each(["SET ROLE NONE", "RESET SESSION AUTHORIZATION; SET ROLE NONE"])("%s leaves nothing to read", async (way) => {
    const found = await injected(purpose, way, "SELECT current_user = session_user AS bare");
    expect(found.rows).toEqual([{ bare: true }]);
    for (const table of ["tickets", "tenants", "users", "_prisma_migrations", "pgboss.job"])
      await expect(injected(purpose, way, `SELECT FROM ${table}`)).rejects.toMatchObject(DENIED);
  });

  it("cannot become the owner, the purger or a superuser, whatever it says", async () => {
    const roles = await owner.rows<{ name: string }>(
      "SELECT rolname AS name FROM pg_roles WHERE rolsuper OR rolname IN (current_user, 'usher_purger', 'pg_read_all_data')",
    );
    expect(roles.length).toBeGreaterThan(3);
    for (const { name: role } of roles) {
      await expect(injected(purpose, `SET ROLE ${role}`)).rejects.toMatchObject(DENIED);
      await expect(injected(purpose, `SET SESSION AUTHORIZATION ${role}`)).rejects.toMatchObject(DENIED);
      await expect(injected(purpose, "SET ROLE NONE", `SET ROLE ${role}`)).rejects.toMatchObject(DENIED);
    }
  });

  it("deletes nothing that is append-only, as whom it may and whatever it sets", async () => {
    for (const way of ["SELECT", "SET ROLE NONE"])
      for (const table of ["audit_entries", "scans"]) {
        const purging = `SELECT set_config('app.purging', '${one.tenant.id}', true), set_config('app.tenant_id', '${one.tenant.id}', true)`;
        await expect(injected(purpose, way, purging, `DELETE FROM ${table}`)).rejects.toMatchObject(DENIED);
      }
  });

  it("makes nothing, temporary or lasting, in any schema", async () => {
    const schemas = await owner.rows<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^pg_(toast|temp)'",
    );
    for (const way of ["SELECT", "SET ROLE NONE"]) {
      await expect(injected(purpose, way, "CREATE TEMP TABLE scans (id uuid)")).rejects.toMatchObject(DENIED);
      await expect(injected(purpose, way, "CREATE SCHEMA mine")).rejects.toMatchObject(DENIED);
      for (const { name } of schemas)
        await expect(injected(purpose, way, `CREATE TABLE ${name}.mine ()`)).rejects.toMatchObject(DENIED);
    }
  });
});

it("a tenant's connection cannot take on the system role", async () => {
  for (const purpose of ["tenant", "gate"] as const)
    for (const role of ["usher_system", "usher_person"])
      await expect(injected(purpose, `SET ROLE ${role}`)).rejects.toMatchObject(DENIED);
});

it("a temporary table called scans admits nobody, even where temporary tables are allowed", async () => {
  const [database] = await owner.rows<{ name: string }>("SELECT current_database() AS name");
  const grant = (verb: string) =>
    owner.rows(`${verb} TEMPORARY ON DATABASE ${database?.name} ${verb === "GRANT" ? "TO" : "FROM"} usher_tenant`);
  const ticketId = one.ticketIds[1];
  const attempt = () =>
    injected(
      "tenant",
      `SELECT set_config('app.tenant_id', '${one.tenant.id}', true)`,
      "CREATE TEMP TABLE scans (tenant_id uuid, id uuid, ticket_id uuid, verdict verdict)",
      "SET LOCAL search_path = pg_temp, public",
      `INSERT INTO scans VALUES ('${one.tenant.id}', '${two.checkInId}', '${ticketId}', 'ADMITTED')`,
      `UPDATE tickets SET checked_in_at = now(), check_in_id = '${two.checkInId}' WHERE id = '${ticketId}'`,
    );
  await grant("GRANT");
  try {
    await expect(attempt()).rejects.toMatchObject({
      code: "23503",
      message: expect.stringContaining("is no admission"),
    });
    // What stood in its way is where the function looks, and nothing else.
    await owner.rows("ALTER FUNCTION require_admission() RESET search_path");
    await expect(attempt()).resolves.toBeDefined();
  } finally {
    await owner.rows("ALTER FUNCTION require_admission() SET search_path = pg_catalog, public, pg_temp");
    await grant("REVOKE");
  }
});

describe("the serving logins, in the catalog", () => {
  const names = () => PURPOSES.map((purpose) => loginName(world.test.name, purpose));

  it("may sign in and nothing else, inherit nothing, and are members of the roles they need alone", async () => {
    const logins = await owner.rows(
      `SELECT rolname AS name, rolsuper OR rolinherit OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls AS more, rolcanlogin AS login
       FROM pg_roles WHERE rolname = ANY($1)`,
      [names()],
    );
    expect(logins.sort()).toHaveLength(3);
    expect(logins).toEqual(names().map(() => expect.objectContaining({ more: false, login: true })));
    const members = await owner.rows<{ login: string; role: string }>(
      `SELECT member::regrole::text AS login, roleid::regrole::text AS role, admin_option AS admin FROM pg_auth_members
       WHERE member::regrole::text = ANY($1) ORDER BY 1, 2`,
      [names()],
    );
    const [tenant, gate, system] = names();
    expect(members).toEqual([
      { login: gate, role: "usher_tenant", admin: false },
      { login: system, role: "usher_person", admin: false },
      { login: system, role: "usher_system", admin: false },
      { login: tenant, role: "usher_tenant", admin: false },
    ]);
  });

  it("own nothing, reach no role that owns anything, and hold no privilege of their own but to connect", async () => {
    const reached = `SELECT r.oid FROM pg_roles l JOIN pg_roles r ON pg_has_role(l.oid, r.oid, 'MEMBER') WHERE l.rolname = ANY($1)`;
    expect(
      await owner.rows(
        `SELECT * FROM pg_shdepend WHERE deptype = 'o' AND refclassid = 'pg_authid'::regclass AND refobjid IN (${reached})`,
        [names()],
      ),
    ).toEqual([]);
    const direct = await owner.rows<{ kind: string }>(
      `SELECT DISTINCT classid::regclass::text AS kind FROM pg_shdepend d JOIN pg_roles l ON l.oid = d.refobjid
       WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'a' AND l.rolname = ANY($1)`,
      [names()],
    );
    expect(direct).toEqual([{ kind: "pg_database" }]);
    const [rights] = await owner.rows<{ rights: string[] }>(
      `SELECT array_agg(DISTINCT coalesce(l.rolname, 'PUBLIC') || ' ' || a.privilege_type) AS rights FROM pg_database d, aclexplode(d.datacl) a
       LEFT JOIN pg_roles l ON l.oid = a.grantee WHERE d.datname = current_database() AND a.grantee <> d.datdba`,
    );
    expect(rights?.rights.sort()).toEqual(
      names()
        .map((name) => `${name} CONNECT`)
        .sort(),
    );
  });

  it("of one database do not reach another of the cluster", async () => {
    const other = await createTestDatabase();
    const url = new URL(world.test.serving.system);
    url.pathname = `/${other.name}`;
    await expect(withClient(url.href, async () => undefined)).rejects.toMatchObject(DENIED);
    await other.drop();
  });
});

describe("making the logins", () => {
  const connects = (serving: Record<Purpose, string>, purpose: Purpose) =>
    withClient(serving[purpose], async (client) => (await client.query("SELECT current_user AS me")).rows[0]).catch(
      ({ code }: { code: string }) => code,
    );

  it("keeps passwords unless it is asked for new ones, and puts settings right", async () => {
    const test = await createTestDatabase();
    await withClient(test.url, async (client) => {
      const login = loginName(test.name, "tenant");
      await client.query(`ALTER ROLE ${login} IN DATABASE ${test.name} SET statement_timeout = 0`);
      await client.query(`ALTER ROLE ${login} IN DATABASE ${test.name} SET role = 'none'`);
      expect(await renewLogins(client, "missing")).toEqual({ database: test.name, passwords: {} });
      expect(await connects(test.serving, "tenant")).toEqual({ me: "usher_tenant" });
      const { passwords } = await renewLogins(client, "all");
      expect(await connects(test.serving, "tenant")).toBe("28P01");
      const renewed = servingAddress(test.url, test.name, { tenant: "", gate: "", system: "", ...passwords });
      expect(await connects(renewed, "system")).toEqual({ me: "usher_system" });
    });
    await test.drop();
  });

  it("works beside other databases that do the same", async () => {
    const tests = await Promise.all(Array.from({ length: 4 }, () => createTestDatabase()));
    await Promise.all(
      tests.flatMap(({ url }) => [1, 2].map(() => withClient(url, (client) => ensureLogins(client, {})))),
    );
    for (const test of tests) await assertIsolated(test.serving);
    await Promise.all(tests.map((test) => test.drop()));
  });

  it("refuses a role of the name that may do more", async () => {
    const test = await createTestDatabase();
    await withClient(test.url, async (client) => {
      await client.query(`ALTER ROLE ${loginName(test.name, "gate")} INHERIT`);
      await expect(ensureLogins(client, {})).rejects.toThrow("may do more than a login of ours");
    });
    await test.drop();
  });

  it("has a name for every database, of PostgreSQL's length", () => {
    const long = ["a", "b"].map((end) => loginName(`Größe-${"x".repeat(52)}${end}`, "system"));
    expect(new Set(long).size).toBe(2);
    for (const name of long) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
    expect(loginName("usher", "tenant")).toBe("usher_tenant_login");
  });

  it("makes addresses out of the owner's, also on a socket", () => {
    const passwords = { tenant: "t", gate: "g", system: "s" };
    expect(servingAddress("postgres://me:pw@db:5433/usher?sslmode=require", "usher", passwords).gate).toBe(
      "postgres://usher_gate_login:g@db:5433/usher?sslmode=require",
    );
    expect(servingAddress("postgres:///usher?host=/run/postgresql", "usher", passwords).tenant).toBe(
      "postgres:///usher?host=%2Frun%2Fpostgresql&user=usher_tenant_login&password=t",
    );
  });
});

async function assertIsolated(address: DatabaseAddress): Promise<void> {
  const db = openDatabase(address, 2);
  await assertTenantIsolation(db).finally(() => db.close());
}

describe("the assertion at the start", () => {
  it("passes with the three logins, and with the owner's address alone", async () => {
    await expect(assertIsolated(world.test.serving)).resolves.toBeUndefined();
    await expect(assertIsolated(world.test.url)).resolves.toBeUndefined();
    expect(weaknessOf(world.test.serving)).toBeNull();
    expect(weaknessOf(world.test.url)).toContain("an SQL injection could reach every organization");
  });

  it("refuses the owner's address for one of the three, and logins in each other's place", async () => {
    for (const purpose of PURPOSES) {
      const address = { ...world.test.serving, [purpose]: world.test.url };
      await expect(assertIsolated(address)).rejects.toThrow(`the ${purpose} connections run as a role`);
    }
    const { tenant, system } = world.test.serving;
    await expect(assertIsolated({ ...world.test.serving, tenant: system, system: tenant })).rejects.toThrow(
      "run as a role",
    );
  });

  it("refuses a login that could become the owner or make temporary tables, though it does not begin as one", async () => {
    const login = loginName(world.test.name, "gate");
    await owner.rows(`GRANT TEMPORARY ON DATABASE ${world.test.name} TO ${login}`);
    await expect(assertIsolated(world.test.serving)).rejects.toThrow(`gate connections can become ${login}`);
    await owner.rows(`REVOKE TEMPORARY ON DATABASE ${world.test.name} FROM ${login}`);
    await owner.rows(`GRANT usher_purger TO ${login}`);
    await expect(assertIsolated(world.test.serving)).rejects.toThrow("gate connections can become usher_purger");
    await owner.rows(`REVOKE usher_purger FROM ${login}`);
    await expect(assertIsolated(world.test.serving)).resolves.toBeUndefined();
  });
});

describe("what pg sends when it connects", () => {
  /** The parameters of a start-up message. */
  async function startUp(address: DatabaseAddress, purpose: Purpose): Promise<Record<string, string>> {
    const server = createServer();
    const message = new Promise<Buffer>((resolve) =>
      server.on("connection", (socket) => socket.once("data", (data) => resolve(data) ?? socket.destroy())),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const found = server.address();
    const place = `postgres://somebody@127.0.0.1:${typeof found === "object" ? found?.port : 0}/usher`;
    const here: DatabaseAddress = typeof address === "string" ? place : { tenant: place, gate: place, system: place };
    const client = new pg.Client(connectionOf(here, purpose));
    client.on("error", () => undefined);
    client.connect().catch(() => undefined);
    const words = (await message).subarray(8).toString("utf8").split("\0");
    await client.end().catch(() => undefined);
    server.close();
    const pairs = words.flatMap((word, index) => (index % 2 === 0 && word ? [[word, words[index + 1] ?? ""]] : []));
    return Object.fromEntries(pairs);
  }

  it("is nothing that a pooler drops, with logins of one's own; the owner's connections bring their role along", async () => {
    for (const purpose of PURPOSES) {
      expect(Object.keys(await startUp(world.test.serving, purpose)).sort()).toEqual([
        "application_name",
        "client_encoding",
        "database",
        "user",
      ]);
      expect((await startUp(world.test.url, purpose)).options).toContain("-c role=usher_");
    }
  });

  it("comes to the same session either way", async () => {
    const settings = async (address: DatabaseAddress, purpose: Purpose) =>
      withClientOf(
        address,
        purpose,
        "SELECT name, replace(setting, ', ', ',') AS setting FROM pg_settings WHERE source NOT IN ('default', 'override') AND context = 'user' AND name <> 'application_name' ORDER BY 1",
      );
    for (const purpose of PURPOSES)
      expect(await settings(world.test.serving, purpose)).toEqual(await settings(world.test.url, purpose));
  });
});

async function withClientOf(address: DatabaseAddress, purpose: Purpose, sql: string): Promise<unknown[]> {
  const client = new pg.Client(connectionOf(address, purpose));
  await client.connect();
  try {
    return [(await client.query("SELECT current_user AS me")).rows, (await client.query(sql)).rows];
  } finally {
    await client.end();
  }
}
