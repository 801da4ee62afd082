import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { onJobRequest, requestJobs } from "@/lib/core/jobs";
import { useOwner } from "@/lib/testing/owner";
import { PATIENCE } from "@/lib/testing/patience";
import { useSettings } from "@/lib/testing/settings";
import { act, ctxOf, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { startWorker, type Worker } from "./worker";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const admin = inRole("TENANT_ADMIN");
const AN_HOUR = 3600;
let tenant: CtxTenant;
let worker: Worker | null = null;
let listener: pg.Client;
let heard = 0;

beforeAll(async () => {
  listener = new pg.Client({ connectionString: world.test.url });
  listener.on("notification", () => {
    heard += 1;
  });
  await listener.connect();
  await listener.query("LISTEN usher_job_requests");
});
afterAll(() => listener.end());
beforeEach(async () => {
  tenant = await makeTenant(world);
  heard = 0;
});
afterEach(async () => {
  await worker?.stop();
  worker = null;
});

/** One of a kind that no worker takes, so that only the telling is looked at. */
const ask = (outcome: "commits" | "rolls back" = "commits") =>
  act(world, tenant, admin, async (ctx) => {
    await requestJobs(ctx, "orders.refund", [{ orderId: newId() }]);
    if (outcome === "rolls back") throw new Error("changed my mind");
  });
/** A notification sent now comes after all that were sent before it. */
async function heardSoFar(): Promise<number> {
  const before = heard;
  await owner.rows("NOTIFY usher_job_requests, 'the last'");
  await vi.waitFor(() => expect(heard).toBeGreaterThan(before), PATIENCE);
  return heard - 1;
}
const emails = () =>
  act(world, tenant, admin, ({ db }) => db.message.findMany({ select: { state: true, attempts: true } }));
const untilKept = (count: number) =>
  vi.waitFor(
    async () => expect(await emails()).toEqual(Array.from({ length: count }, () => ({ state: "kept", attempts: 1 }))),
    PATIENCE,
  );

describe("a request for jobs", () => {
  it("wakes the worker of its own process once it has committed, not before, and tells no other", async () => {
    const wakes: number[] = [];
    let committed = 0;
    const forget = onJobRequest(() => wakes.push(committed));
    await act(world, tenant, admin, async (ctx) => {
      await requestJobs(ctx, "orders.refund", [{ orderId: newId() }]);
      await requestJobs(ctx, "orders.refund", [{ orderId: newId() }]);
      expect(wakes).toEqual([]);
      committed = 1;
    });
    forget();
    expect(wakes).toEqual([1]);
    expect(await heardSoFar()).toBe(0);
  });

  it("wakes and tells nobody when it is rolled back, or when nothing was asked for", async () => {
    let wakes = 0;
    const forget = onJobRequest(() => {
      wakes += 1;
    });
    await expect(ask("rolls back")).rejects.toThrow("changed my mind");
    await act(world, tenant, admin, (ctx) => requestJobs(ctx, "orders.refund", []));
    forget();
    await expect(ask("rolls back")).rejects.toThrow("changed my mind");
    expect(wakes).toBe(0);
    expect(await heardSoFar()).toBe(0);
  });

  it("tells the workers of other processes where this one has none: once for many commits", async () => {
    await Promise.all(Array.from({ length: 20 }, () => ask()));
    await vi.waitFor(() => expect(heard).toBeGreaterThan(0), PATIENCE);
    expect(await heardSoFar()).toBeLessThan(10);
  });

  it("is refused outside a transaction", async () => {
    await expect(requestJobs(ctxOf(world, tenant, admin), "orders.refund", [{}])).rejects.toThrow();
  });
});

describe("a worker that looks for work by itself once an hour", () => {
  beforeEach(async () => {
    worker = await startWorker({ pollSeconds: AN_HOUR });
  });

  it("takes at once what its own process has committed", async () => {
    await makeTickets(world, tenant, await makeEvent(world, tenant), 2);
    await untilKept(2);
    await makeTickets(world, tenant, await makeEvent(world, tenant), 1);
    await untilKept(3);
  });

  it("takes at once what another process tells of", async () => {
    const event = await makeEvent(world, tenant);
    await worker?.stop();
    await makeTickets(world, tenant, event, 1);
    const asked = await owner.rows<{ id: string }>("DELETE FROM job_requests RETURNING *");
    worker = await startWorker({ pollSeconds: AN_HOUR });
    await owner.rows("INSERT INTO job_requests SELECT * FROM json_populate_recordset(NULL::job_requests, $1)", [
      JSON.stringify(asked),
    ]);
    // Its listener may be on its way yet; whoever tells again disturbs nobody.
    await vi.waitFor(async () => {
      await owner.rows("NOTIFY usher_job_requests");
      expect(await emails()).toEqual([{ state: "kept", attempts: 1 }]);
    }, PATIENCE);
  });
});

it("what nobody was told of is found by the poll", async () => {
  const event = await makeEvent(world, tenant);
  await makeTickets(world, tenant, event, 2);
  const asked = await owner.rows("DELETE FROM job_requests RETURNING *");
  worker = await startWorker({ pollSeconds: 0.5 });
  await owner.rows("INSERT INTO job_requests SELECT * FROM json_populate_recordset(NULL::job_requests, $1)", [
    JSON.stringify(asked),
  ]);
  await untilKept(2);
  expect(await heardSoFar()).toBeLessThanOrEqual(1);
});
