import { describe, expect, inject, it } from "vitest";
import { withClient } from "@/lib/testing/databases";
import { beforeMigration } from "@/lib/testing/half-migrated";
import { tenantTables } from "@/lib/testing/owner";

/** The tables that nobody else may change because of who waits for one; undefined while nobody does. */
function heldBy(url: string, table: string): Promise<string[] | undefined> {
  return withClient(url, async (onlooker) => {
    const { rows } = await onlooker.query<{ held: string[] }>(
      `SELECT array(SELECT h.relation::regclass::text FROM pg_locks h JOIN pg_class c ON c.oid = h.relation
         WHERE h.pid = w.pid AND h.granted AND h.mode IN ('ShareRowExclusiveLock', 'AccessExclusiveLock')
           AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r') AS held
       FROM pg_locks w WHERE w.relation = $1::regclass AND w.mode = 'AccessExclusiveLock' AND NOT w.granted`,
      [table],
    );
    return rows[0]?.held;
  });
}

describe("the migration to serving logins", () => {
  it("holds no table while it waits for another, so that no scan can be waiting for it in turn", () =>
    beforeMigration("_serving_logins", async ({ url, goOn }) => {
      await withClient(url, async (reader) => {
        await reader.query("BEGIN; SELECT FROM tickets");
        // It gives up after seconds, when we are slow to look; then it goes on when it is run again.
        const migrating = goOn().catch(() => undefined);
        let held: string[] | undefined;
        while (held === undefined) held = await heldBy(url, "tickets");
        expect(held).toEqual([]);
        await reader.query("COMMIT");
        await migrating;
      });
      await goOn();
      await withClient(url, async (client) => {
        const rows = async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows;
        const { length } = await rows(
          "SELECT FROM pg_policies WHERE policyname = 'purger_rows' AND tablename <> 'tenants' AND tablename <> 'platform_audit_entries'",
        );
        expect(length).toBe((await tenantTables(rows)).length);
      });
    }));

  it("leaves alone what somebody else keeps in our schema, and what is no function", async () => {
    const server = inject("testServer");
    const stranger = `${server.prefix}stranger`;
    await withClient(server.url, (client) => client.query(`CREATE ROLE ${stranger}`));
    try {
      await beforeMigration("_serving_logins", async ({ url, goOn }) => {
        await withClient(url, (client) =>
          client.query(
            `CREATE FUNCTION theirs() RETURNS int LANGUAGE sql AS 'SELECT 1';
             CREATE AGGREGATE joined(text) (sfunc = textcat, stype = text);
             CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
             GRANT CREATE ON SCHEMA public TO ${stranger};
             GRANT ${stranger} TO current_user;
             ALTER FUNCTION theirs OWNER TO ${stranger};
             REVOKE ${stranger} FROM current_user`,
          ),
        );
        await goOn();
        const found = await withClient(url, (client) =>
          client.query(
            "SELECT proname AS name FROM pg_proc WHERE proname IN ('theirs', 'joined', 'nothing') AND proconfig IS NULL ORDER BY 1",
          ),
        );
        expect(found.rows.map(({ name }) => name)).toEqual(["joined", "nothing", "theirs"]);
      });
    } finally {
      await withClient(server.url, (client) => client.query(`DROP ROLE ${stranger}`));
    }
  });
});

it("the migration to trigrams says what to do where the extension stands in another schema, and goes on afterwards", () =>
  beforeMigration("_tickets_are_found_by_trigrams", async ({ url, goOn }) => {
    await withClient(url, (client) =>
      client.query("CREATE SCHEMA extensions; CREATE EXTENSION pg_trgm SCHEMA extensions"),
    );
    await expect(goOn()).rejects.toThrow(/pg_trgm stands in the schema extensions.*DROP EXTENSION pg_trgm/s);
    await withClient(url, (client) => client.query("DROP EXTENSION pg_trgm"));
    await goOn();
    const index = await withClient(url, (client) =>
      client.query("SELECT to_regclass('tickets_search_trigrams') AS name"),
    );
    expect(index.rows).toEqual([{ name: "tickets_search_trigrams" }]);
  }));
