import type pg from "pg";
import { describe, expect, it, vi } from "vitest";
import { withClient } from "@/lib/testing/databases";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { PATIENCE } from "@/lib/testing/patience";
import { makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { POOL_SIZES } from "./connections";
import { openDatabase, setDatabase } from "./database";
import { unsafeUnhurriedQuery } from "./system";

const world = useWorld();
const owner = useOwner(world);

/** What a pool's sessions are set to, in milliseconds. */
async function limitsOf(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; ms: number }>(
    `SELECT name, setting::int AS ms FROM pg_settings
     WHERE name IN ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout')`,
  );
  return Object.fromEntries(rows.map(({ name, ms }) => [name, ms]));
}

describe("every session has a limit", () => {
  it("on how long it waits for a lock, works at a statement, and does nothing in a transaction", async () => {
    const { tenantPool, systemPool, gatePool } = world.db;
    const idle = { idle_in_transaction_session_timeout: 15_000 };
    expect(await limitsOf(tenantPool)).toEqual({ ...idle, lock_timeout: 0, statement_timeout: 25_000 });
    expect(await limitsOf(systemPool)).toEqual({ ...idle, lock_timeout: 0, statement_timeout: 30_000 });
    expect(await limitsOf(gatePool)).toEqual({ ...idle, lock_timeout: 1500, statement_timeout: 4000 });
  });

  it("but for what takes as long as there are rows, and has connections of its own", async () => {
    await withClient(world.test.url, async (client) => {
      await client.query("CREATE TABLE found (limits text); GRANT INSERT ON found TO usher_system");
      await unsafeUnhurriedQuery(
        "INSERT INTO found SELECT string_agg(current_setting(name), ' ') FROM unnest($1::text[]) name",
        [["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"]],
      );
      expect((await client.query("SELECT limits FROM found")).rows).toEqual([{ limits: "0 0 0" }]);
    });
    expect(await limitsOf(world.db.unhurriedPool)).toMatchObject({ statement_timeout: 30_000 });
    await expect(unsafeUnhurriedQuery("SELECT 1 / 0")).rejects.toMatchObject({ code: "22012" });
  });

  it.each([
    ["serving logins", () => world.test.serving],
    ["the owner's login alone", () => world.test.url],
  ])("and is ended on the server when it is told to, by %s", async (_name, address) => {
    const db = openDatabase(address());
    setDatabase(db);
    try {
      const stop = new AbortController();
      const sleeping = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
      const cut = unsafeUnhurriedQuery("SELECT pg_sleep(3600)", [], stop.signal);
      await vi.waitFor(async () => expect(await owner.rows(sleeping)).toHaveLength(1), PATIENCE);
      stop.abort();
      await expect(cut).rejects.toBe(stop.signal.reason);
      expect(await owner.rows(sleeping)).toEqual([]);
      await expect(unsafeUnhurriedQuery("SELECT 1 AS one", [], stop.signal)).rejects.toBe(stop.signal.reason);
      expect(await unsafeUnhurriedQuery("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    } finally {
      setDatabase(world.db);
      await db.close();
    }
  });

  it("at the gate, where a locked ticket gives one scan up in time, and no other scan waits for it", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, POOL_SIZES.gate + 2);
    const codes: string[] = [];
    for (const { id } of tickets) codes.push((await secretsOf(world, tenant, id)).code);
    const gate = gateAt(world, tenant, event);
    const previews = await Promise.all(codes.map((code) => gate.preview(code)));
    const [locked, ...others] = previews;
    if (!locked) throw new Error("No ticket was looked at.");
    await withClient(world.test.url, async (holder) => {
      await holder.query("BEGIN");
      await holder.query("SELECT FROM tickets WHERE id = $1 FOR UPDATE", [tickets[0]?.id]);
      await expect(gate.confirm(locked)).rejects.toMatchObject({ code: "55P03" });
      const waiting = gate.confirm(locked);
      const admitted = await Promise.all(others.map((preview) => gate.confirm(preview)));
      expect(admitted.map(({ verdict }) => verdict)).toEqual(others.map(() => "ADMITTED"));
      await expect(waiting).rejects.toMatchObject({ code: "55P03" });
    });
  });
});

describe("connections", () => {
  it("of three processes with a worker each, as they come, fit into PostgreSQL's hundred beside a migration's", () => {
    const db = openDatabase("postgres://nobody@127.0.0.1:1/none");
    const ours = [db.tenantPool, db.systemPool, db.gatePool, db.unhurriedPool];
    const sum = ours.reduce((total, pool) => total + (pool.options.max ?? 0), POOL_SIZES.queue);
    expect(sum).toBe(30);
    expect(3 * sum + 3).toBeLessThanOrEqual(97);
    for (const pool of ours) expect(pool.options.keepAlive).toBe(true);
    return db.close();
  });
});
