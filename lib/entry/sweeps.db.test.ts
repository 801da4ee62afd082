import { beforeAll, expect, it } from "vitest";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { useWorld } from "@/lib/testing/world";
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
