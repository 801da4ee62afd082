import { expect, it, vi } from "vitest";
import { startListenProxy } from "@/lib/testing/listen-proxy";
import { useOwner } from "@/lib/testing/owner";
import { PATIENCE } from "@/lib/testing/patience";
import { useWorld } from "@/lib/testing/world";
import { openDatabase, setDatabase } from "./database";
import { listenForJobRequests } from "./job-notification";

const RETRY_MS = 10;
const world = useWorld();
const owner = useOwner(world);

/** A listener behind a proxy, and how many of its connections are in its hands. */
async function behindProxy(trouble: "refused" | "broken", times: number) {
  const proxy = await startListenProxy(world.test.url, { trouble, times });
  const db = openDatabase(proxy.url);
  setDatabase(db);
  let wakes = 0;
  const stop = listenForJobRequests(() => {
    wakes += 1;
  }, RETRY_MS);
  return {
    proxy,
    db,
    stop,
    wakes: () => wakes,
    held: () => db.systemPool.totalCount - db.systemPool.idleCount,
    async end() {
      setDatabase(world.db);
      await proxy.close();
      await db.close();
    },
  };
}

it("a pooler that refuses to listen costs no connection, however often it is asked", async () => {
  const { proxy, db, stop, held, end } = await behindProxy("refused", Number.POSITIVE_INFINITY);
  try {
    await vi.waitFor(() => expect(proxy.asked()).toBeGreaterThan(5), PATIENCE);
    const answers = await Promise.all(Array.from({ length: 4 }, () => db.systemPool.query("SELECT 1 AS one")));
    expect(answers.map(({ rows }) => rows)).toEqual(answers.map(() => [{ one: 1 }]));
    await stop();
    expect(held()).toBe(0);
  } finally {
    await end();
  }
});

it("a connection that breaks as it begins to listen is followed by one other, and the end gives that back", async () => {
  const { proxy, stop, wakes, held, end } = await behindProxy("broken", 3);
  try {
    await vi.waitFor(async () => {
      await owner.rows("NOTIFY usher_job_requests");
      expect(wakes()).toBeGreaterThan(0);
    }, PATIENCE);
    await stop();
    expect([proxy.asked(), held()]).toEqual([4, 0]);
  } finally {
    await end();
  }
});

it("a listener whose connection is cut listens again, and is told once of each", async () => {
  const { proxy, stop, wakes, held, end } = await behindProxy("broken", 0);
  try {
    const untilHeard = (count: number) =>
      vi.waitFor(async () => {
        await owner.rows("NOTIFY usher_job_requests");
        expect([wakes() > 0, proxy.asked()]).toEqual([true, count]);
      }, PATIENCE);
    await untilHeard(1);
    proxy.cut();
    await untilHeard(2);
    await stop();
    expect([proxy.asked(), held()]).toEqual([2, 0]);
  } finally {
    await end();
  }
});
