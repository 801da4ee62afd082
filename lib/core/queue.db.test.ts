import pg from "pg";
import { describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, withClient } from "@/lib/testing/databases";
import { useOwner } from "@/lib/testing/owner";
import { useWorld } from "@/lib/testing/world";
import { installQueue, openQueue, type QueuePlan } from "./queue";

const world = useWorld();
const owner = useOwner(world);
const PLAN: QueuePlan = { kind: "test.kind", tries: 3, firstDelaySeconds: 1, batchSize: 5, heartbeatSeconds: 60 };
const DENIED = { code: "42501" };

const asSystem = (test: TestDatabase, sql: string) =>
  withClient(test.serving.system, async (client) => (await client.query(sql)).rows);

async function installAgain(url: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // As many as give pg-boss time to look for stored commands.
  const plans = Array.from({ length: 20 }, (_, n) => ({ ...PLAN, kind: `test.kind-${n}` }));
  await installQueue(pool, plans).finally(() => pool.end());
}

/** A command, stored where pg-boss keeps what it runs later. */
const store = (command: string) =>
  `INSERT INTO pgboss.bam (name, version, table_name, command) VALUES ('mine', 1, 'job_common', '${command}')`;

/** What earlier versions granted, and a pg-boss that may look for stored commands at once. */
const AS_BEFORE =
  "GRANT ALL ON ALL TABLES IN SCHEMA pgboss TO usher_system; UPDATE pgboss.version SET bam_on = NULL, flow_on = NULL";

async function inDatabaseOfBefore(task: (test: TestDatabase) => Promise<void>): Promise<void> {
  const test = await createTestDatabase();
  try {
    await withClient(test.url, (client) => client.query(AS_BEFORE));
    await task(test);
  } finally {
    await test.drop();
  }
}

describe("what the owner's pg-boss runs or builds statements of", () => {
  it.each([
    store("SELECT 1"),
    "UPDATE pgboss.bam SET command = 'SELECT 1'",
    "DELETE FROM pgboss.bam",
    "UPDATE pgboss.version SET version = 1",
    "INSERT INTO pgboss.version VALUES (1)",
    "DELETE FROM pgboss.version",
    "UPDATE pgboss.queue SET partition = true",
    "UPDATE pgboss.queue SET table_name = 'job'",
    "INSERT INTO pgboss.queue SELECT * FROM pgboss.queue",
    "SELECT pgboss.create_queue('mine', '{\"policy\": \"standard\"}')",
    "DELETE FROM pgboss.queue",
    "CREATE TRIGGER mine BEFORE INSERT ON pgboss.queue FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE OR REPLACE FUNCTION pgboss.job_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
    "TRUNCATE pgboss.job_common",
  ])("is nothing that the system role writes: %s", async (statement) => {
    await expect(asSystem(world.test, statement)).rejects.toMatchObject(DENIED);
  });

  it("is nothing that it stored while an earlier version let it", async () => {
    await inDatabaseOfBefore(async (test) => {
      await asSystem(test, store("CREATE TABLE public.taken_over ()"));
      await installAgain(test.url);
      expect(await asSystem(test, "SELECT to_regclass('public.taken_over') AS name")).toEqual([{ name: null }]);
      await withClient(test.url, async (client) => {
        expect((await client.query("SELECT FROM pgboss.bam")).rowCount).toBe(0);
      });
      await expect(asSystem(test, store("SELECT 1"))).rejects.toMatchObject(DENIED);
    });
  });

  it("keeps what the owner's own pg-boss stored", async () => {
    const test = await createTestDatabase();
    await withClient(test.url, (client) => client.query(store("SELECT 1")));
    await installAgain(test.url);
    const count = (await withClient(test.url, (client) => client.query("SELECT FROM pgboss.bam"))).rowCount;
    await test.drop();
    expect(count).toBe(1);
  });

  it.each([
    "UPDATE pgboss.queue SET table_name = 'x_i1 ON pgboss.job_common (id); CREATE TABLE public.taken_over (); --', partition = true",
    "CREATE TRIGGER mine BEFORE UPDATE ON pgboss.queue FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
  ])("is refused where somebody wrote it before: %s", async (statement) => {
    await inDatabaseOfBefore(async (test) => {
      await asSystem(test, statement);
      await expect(installAgain(test.url)).rejects.toThrow("pgboss");
      await expect(asSystem(test, store("SELECT 1"))).rejects.toMatchObject(DENIED);
      await withClient(test.url, async (client) => {
        await client.query("UPDATE pgboss.queue SET table_name = 'job_common', partition = false");
        await client.query("DROP TRIGGER IF EXISTS mine ON pgboss.queue");
      });
      await installAgain(test.url);
    });
  });
});

it("the queue sends, claims, settles, keeps house and counts as the system login", async () => {
  const failures: unknown[] = [];
  const boss = openQueue(world.test.serving);
  boss.on("error", (error) => failures.push(error));
  boss.on("warning", (warning) => failures.push(warning));
  const pool = new pg.Pool({ connectionString: world.test.url, max: 2 });
  await installQueue(pool, [PLAN]).finally(() => pool.end());
  await boss.start();
  try {
    const ids = await boss.insert(PLAN.kind, [{ data: { n: 1 } }, { data: { n: 2 } }, { data: { n: 3 } }], {
      returnId: true,
    });
    const [one, two, three] = await boss.fetch(PLAN.kind, { batchSize: 3 });
    expect([one?.id, two?.id, three?.id].sort()).toEqual([...(ids ?? [])].sort());
    await boss.complete(PLAN.kind, one?.id ?? "");
    await boss.fail(PLAN.kind, two?.id ?? "", { reason: "test" });
    await boss.cancel(PLAN.kind, three?.id ?? "");
    await boss.deleteJob(PLAN.kind, three?.id ?? "");
    await owner.rows("UPDATE pgboss.queue SET monitor_claim_on = NULL, maintain_on = NULL");
    await owner.rows("UPDATE pgboss.job SET heartbeat_on = now() - interval '1 day' WHERE state = 'active'");
    await boss.supervise();
    await boss.resolveFlow();
    expect(await owner.rows("SELECT total_count AS total FROM pgboss.queue WHERE name = $1", [PLAN.kind])).toEqual([
      { total: 2 },
    ]);
    expect(failures).toEqual([]);
  } finally {
    await boss.stop({ graceful: false });
  }
});
