import { expect, it } from "vitest";
import { routeHandlers } from "@/lib/testing/exports";
import { holdRow, untilWaiting } from "@/lib/testing/locks";
import { useOwner } from "@/lib/testing/owner";
import { populate } from "@/lib/testing/populated";
import { callRoute } from "@/lib/testing/route-cases";
import { useSettings } from "@/lib/testing/settings";
import { makeEvent, useWorld } from "@/lib/testing/world";

const ROUTE = "POST /api/v1/events/[eventId]/tickets";
const handlers = await routeHandlers();
const world = useWorld();
const owner = useOwner(world);
useSettings();

it("a rush on one event holds one connection, and another event's tickets are issued meanwhile", async () => {
  world.now = new Date();
  const { tenant, event: hot, apiKey, ticketIds } = await populate(world);
  const quiet = await makeEvent(world, tenant);
  const issue = async (eventId: string, key: string) => {
    const response = await callRoute(ROUTE, handlers.get(ROUTE), {
      params: { eventId },
      sent: { tickets: [{ name: "Guest", email: "guest@example.com" }] },
      headers: { authorization: `Bearer ${apiKey.secret}`, "idempotency-key": key },
    });
    return response.status;
  };
  const busy = () => world.db.tenantPool.totalCount - world.db.tenantPool.idleCount;

  const held = await holdRow(world, "SELECT FROM event_counters WHERE event_id = $1 FOR NO KEY UPDATE", [hot.id]);
  const rush = Array.from({ length: 12 }, (_, n) => issue(hot.id, `rush-${n}`));
  await untilWaiting(owner, 1);
  expect(await issue(quiet.id, "quiet")).toBe(201);
  expect(busy()).toBe(1);
  await held.release();
  const answers = await Promise.all(rush);
  // On a slow machine some have waited for too long by now, and are told to come again: they have issued nothing.
  expect(answers.filter((status) => status !== 503)).toEqual(answers.filter((status) => status === 201));
  const issued = await owner.rows("SELECT FROM tickets WHERE event_id = $1", [hot.id]);
  expect(issued).toHaveLength(ticketIds.length + answers.filter((status) => status === 201).length);
});
