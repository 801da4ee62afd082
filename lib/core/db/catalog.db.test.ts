import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tenantTables, useOwner } from "@/lib/testing/owner";
import { useWorld } from "@/lib/testing/world";
import { READABLE_GLOBAL_MODELS, TENANT_MODELS } from "./models";

const world = useWorld();
const owner = useOwner(world);

/** The policy's one condition, as the catalog prints it. */
const OWN_ROWS = expect.stringMatching(
  /^\(tenant_id = \( ?SELECT \(NULLIF\(current_setting\('app\.tenant_id'::text, true\), ''::text\)\)::uuid AS "nullif"\)\)$/,
);

/** Unique indexes of tenant tables that do not begin with the tenant, and why they may. */
const UNIQUE_BY_ITSELF: Record<string, string> = {
  "ticket_codes(token_hash)": "160 random bits; found before it is known whose they are",
  "ticket_codes(link_hash)": "160 random bits; found before it is known whose they are",
  "tickets(event_id,number)": "an event belongs to one organization, so this is no wider",
  "invitations(token_hash)": "160 random bits; found before it is known whose they are",
  "api_keys(token_hash)": "256 random bits; say themselves whose they are",
  "devices(token_hash)": "256 random bits; say themselves whose they are",
};

const ALL = ["DELETE", "INSERT", "SELECT", "UPDATE"];
const PERSONAL = { usher_person: ALL, usher_system: ALL };
/** Tables that belong to no organization, and everything that is granted on them. */
const GLOBAL_TABLES: Record<string, Record<string, string[]>> = {
  _prisma_migrations: { usher_system: ["SELECT"] },
  credentials: PERSONAL,
  factors: PERSONAL,
  sessions: PERSONAL,
  platform_audit_entries: { usher_purger: ["DELETE", "SELECT"], usher_system: ["INSERT", "SELECT"] },
  key_checks: { usher_system: ["INSERT", "SELECT"] },
  rate_limits: { usher_system: ALL },
  worker_heartbeats: { usher_system: ALL },
  tenants: {
    usher_purger: ["DELETE", "SELECT", "UPDATE"],
    usher_system: ["INSERT", "SELECT", "UPDATE"],
    usher_tenant: ["SELECT"],
  },
  users: { usher_person: ["SELECT", "UPDATE"], usher_system: ["INSERT", "SELECT", "UPDATE"], usher_tenant: ["SELECT"] },
};
const ROLES = ["usher_person", "usher_purger", "usher_searcher", "usher_system", "usher_tenant"];
const APPEND_ONLY = ["audit_entries", "platform_audit_entries", "scans"];

/** What is granted on each table of a schema to anybody but its owner. */
async function grantsIn(schema: string): Promise<Record<string, Record<string, string[]>>> {
  const rows = await owner.rows<{ name: string; grantee: string | null; privilege: string | null }>(
    `SELECT c.relname AS name, coalesce(r.rolname, CASE WHEN g.grantee = 0 THEN 'PUBLIC' END) AS grantee, g.privilege_type AS privilege
     FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) g ON g.grantee <> c.relowner LEFT JOIN pg_roles r ON r.oid = g.grantee
     WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1, 2, 3`,
    [schema],
  );
  const grants: Record<string, Record<string, string[]>> = {};
  for (const { name, grantee, privilege } of rows) {
    const table = grants[name] ?? {};
    if (grantee && privilege) table[grantee] = [...(table[grantee] ?? []), privilege];
    grants[name] = table;
  }
  return grants;
}

