import { afterEach, beforeAll, expect, it } from "vitest";
import { holdRow, untilWaiting } from "@/lib/testing/locks";
import { useLogLines } from "@/lib/testing/log-lines";
import { useOwner } from "@/lib/testing/owner";
import { useSettings } from "@/lib/testing/settings";
import { useWorld } from "@/lib/testing/world";
import { startWorker, type Worker } from "./worker";

const world = useWorld();
const owner = useOwner(world);
const lines = useLogLines();
useSettings();
let worker: Worker | null = null;

beforeAll(async () => {
  await owner.rows("INSERT INTO worker_heartbeats (id, at) VALUES ('long gone', now() - interval '2 days')");
});
afterEach(() => worker?.stop());

it("a worker that is stopped ends its sweep on the server as well, and nobody calls that a trouble", async () => {
  const held = await holdRow(world, "SELECT FROM worker_heartbeats WHERE id = $1 FOR UPDATE", ["long gone"]);
  worker = await startWorker();
  await untilWaiting(owner, 1);
  await worker.stop();
  worker = null;
  const working = `SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND backend_type = 'client backend'`;
  expect(await owner.rows(working)).toEqual([]);
  await held.release();
  // What the sweep would have deleted is there: it was undone.
  expect(await owner.rows("SELECT FROM worker_heartbeats WHERE id = 'long gone'")).toHaveLength(1);
  expect(lines.filter(({ level }) => level >= 40)).toEqual([]);
});
