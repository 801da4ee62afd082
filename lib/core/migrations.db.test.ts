import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations } from "@/lib/core/migrations/apply";
import { newMigrationSql } from "@/lib/core/migrations/diff";
import { pendingMigrations } from "@/lib/core/migrations/pending";
import { createTestDatabase, type TestDatabase, withClient } from "@/lib/testing/databases";

const TABLE = 'create table "doors" (id integer primary key, opened_at timestamptz(3) not null default now());';
const FUNCTION_AND_TRIGGER = `
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'doors; are never changed';
end;
$$;
create trigger doors_append_only before update on "doors" for each row execute function refuse_change();
do $body$ begin perform 1; perform 2; end $body$;
insert into "doors" (id) values (1);
`;

let database: TestDatabase;
let directory = "";

beforeEach(async () => {
  database = await createTestDatabase({ template: "template0" });
  directory = await mkdtemp(path.join(tmpdir(), "usher-migrations-"));
});

afterEach(async () => {
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

async function migration(name: string, sql: string): Promise<void> {
  await mkdir(path.join(directory, name), { recursive: true });
  await writeFile(path.join(directory, name, "migration.sql"), sql);
  // The snapshot that stands beside every migration must not disturb anybody.
  await writeFile(path.join(directory, name, "schema.prisma"), "// a snapshot\n");
}

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  return withClient(database.url, async (client) => (await client.query<Row>(sql)).rows);
}

/** Asks again until the answer has rows. */
async function untilRows(ask: () => Promise<unknown[]>): Promise<void> {
  while ((await ask()).length === 0) await sleep(50);
}

const apply = () => applyMigrations(database.url, { directory });
const pending = () => pendingMigrations(database.url, directory);

describe("applying", () => {
  it("runs what is new in order, function bodies whole, and records it as Prisma does", async () => {
    await migration("20260101000000_doors", TABLE);
    await migration("20260102000000_append_only", FUNCTION_AND_TRIGGER);
    expect(await pending()).toEqual(["20260101000000_doors", "20260102000000_append_only"]);
    expect(await apply()).toEqual({ applied: ["20260101000000_doors", "20260102000000_append_only"] });
    expect(await pending()).toEqual([]);
    expect(await apply()).toEqual({ applied: [] });
    await expect(query('update "doors" set id = 2')).rejects.toThrow("doors; are never changed");
    const history = await query(
      "select migration_name, length(checksum) as length, applied_steps_count, abs(extract(epoch from finished_at - now())) < 60 as recent from _prisma_migrations order by started_at",
    );
    expect(history).toEqual([
      { migration_name: "20260101000000_doors", length: 64, applied_steps_count: 1, recent: true },
      { migration_name: "20260102000000_append_only", length: 64, applied_steps_count: 1, recent: true },
    ]);
  });

  it("lets two run at once without applying anything twice", async () => {
    await migration("20260101000000_doors", `select pg_sleep(0.3); ${TABLE}`);
    await migration("20260102000000_append_only", FUNCTION_AND_TRIGGER);
    const results = await Promise.all([apply(), apply(), apply()]);
    expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 2]);
    expect(await query('select id from "doors"')).toEqual([{ id: 1 }]);
  });

  it("leaves nothing of a migration whose last statement fails, and runs its corrected version", async () => {
    await migration("20260101000000_doors", TABLE);
    await migration("20260102000000_broken", `${FUNCTION_AND_TRIGGER} insert into "doors" (id) values (1);`);
    await expect(apply()).rejects.toThrow(
      /20260102000000_broken failed: duplicate key value[\s\S]*\(id\)=\(1\)[\s\S]*Nothing of it remains/,
    );
    expect(await query("select proname from pg_proc where proname = 'refuse_change'")).toEqual([]);
    expect(await query('select id from "doors"')).toEqual([]);
    expect(await pending()).toEqual(["20260102000000_broken"]);

    await migration("20260102000000_broken", FUNCTION_AND_TRIGGER);
    expect(await apply()).toEqual({ applied: ["20260102000000_broken"] });
    expect(await query('select id from "doors"')).toEqual([{ id: 1 }]);
  });

  it("waits for a table in use for seconds only, so that no scan waits behind it, and can be run again", async () => {
    await migration("20260101000000_doors", TABLE);
    await apply();
    await migration("20260102000000_name", 'alter table "doors" add column "name" text;');
    await withClient(database.url, async (holder) => {
      await holder.query('begin; lock table "doors" in access share mode');
      await expect(apply()).rejects.toThrow(/20260102000000_name[\s\S]*lock timeout/);
      await holder.query("rollback");
    });
    expect((await apply()).applied).toEqual(["20260102000000_name"]);
  });

  describe("with an index that is built concurrently", () => {
    const INDEX = 'create unique index concurrently if not exists "doors_by_width" on "doors" (width);';
    const indexes = () =>
      query("select indisvalid as valid from pg_index where indexrelid = to_regclass('doors_by_width')");
    beforeEach(async () => {
      await migration("20260101000000_doors", `${TABLE} alter table "doors" add column width int;`);
      await apply();
      await migration("20260102000000_by_width", `-- Widths; "found" fast.\n${INDEX}\n`);
    });

    it("waits for a table in use as long as it must: nobody waits behind it, and giving up would leave half an index", async () => {
      await migration(
        "20260103000000_patience",
        "create table patience as select current_setting('lock_timeout') as lock_timeout;",
      );
      await withClient(database.url, async (holder) => {
        await holder.query('begin; insert into "doors" (id, width) values (1, 1)');
        const applied = apply();
        const waited = async () =>
          query(
            "select from pg_stat_activity where datname = current_database() and query ilike '%concurrently%' and pid <> pg_backend_pid() and wait_event_type = 'Lock' and clock_timestamp() - query_start > '3.5 s'",
          );
        // Longer than any other migration is willing to wait.
        await Promise.race([applied, untilRows(waited)]);
        await holder.query("commit");
        expect(await applied).toEqual({ applied: ["20260102000000_by_width", "20260103000000_patience"] });
      });
      expect(await indexes()).toEqual([{ valid: true }]);
      expect(await query("select lock_timeout from patience")).toEqual([{ lock_timeout: "3s" }]);
    });

    it("drops what a failed run left before it builds the index again", async () => {
      await query('insert into "doors" (id, width) values (1, 5), (2, 5)');
      await expect(apply()).rejects.toThrow(
        /20260102000000_by_width failed: could not create unique index[\s\S]*run it again/,
      );
      expect(await indexes()).toEqual([{ valid: false }]);
      expect(await pending()).toEqual(["20260102000000_by_width"]);
      await query('update "doors" set width = id');
      expect(await apply()).toEqual({ applied: ["20260102000000_by_width"] });
      expect(await indexes()).toEqual([{ valid: true }]);
    });

    it("keeps what an earlier run finished, and completes one that died in the middle", async () => {
      await migration(
        "20260102000000_by_width",
        `${INDEX}\ncreate index concurrently if not exists "doors_odd" on "doors" (id) where width::text <> ';';`,
      );
      await query(INDEX);
      const [kept] = await query("select to_regclass('doors_by_width')::oid as oid");
      await query(
        "insert into _prisma_migrations (id, checksum, migration_name) values ('dead', 'x', '20260102000000_by_width')",
      );
      expect(await apply()).toEqual({ applied: ["20260102000000_by_width"] });
      expect(await query("select to_regclass('doors_by_width')::oid as oid")).toEqual([kept]);
      expect(await query("select indisvalid as valid from pg_index where indexrelid = 'doors_odd'::regclass")).toEqual([
        { valid: true },
      ]);
    });

    it("lets several run at once: who waits for their turn is not waited for by the index", async () => {
      const results = await Promise.all([apply(), apply(), apply()]);
      expect(results.map(({ applied }) => applied.length).sort()).toEqual([0, 0, 1]);
      expect(await indexes()).toEqual([{ valid: true }]);
    });

    it.each([
      ["changes anything else", `${INDEX} update "doors" set width = 1;`],
      ["could not be run again", 'create index concurrently "doors_by_width" on "doors" (width);'],
    ])("refuses a migration that also %s, before it does anything", async (_what, sql) => {
      await migration("20260102000000_by_width", sql);
      await expect(apply()).rejects.toThrow(/20260102000000_by_width[\s\S]*IF NOT EXISTS[\s\S]*of its own/);
      expect(await indexes()).toEqual([]);
      expect(await pending()).toEqual(["20260102000000_by_width"]);
    });
  });

  it("completes a run that died in the middle of a migration", async () => {
    await migration("20260101000000_doors", TABLE);
    await apply();
    await migration("20260102000000_append_only", FUNCTION_AND_TRIGGER);
    await query(
      "insert into _prisma_migrations (id, checksum, migration_name) values ('dead', 'x', '20260102000000_append_only')",
    );
    await expect(pending()).rejects.toThrow(/20260102000000_append_only has begun .* has not finished/);
    expect(await apply()).toEqual({ applied: ["20260102000000_append_only"] });
    expect(await pending()).toEqual([]);
  });

  it("does not guess about a failed migration that commits by itself", async () => {
    await migration("20260101000000_own_transactions", `begin; ${TABLE}\ncommit;\nselect 1 / 0;`);
    await expect(apply()).rejects.toThrow("division by zero");
    await expect(pending()).rejects.toThrow("20260101000000_own_transactions");
    await expect(apply()).rejects.toThrow("20260101000000_own_transactions has begun");
    await query(
      "update _prisma_migrations set rolled_back_at = now() where migration_name = '20260101000000_own_transactions' and finished_at is null",
    );
    expect(await pending()).toEqual(["20260101000000_own_transactions"]);
  });

  it("refuses a migration edited after it was applied, but not other line ends", async () => {
    await migration("20260101000000_doors", `${TABLE}\n`);
    await apply();
    await migration("20260101000000_doors", `${TABLE}\r\n`);
    expect(await pending()).toEqual([]);
    await migration("20260101000000_doors", `${TABLE}\nselect 1;\n`);
    await expect(pending()).rejects.toThrow(/Edited after it was applied.*20260101000000_doors/);
    await expect(apply()).rejects.toThrow(/Edited after it was applied/);
  });

  it("is content with a database that a newer version has migrated", async () => {
    await migration("20260101000000_doors", TABLE);
    await migration("20260102000000_newer", "select 1;");
    await apply();
    await rm(path.join(directory, "20260102000000_newer"), { recursive: true });
    expect(await pending()).toEqual([]);
    expect(await apply()).toEqual({ applied: [] });
  });

  it("hands the owner's pool to what must follow, every time, while it holds the lock", async () => {
    await migration("20260101000000_doors", TABLE);
    const zones: unknown[] = [];
    const afterMigrate = async (pool: pg.Pool) => {
      zones.push((await pool.query("show timezone")).rows[0]);
      const locks = await pool.query(
        "select count(*)::int as held from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())",
      );
      expect(locks.rows).toEqual([{ held: 1 }]);
    };
    await applyMigrations(database.url, { directory, afterMigrate });
    await applyMigrations(database.url, { directory, afterMigrate });
    expect(zones).toEqual([{ TimeZone: "UTC" }, { TimeZone: "UTC" }]);
  });

  it("has nothing to do without a migrations directory", async () => {
    await rm(directory, { recursive: true });
    expect(await pending()).toEqual([]);
    expect(await apply()).toEqual({ applied: [] });
  });
});

