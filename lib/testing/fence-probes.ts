import pg from "pg";
import { sqlState } from "@/lib/core/db/database-errors";
import { TENANT_MODELS } from "@/lib/core/db/models";
import type { TenantDb } from "@/lib/core/db/tenant-scope";
import { tenantTables } from "./owner";

/**
 * The checks of the three fences, each written so that it says what it finds open, and finds nothing in a whole database.
 * The fences' own tests expect nothing; the mutation test takes a fence away and expects to be told.
 */

const quote = pg.escapeIdentifier;
type Two = { mine: string; other: string };

const rowsOf =
  (client: pg.ClientBase) =>
  async <Row extends object>(sql: string, values: unknown[] = []) =>
    (await client.query<Row>(sql, values)).rows;

/** What a statement came to: how many rows it met, or the code it was refused with. What it did is undone. */
async function attempt(client: pg.ClientBase, sql: string, values: unknown[] = []): Promise<number | string> {
  await client.query("SAVEPOINT probe");
  try {
    return (await client.query(sql, values)).rowCount ?? 0;
  } catch (error) {
    return sqlState(error) ?? "unknown";
  } finally {
    await client.query("ROLLBACK TO SAVEPOINT probe");
  }
}

/**
 * What the policies alone leave open to `mine`, table by table: reading the other's rows, changing or deleting them, and
 * writing rows in their name. Within the caller's transaction; a table without rows of both is itself a finding. Looks at
 * every table, or at the one named.
 */
export async function policyLeaks(client: pg.ClientBase, { mine, other }: Two, only?: string): Promise<string[]> {
  const leaks: string[] = [];
  const REFUSED = "42501";
  for (const table of only === undefined ? await tenantTables(rowsOf(client)) : [only]) {
    const name = quote(table);
    const say = (what: string, isOpen: boolean) => isOpen && leaks.push(`${table}: ${what}`);
    await client.query("RESET ROLE");
    const both = await client.query(`SELECT DISTINCT tenant_id FROM ${name} WHERE tenant_id = ANY($1)`, [
      [mine, other],
    ]);
    say("has no rows to try", both.rowCount !== 2);
    await client.query("SET LOCAL ROLE usher_tenant");
    await client.query("SELECT set_config('app.tenant_id', $1, true)", [mine]);
    say("own rows cannot be read", (await attempt(client, `SELECT FROM ${name} WHERE tenant_id = $1`, [mine])) === 0);
    say("others' rows are read", (await attempt(client, `SELECT FROM ${name} WHERE tenant_id <> $1`, [mine])) !== 0);
    const changed = await attempt(client, `UPDATE ${name} SET tenant_id = tenant_id WHERE tenant_id <> $1`, [mine]);
    say("others' rows are changed", changed !== 0 && changed !== REFUSED);
    const deleted = await attempt(client, `DELETE FROM ${name} WHERE tenant_id <> $1`, [mine]);
    say("others' rows are deleted", deleted !== 0 && deleted !== REFUSED);
    const copy = `INSERT INTO ${name} SELECT (jsonb_populate_record(t, jsonb_build_object('tenant_id', $2::uuid))).* FROM ${name} t WHERE tenant_id = $1 LIMIT 1`;
    say("rows are written in another's name", (await attempt(client, copy, [mine, other])) !== REFUSED);
    const moved = `UPDATE ${name} SET tenant_id = $2 WHERE tenant_id = $1`;
    say("own rows are moved to another", (await attempt(client, moved, [mine, other])) !== REFUSED);
    for (const none of [null, ""]) {
      if (none === null) await client.query("RESET app.tenant_id");
      else await client.query("SELECT set_config('app.tenant_id', '', true)");
      say("rows are read without an organization", (await attempt(client, `SELECT FROM ${name}`)) !== 0);
    }
  }
  await client.query("RESET ROLE");
  return leaks;
}

/** Ids in tenant tables that point at no tenant table, and why. */
const FREE_IDS: Record<string, string> = {
  user_id: "people are global",
  actor_id: "a person, key, device or job; the record outlives them",
  subject_id: "any kind of thing; the record outlives it",
  "devices.created_by_id": "a person or key, as created_by_kind says; the device outlives them",
  "invitations.maker_id": "a person or key, as maker_kind says; the invitation outlives them",
  "audit_entries.event_id": "the record outlives the event",
  "tickets.check_in_id": "held by the trigger require_admission, which is tried beside the gate's functions",
};

export type ForeignKey = { name: string; table: string; target: string; columns: string[]; targetColumns: string[] };

/** Every foreign key from one tenant table to another. */
export async function tenantForeignKeys(client: pg.ClientBase): Promise<ForeignKey[]> {
  const tables = await tenantTables(rowsOf(client));
  const names = (keys: string, relation: string) =>
    `(SELECT array_agg(a.attname::text ORDER BY n.place) FROM unnest(k.${keys}) WITH ORDINALITY n(number, place)
      JOIN pg_attribute a ON a.attrelid = k.${relation} AND a.attnum = n.number)`;
  return rowsOf(client)<ForeignKey>(
    `SELECT k.conname AS name, k.conrelid::regclass::text AS table, k.confrelid::regclass::text AS target,
       ${names("conkey", "conrelid")} AS columns, ${names("confkey", "confrelid")} AS "targetColumns"
     FROM pg_constraint k WHERE k.contype = 'f' AND k.convalidated AND k.conrelid::regclass::text = ANY($1) AND k.confrelid::regclass::text = ANY($1) ORDER BY 1`,
    [tables],
  );
}

