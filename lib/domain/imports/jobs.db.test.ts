import { afterEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { openThreads, runTask, type Threads } from "@/lib/core/threads";
import { fillLane } from "@/lib/testing/full-lane";
import { guestList, useImporter } from "@/lib/testing/imports";
import { useOwner } from "@/lib/testing/owner";
import { ctxOf, type MadeEvent, makeEvent, useWorld } from "@/lib/testing/world";
import { issueLane } from "../tickets/rules";
import { workImport } from "./jobs";

const LIMITS = { atOnce: 1, waiting: 0, timeMs: 30_000, memoryMb: 256 };
const slot = Symbol.for("usher.threads");
const world = useWorld();
const owner = useOwner(world);
const desk = useImporter(world);
let opened: Threads | null = null;

afterEach(async () => {
  Reflect.deleteProperty(globalThis, slot);
  await opened?.pool.destroy();
  opened = null;
});

/** Puts threads of other limits in place of the process's, until the test's end. */
function useThreads(limits: Partial<typeof LIMITS>): Threads {
  opened = openThreads({ ...LIMITS, ...limits });
  (globalThis as { [slot]?: Threads })[slot] = opened;
  return opened;
}

async function committedRun(): Promise<{ event: MadeEvent; runId: string }> {
  const event = await makeEvent(world, desk.tenant);
  const { importId } = await desk.upload(event, guestList(3));
  return { event, runId: (await desk.commit(event, importId)).runId };
}
/** One try of the run's job, as the queue makes it. */
const tryOnce = (runId: string) =>
  workImport(ctxOf(world, desk.tenant, { kind: "job", id: newId(), permissions: [] }), { runId });
async function stands(runId: string) {
  const [run] = await owner.rows("SELECT state::text AS state, done, failure FROM runs WHERE id = $1", [runId]);
  return run;
}
const DONE = { state: "done", done: 3, failure: null };

describe("an import beside others", () => {
  it.each([
    ["the organization reads other lists", () => `lists:${desk.tenant.id}`],
    ["others issue tickets of its event", (eventId: string) => `${desk.tenant.id}:${issueLane({ eventId })}`],
  ])("waits while %s", async (_who, laneOf) => {
    const { event, runId } = await committedRun();
    const { release, isCrowdGone } = fillLane(laneOf(event.id));
    const working = tryOnce(runId);
    await Promise.race([isCrowdGone, working]);
    release();
    await working;
    expect(await stands(runId)).toEqual(DONE);
  });

  it("waits while every thread has work and enough behind it", async () => {
    const { runId } = await committedRun();
    const threads = useThreads({});
    const busy = runTask(threads, { file: "lib/testing/thread-tasks.ts", name: "work" }, { ms: 2000 });
    const working = tryOnce(runId);
    await Promise.all([busy, working]);
    expect(await stands(runId)).toEqual(DONE);
  });

  it("whose list takes more time than any may ends as failed, and is not tried again", async () => {
    const { runId } = await committedRun();
    useThreads({ timeMs: 0 });
    await tryOnce(runId);
    expect(await stands(runId)).toMatchObject({ state: "failed", failure: "TOO_MUCH_WORK" });
  });
});
