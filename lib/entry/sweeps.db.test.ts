import { beforeAll, expect, it } from "vitest";
import { openQueue } from "@/lib/core/queue";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { JOBS } from "./jobs";
import { relayJobs } from "./relay";
import { SWEEPS } from "./sql";

const world = useWorld();
const owner = useOwner(world);
let old: Populated;
let young: Populated;
beforeAll(async () => {
  world.now = new Date();
  old = await populate(world);
  young = await populate(world);
});

it("an export is swept away with its parts when its week is over, and no other is", async () => {
  const setEnd = (id: string, end: string) =>
    owner.rows("UPDATE exports SET expires_at = now() + $2::interval WHERE id = $1", [id, end]);
  await setEnd(old.exportId, "-1 minute");
  await setEnd(young.exportId, "1 minute");
  for (const sweep of SWEEPS) await world.db.systemPool.query(sweep);
  expect(await owner.rows("SELECT id FROM exports")).toEqual([{ id: young.exportId }]);
  expect(await owner.rows("SELECT DISTINCT export_id AS id FROM export_parts")).toEqual([{ id: young.exportId }]);
});

it("what no job is working on any more ends as cut off; what one still will do, does not", async () => {
  const age = () => owner.rows("UPDATE messages SET created_at = now() - interval '1 hour' WHERE state = 'queued'");
  await age();
  await owner.rows("UPDATE runs SET created_at = now() - interval '1 hour'");
  const sweep = async () => {
    for (const statement of SWEEPS) await world.db.systemPool.query(statement);
    const [run] = await owner.rows<{ state: string }>("SELECT state::text AS state FROM runs WHERE id = $1", [
      old.runId,
    ]);
    const messages = await owner.rows<{ state: string }>("SELECT DISTINCT state::text AS state FROM messages");
    return { run: run?.state, messages: messages.map(({ state }) => state).sort() };
  };
  // The relay has not taken their requests yet.
  expect(await sweep()).toEqual({ run: "queued", messages: ["queued"] });
  await owner.rows("DELETE FROM job_requests");
  expect(await sweep()).toEqual({ run: "failed", messages: ["failed"] });
  expect(await owner.rows("SELECT DISTINCT failure FROM messages")).toEqual([{ failure: "CUT_OFF" }]);
});

it("an email that waits a day for its next try, and one whose fifth try runs just now, are left alone", async () => {
  const tenant = await makeTenant(world);
  await makeTickets(world, tenant, await makeEvent(world, tenant), 2);
  const boss = openQueue(world.test.url);
  await boss.start();
  try {
    await relayJobs(
      boss,
      JOBS.map(({ kind }) => kind),
    );
    await owner.rows("UPDATE pgboss.job SET start_after = now() + interval '22 hours' WHERE name = 'messages.send'");
    const [first] = await owner.rows<{ id: string }>(
      `UPDATE messages SET created_at = now() - interval '2 hours', next_try_at = now() + interval '22 hours'
       WHERE tenant_id = $1 RETURNING id`,
      [tenant.id],
    );
    await owner.rows("UPDATE messages SET state = 'sending', attempts = 5 WHERE id = $1", [first?.id]);
    for (const sweep of SWEEPS) await world.db.systemPool.query(sweep);
    const states = () =>
      owner.rows("SELECT state::text AS state FROM messages WHERE tenant_id = $1 ORDER BY 1", [tenant.id]);
    expect(await states()).toEqual([{ state: "queued" }, { state: "sending" }]);
    await owner.rows("DELETE FROM pgboss.job");
    for (const sweep of SWEEPS) await world.db.systemPool.query(sweep);
    expect(await states()).toEqual([{ state: "failed" }, { state: "failed" }]);
  } finally {
    await boss.stop({ graceful: false });
  }
});

it("a limit's row goes an hour after its end, whoever counts limits, and no other does", async () => {
  const hour = 3_600_000;
  const ends: [string, number | null][] = [
    ["over", -hour - 60_000],
    ["just over", -hour + 60_000],
    ["open", hour],
    ["for ever", null],
  ];
  for (const [key, end] of ends) {
    await owner.rows("INSERT INTO rate_limits (key, points, expire) VALUES ($1, 1, $2)", [
      key,
      end === null ? null : Date.now() + end,
    ]);
  }
  for (const sweep of SWEEPS) await world.db.systemPool.query(sweep);
  const left = await owner.rows<{ key: string }>("SELECT key FROM rate_limits ORDER BY expire");
  expect(left.map(({ key }) => key)).toEqual(["just over", "open", "for ever"]);
});