describe("every table that has a tenant_id", () => {
  it("is a model the tenant client knows, and no other is", async () => {
    const schema = readFileSync("prisma/schema.prisma", "utf8");
    const models = new Map(
      [...schema.matchAll(/^model (\w+) \{[\s\S]*?@@map\("(\w+)"\)/gm)].map(([, model = "", table = ""]) => [
        table,
        model,
      ]),
    );
    const known = (await tenantTables(owner.rows)).map((table) => models.get(table) ?? `no model for ${table}`);
    expect(known.sort()).toEqual([...TENANT_MODELS].sort());
    expect([...READABLE_GLOBAL_MODELS].filter((model) => TENANT_MODELS.has(model))).toEqual([]);
  });

  it("has row-level security on, and one policy for the tenant role that binds reading and writing alike", async () => {
    const tables = await tenantTables(owner.rows);
    const policies = await owner.rows<{
      table: string;
      name: string;
      permissive: string;
      command: string;
      reads: string;
      writes: string;
      on: boolean;
    }>(
      `SELECT p.tablename AS table, p.policyname AS name, p.permissive, p.cmd AS command, p.qual AS reads, p.with_check AS writes, c.relrowsecurity AS on
       FROM pg_policies p JOIN pg_class c ON c.oid = format('public.%I', p.tablename)::regclass
       WHERE p.schemaname = 'public' AND p.roles::text[] && ARRAY['usher_tenant', 'public'] AND p.tablename = ANY($1) ORDER BY 1`,
      [tables],
    );
    const bound = {
      name: "tenant_rows",
      permissive: "PERMISSIVE",
      command: "ALL",
      reads: OWN_ROWS,
      writes: OWN_ROWS,
      on: true,
    };
    expect(policies).toEqual(tables.map((table) => ({ table, ...bound })));
  });

  it("begins its primary key with tenant_id, which is never null", async () => {
    const keys = await owner.rows<{ table: string; first: string; required: boolean }>(
      `SELECT c.relname AS table, a.attname AS first, t.attnotnull AS required FROM pg_class c
       JOIN pg_attribute t ON t.attrelid = c.oid AND t.attname = 'tenant_id'
       LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE c.relname = ANY($1) AND c.relnamespace = 'public'::regnamespace ORDER BY 1`,
      [await tenantTables(owner.rows)],
    );
    expect(keys).toEqual(
      (await tenantTables(owner.rows)).map((table) => ({ table, first: "tenant_id", required: true })),
    );
  });

  it("begins its unique indexes with tenant_id, but for the listed ones", async () => {
    const indexes = await owner.rows<{ index: string }>(
      `SELECT c.relname || '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.place)
         FROM unnest(i.indkey::int[]) WITH ORDINALITY k(column_number, place)
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.column_number) || ')' AS index
       FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
       WHERE i.indisunique AND c.relname = ANY($1) AND c.relnamespace = 'public'::regnamespace`,
      [await tenantTables(owner.rows)],
    );
    const strangers = indexes.map(({ index }) => index).filter((index) => !/\(tenant_id[,)]/.test(index));
    expect(strangers.sort()).toEqual(Object.keys(UNIQUE_BY_ITSELF).sort());
  });

  it("begins every foreign key to another with tenant_id on both sides, and never sets it null", async () => {
    const keys = await owner.rows<{ name: string; from: string; to: string; onDelete: string; onUpdate: string }>(
      `SELECT k.conname AS name, f.attname AS from, t.attname AS to, k.confdeltype AS "onDelete", k.confupdtype AS "onUpdate" FROM pg_constraint k
       JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = k.conkey[1]
       JOIN pg_attribute t ON t.attrelid = k.confrelid AND t.attnum = k.confkey[1]
       WHERE k.contype = 'f' AND k.conrelid::regclass::text = ANY($1) AND k.confrelid::regclass::text = ANY($1)`,
      [await tenantTables(owner.rows)],
    );
    expect(keys.length).toBeGreaterThan(15);
    expect(keys.filter((key) => key.from !== "tenant_id" || key.to !== "tenant_id")).toEqual([]);
    expect(keys.filter((key) => ["n", "d", "c"].includes(key.onDelete) || ["n", "d"].includes(key.onUpdate))).toEqual(
      [],
    );
  });
});

describe("privileges", () => {
  it("on global tables are the listed ones, so credentials, sessions, factors and the platform's tables are closed to tenants", async () => {
    const tenantOwned = new Set(await tenantTables(owner.rows));
    const grants = Object.entries(await grantsIn("public")).filter(([table]) => !tenantOwned.has(table));
    expect(Object.fromEntries(grants)).toEqual(GLOBAL_TABLES);
    const open = await owner.rows<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT relrowsecurity",
    );
    expect(open.map((table) => table.name)).toEqual(["_prisma_migrations"]);
  });

  it("on tenant tables are reading and writing for two roles, and never changing what is append-only, nor deleting what is only marked as deleted", async () => {
    const grants = await grantsIn("public");
    const marked = await owner.rows<{ name: string }>(
      "SELECT attrelid::regclass::text AS name FROM pg_attribute WHERE attname = 'deleted_at' AND attrelid::regclass::text = ANY($1) ORDER BY 1",
      [await tenantTables(owner.rows)],
    );
    const kept = new Set(marked.map(({ name }) => name));
    expect([...kept]).toEqual(["checkpoints", "events", "gates", "members", "ticket_types", "tickets"]);
    for (const table of await tenantTables(owner.rows)) {
      const may = APPEND_ONLY.includes(table)
        ? ["INSERT", "SELECT"]
        : ALL.filter((each) => each !== "DELETE" || !kept.has(table));
      expect({ table, ...grants[table] }).toEqual({
        table,
        usher_purger: ["DELETE", "SELECT"],
        ...(table === "tickets" ? { usher_searcher: ["SELECT"] } : {}),
        usher_system: may,
        usher_tenant: may,
      });
    }
    const columns = await owner.rows(
      "SELECT attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE a.attacl IS NOT NULL AND c.relnamespace = 'public'::regnamespace",
    );
    expect(columns).toEqual([]);
  });

  it("of the queue are the system role's alone", async () => {
    const grants = await grantsIn("pgboss");
    expect(Object.keys(grants).length).toBeGreaterThan(3);
    expect([...new Set(Object.values(grants).flatMap((table) => Object.keys(table)))]).toEqual(["usher_system"]);
    const [schema] = await owner.rows(
      "SELECT has_schema_privilege('usher_tenant', 'pgboss', 'USAGE') AS tenant, has_schema_privilege('usher_person', 'pgboss', 'USAGE') AS person",
    );
    expect(schema).toEqual({ tenant: false, person: false });
  });

  it("to run the gate are the tenant role's, to purge nobody's, and functions that borrow another's check for themselves", async () => {
    const may = await owner.rows<{ name: string; roles: string[] }>(
      `SELECT p.proname AS name, array(SELECT r FROM unnest(ARRAY['usher_person', 'usher_purger', 'usher_searcher', 'usher_system', 'usher_tenant']) r
         WHERE has_function_privilege(r, p.oid, 'EXECUTE')) AS roles
       FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
       ORDER BY 1`,
    );
    const gate = [
      "gate_admit",
      "gate_check_out",
      "gate_counts",
      "gate_facts",
      "gate_last_admission",
      "gate_look",
      "gate_preview",
      "gate_recorded",
      "gate_refuse",
      "gate_unmoved",
    ];
    const borrowing = ["purge_closed_tenant", "purge_expired_audit"];
    const roles: Record<string, string[]> = {
      event_people: ["usher_system", "usher_tenant"],
      find_ticket_numbers: ["usher_searcher", "usher_tenant"],
      ...Object.fromEntries(gate.map((name) => [name, ["usher_tenant"]])),
      ...Object.fromEntries(["let_purge", "make_append_only", "protect_tenant_table"].map((name) => [name, []])),
      ...Object.fromEntries(["is_past_keeping", "purge_tenant"].map((name) => [name, ["usher_purger"]])),
      ...Object.fromEntries(borrowing.map((name) => [name, ["usher_purger", "usher_system"]])),
    };
    expect(Object.fromEntries(may.map((each) => [each.name, each.roles]))).toEqual(roles);
    expect(
      await owner.rows(
        "SELECT proname AS name, proowner::regrole::text AS owner FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY 1",
      ),
    ).toEqual([
      // It answers numbers of the setting's tenant alone (decision 15).
      { name: "find_ticket_numbers", owner: "usher_searcher" },
      ...borrowing.map((name) => ({ name, owner: "usher_purger" })),
    ]);
  });

  it("are looked for in our schema: every function says where, temporary tables last", async () => {
    const functions = await owner.rows<{ name: string; settings: string[] | null }>(
      `SELECT p.proname AS name, p.proconfig AS settings FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
         AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')`,
    );
    expect(functions.length).toBeGreaterThan(15);
    const open = functions.filter(({ settings }) => !settings?.includes("search_path=pg_catalog, public, pg_temp"));
    // CREATE OR REPLACE takes it away: write SET search_path = pg_catalog, public, pg_temp into the function.
    expect(open.map(({ name }) => name)).toEqual([]);
  });

  it("no role of ours passes by the policies, signs in, or is a member of another", async () => {
    const roles = await owner.rows(
      `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)
       AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin) ORDER BY 1`,
      [ROLES],
    );
    expect(roles).toEqual(ROLES.map((name) => ({ name })));
    const within = await owner.rows(
      "SELECT m.member::regrole::text AS member FROM pg_auth_members m WHERE m.member::regrole::text = ANY($1)",
      [ROLES],
    );
    expect(within).toEqual([]);
  });
});

describe("columns and triggers", () => {
  it("no column keeps a time without its zone", async () => {
    const columns = await owner.rows(
      `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'
       AND data_type IN ('timestamp without time zone', 'time without time zone', 'date') AND table_name <> '_prisma_migrations'`,
    );
    expect(columns).toEqual([]);
  });

  it("append-only tables refuse by both triggers, row by row and whole", async () => {
    const triggers = await owner.rows<{ table: string; name: string; enabled: string; definition: string }>(
      `SELECT tgrelid::regclass::text AS table, tgname AS name, tgenabled AS enabled, pg_get_triggerdef(oid) AS definition
       FROM pg_trigger WHERE tgname LIKE 'append\\_only%' ORDER BY 1, 2`,
    );
    expect(triggers).toEqual(
      APPEND_ONLY.flatMap((table) => [
        {
          table,
          name: "append_only",
          enabled: "O",
          definition: expect.stringMatching(
            /BEFORE DELETE OR UPDATE .* FOR EACH ROW EXECUTE FUNCTION refuse_rewriting/,
          ),
        },
        {
          table,
          name: "append_only_truncate",
          enabled: "O",
          definition: expect.stringMatching(/BEFORE TRUNCATE .* FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting/),
        },
      ]),
    );
  });
});
