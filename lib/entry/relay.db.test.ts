import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { requestJobAt, requestJobs } from "@/lib/core/jobs";
import { openQueue } from "@/lib/core/queue";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { useOwner } from "@/lib/testing/owner";
import { useSettings } from "@/lib/testing/settings";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { JOBS } from "./jobs";
import { relayJobs } from "./relay";

const world = useWorld();
const owner = useOwner(world);
useSettings();
const admin = inRole("TENANT_ADMIN");
const kinds = JOBS.map((job) => job.kind);
let boss: ReturnType<typeof openQueue>;
let tenant: CtxTenant;
let event: MadeEvent;

beforeAll(async () => {
  boss = openQueue(world.test.url);
  boss.on("error", () => undefined);
  await boss.start();
});
afterAll(() => boss.stop({ graceful: false }));
beforeEach(async () => {
  await relayJobs(boss, kinds);
  await owner.rows("DELETE FROM pgboss.job");
  tenant = await makeTenant(world);
  event = await makeEvent(world, tenant);
});

const queued = () => owner.rows<{ id: string; data: unknown }>("SELECT id, data FROM pgboss.job ORDER BY id");
const waiting = () => owner.rows<{ id: string }>("SELECT id FROM job_requests WHERE relayed_at IS NULL ORDER BY id");

describe("the relay", () => {
  it("hands each request over once, under its own id, with the organization and ids and nothing else", async () => {
    await makeTickets(world, tenant, event, 3);
    const requests = await waiting();
    expect(requests).toHaveLength(3);
    expect(await relayJobs(boss, kinds)).toBe(3);
    expect(await relayJobs(boss, kinds)).toBe(0);
    const jobs = await queued();
    expect(jobs.map((job) => job.id)).toEqual(requests.map((request) => request.id));
    for (const { data } of jobs)
      expect(data).toEqual({ tenantId: tenant.id, payload: { messageId: expect.any(String) } });
    expect(JSON.stringify(jobs)).not.toMatch(/Guest|@|U1:/);
  });

  it("finds no job of a change that was rolled back", async () => {
    const change = act(world, tenant, admin, async (ctx) => {
      await issueTickets(ctx, { eventId: event.id, tickets: [{ name: "A", email: "a@example.com" }] });
      throw new Error("changed my mind");
    });
    await expect(change).rejects.toThrow("changed my mind");
    expect(await relayJobs(boss, kinds)).toBe(0);
    expect(await queued()).toEqual([]);
    expect(await owner.rows("SELECT FROM messages WHERE tenant_id = $1", [tenant.id])).toEqual([]);
  });

  it("five at once, over more requests than one takes, hand over each exactly once", async () => {
    await makeTickets(world, tenant, event, 450);
    const counts = await Promise.all(Array.from({ length: 5 }, () => relayJobs(boss, kinds)));
    let sum = counts.reduce((all, count) => all + count, 0);
    for (let more = 1; more > 0; sum += more) more = await relayJobs(boss, kinds);
    expect(sum).toBe(450);
    expect(new Set((await queued()).map((job) => job.id)).size).toBe(450);
    expect(await waiting()).toEqual([]);
  });

  it("loses nothing when it dies between handing over and its commit: then neither happened", async () => {
    await makeTickets(world, tenant, event, 2);
    // The queue takes the jobs, and then the request's row can no longer be marked.
    await owner.rows("ALTER TABLE job_requests ADD CONSTRAINT dies CHECK (relayed_at IS NULL) NOT VALID");
    await expect(relayJobs(boss, kinds)).rejects.toThrow("dies");
    expect(await queued()).toEqual([]);
    expect(await waiting()).toHaveLength(2);
    await owner.rows("ALTER TABLE job_requests DROP CONSTRAINT dies");
    expect(await relayJobs(boss, kinds)).toBe(2);
    expect(await queued()).toHaveLength(2);
  });

  it("loses nothing when its connection breaks in the midst of it", async () => {
    await makeTickets(world, tenant, event, 2);
    await owner.rows(`CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'`);
    await owner.rows(
      "CREATE TRIGGER break_off BEFORE UPDATE ON job_requests FOR EACH ROW EXECUTE FUNCTION break_off()",
    );
    await expect(relayJobs(boss, kinds)).rejects.toThrow();
    await owner.rows("DROP TRIGGER break_off ON job_requests");
    expect(await queued()).toEqual([]);
    expect(await relayJobs(boss, kinds)).toBe(2);
  });

  it("hands over at once what is to start later, with the moment it may start at", async () => {
    const runAfter = new Date(Date.now() + 86_400_000);
    await act(world, tenant, admin, (ctx) =>
      requestJobAt(ctx, kinds[0] ?? "", { payload: { messageId: newId() }, runAfter }),
    );
    expect(await relayJobs(boss, kinds)).toBe(1);
    expect(await owner.rows("SELECT start_after AS at, state FROM pgboss.job")).toEqual([
      { at: runAfter, state: "created" },
    ]);
    expect(await boss.fetch(kinds[0] ?? "")).toEqual([]);
  });

  it("leaves a kind that it does not know for a worker that does", async () => {
    await act(world, tenant, admin, (ctx) => requestJobs(ctx, "orders.refund", [{ orderId: newId() }]));
    expect(await relayJobs(boss, kinds)).toBe(0);
    expect(await waiting()).toHaveLength(1);
    await owner.rows("DELETE FROM job_requests WHERE kind = 'orders.refund'");
  });
});