/** Every column of a tenant table that names a row of a tenant table: each uuid that ends in _id and is not listed as free. */
export async function references(client: pg.ClientBase): Promise<{ table: string; column: string }[]> {
  const found = await rowsOf(client)<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = ANY($1) AND data_type = 'uuid' AND column_name LIKE '%\\_id' AND column_name <> 'tenant_id' ORDER BY 1, 2`,
    [await tenantTables(rowsOf(client))],
  );
  return found.filter(({ table, column }) => !(column in FREE_IDS) && !(`${table}.${column}` in FREE_IDS));
}

/** References that no composite key holds within the organization. Within the owner's transaction. */
export async function unheldReferences(client: pg.ClientBase): Promise<string[]> {
  const held = new Set(
    (await tenantForeignKeys(client))
      .filter((key) => key.columns[0] === "tenant_id")
      .flatMap((key) => key.columns.map((column) => `${key.table}.${column}`)),
  );
  return (await references(client))
    .map(({ table, column }) => `${table}.${column}`)
    .filter((reference) => !held.has(reference));
}

/**
 * Those, and composite keys that let a row of `mine` point at one of `other`. Each key is tried with every other constraint
 * of its table taken away. Within the owner's transaction.
 */
export async function looseReferences(client: pg.ClientBase, { mine, other }: Two): Promise<string[]> {
  const loose = await unheldReferences(client);
  for (const key of await tenantForeignKeys(client))
    if (!(await isRefused(client, key, { mine, other }))) loose.push(key.name);
  return loose;
}

async function isRefused(client: pg.ClientBase, key: ForeignKey, { mine, other }: Two): Promise<boolean> {
  const table = quote(key.table);
  await client.query("SAVEPOINT one_key");
  try {
    const others = await rowsOf(client)<{ name: string; table: string }>(
      `SELECT conname AS name, conrelid::regclass::text AS table FROM pg_constraint WHERE conname <> $2
       AND (contype = 'f' AND $1::regclass IN (conrelid, confrelid) OR contype = 'c' AND conrelid = $1::regclass)`,
      [key.table, key.name],
    );
    for (const one of others) await client.query(`ALTER TABLE ${quote(one.table)} DROP CONSTRAINT ${quote(one.name)}`);
    const indexes = await rowsOf(client)<{ name: string }>(
      "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indrelid = $1::regclass AND indisunique AND NOT indisprimary",
      [key.table],
    );
    for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
    await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    const pairs = key.columns
      .map((column, index) => ({ column: quote(column), target: quote(key.targetColumns[index] ?? "") }))
      .filter(({ column }) => column !== quote("tenant_id"));
    // One row of mine is made to name a row of the other's, by its ids alone.
    const result = await attempt(
      client,
      `UPDATE ${table} t SET ${pairs.map(({ column, target }) => `${column} = o.${target}`).join(", ")}
       FROM (SELECT * FROM ${quote(key.target)} WHERE tenant_id = $2 LIMIT 1) o
       WHERE t.tenant_id = $1 AND t.ctid = (SELECT ctid FROM ${table} WHERE tenant_id = $1 LIMIT 1)`,
      [mine, other],
    );
    return result === "23503";
  } finally {
    await client.query("ROLLBACK TO SAVEPOINT one_key");
  }
}

type Delegate = {
  findMany: (args: object) => Promise<{ tenantId?: string }[]>;
  count: (args: object) => Promise<number>;
  updateMany: (args: object) => Promise<{ count: number }>;
  deleteMany: (args: object) => Promise<{ count: number }>;
};

/**
 * What the injection alone leaves open on a connection that no policy binds: for each model, rows of others read, changed
 * or deleted. `open` gives a fresh ctx.db of `mine` and undoes what is done with it.
 */
export async function injectionLeaks(
  open: (work: (db: TenantDb) => Promise<void>) => Promise<void>,
  { mine }: Pick<Two, "mine">,
): Promise<string[]> {
  const leaks: string[] = [];
  for (const model of TENANT_MODELS) {
    const property = model.charAt(0).toLowerCase() + model.slice(1);
    const attemptWith = async (what: string, work: (delegate: Delegate) => Promise<boolean>) => {
      // An exception says that the operation met rows it should not have: a trigger or a foreign key held them.
      const isOpen = await new Promise<boolean>((resolve) => {
        open(async (db) =>
          resolve(await work((db as unknown as Record<string, Delegate>)[property] as Delegate)),
        ).catch(() => resolve(true));
      });
      if (isOpen) leaks.push(`${model}: ${what}`);
    };
    const others = { NOT: { tenantId: mine } };
    await attemptWith("has no rows to try", async (rows) => (await rows.count({})) === 0);
    await attemptWith(
      "others' rows are read",
      async (rows) =>
        (await rows.findMany({})).some((row) => row.tenantId !== mine) || (await rows.count({ where: others })) > 0,
    );
    await attemptWith(
      "others' rows are changed",
      async (rows) => (await rows.updateMany({ where: others, data: { tenantId: mine } })).count > 0,
    );
    await attemptWith("others' rows are deleted", async (rows) => (await rows.deleteMany({ where: others })).count > 0);
  }
  return leaks;
}