describe("the difference of two schemas", () => {
  const datasource = 'datasource db {\n  provider = "postgresql"\n}\n';
  const doors = `${datasource}model Door {\n  id String @id @db.Uuid\n  openedAt DateTime @map("opened_at") @db.Timestamptz(3)\n  @@map("doors")\n}\n`;

  it("is SQL that the database accepts, step by step", async () => {
    await migration("20260101000000_doors", await newMigrationSql("", doors));
    await migration(
      "20260102000000_width",
      await newMigrationSql(doors, doors.replace("  @@map", "  width Int?\n  @@map")),
    );
    await apply();
    const columns = await query(
      "select column_name from information_schema.columns where table_name = 'doors' order by 1",
    );
    expect(columns.map((column) => column.column_name)).toEqual(["id", "opened_at", "width"]);
  });

  it("is empty when nothing changed", async () => {
    expect(await newMigrationSql(doors, `// a comment\n${doors}`)).toBe("");
  });

  it("names the mistake in an invalid schema", async () => {
    await expect(newMigrationSql("", doors.replace("String", "Strng"))).rejects.toThrow(/Strng/);
  });
});

it("gives test files databases that do not keep UTC", async () => {
  const dhaka = await createTestDatabase({ timeZone: "Asia/Dhaka" });
  const zone = (url: string) => withClient(url, async (client) => (await client.query("show timezone")).rows[0]);
  expect(await zone(database.url)).toEqual({ TimeZone: "America/New_York" });
  expect(await zone(dhaka.url)).toEqual({ TimeZone: "Asia/Dhaka" });
  await dhaka.drop();
});
