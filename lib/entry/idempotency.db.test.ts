import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { resetLimiters } from "@/lib/core/rate-limit";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { routeHandlers } from "@/lib/testing/exports";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { callRoute } from "@/lib/testing/route-cases";
import { useSettings } from "@/lib/testing/settings";
import { act, inRole, makeEvent, useWorld } from "@/lib/testing/world";

const ROUTE = "POST /api/v1/events/[eventId]/tickets";
const handlers = await routeHandlers();
const world = useWorld();
const owner = useOwner(world);
useSettings();
let one: Populated;

beforeAll(async () => {
  world.now = new Date();
  one = await populate(world);
});
beforeEach(() => resetLimiters());

type Sending = { key?: string; names?: string[]; secret?: string; eventId?: string };

async function issue({ key, names = ["Guest"], secret = one.apiKey.secret, eventId = one.event.id }: Sending) {
  const response = await callRoute(ROUTE, handlers.get(ROUTE), {
    params: { eventId },
    sent: { tickets: names.map((name) => ({ name, email: "guest@example.com" })) },
    headers: { authorization: `Bearer ${secret}`, ...(key === undefined ? {} : { "idempotency-key": key }) },
  });
  return { status: response.status, body: await response.json() };
}

const issued = async (eventId = one.event.id) =>
  (await owner.rows("SELECT FROM tickets WHERE event_id = $1", [eventId])).length;

describe("issuing over the API", () => {
  it("a repeat under the same key gets the same answer, and issues nothing more", async () => {
    const before = await issued();
    const first = await issue({ key: "order-1", names: ["Ada", "Bo"] });
    expect(first).toEqual({
      status: 201,
      body: {
        tickets: [
          { id: expect.any(String), number: before + 1 },
          { id: expect.any(String), number: before + 2 },
        ],
      },
    });
    expect(await issue({ key: "order-1", names: ["Ada", "Bo"] })).toEqual(first);
    expect(await issued()).toBe(before + 2);
    expect(await owner.rows("SELECT FROM messages WHERE ticket_id = $1", [first.body.tickets[0].id])).toHaveLength(1);
  });

  it("ten at once under one key issue once, and all get that answer", async () => {
    const before = await issued();
    const answers = await Promise.all(Array.from({ length: 10 }, () => issue({ key: "order-2" })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await issued()).toBe(before + 1);
  });

  it("another body, or another event, under a used key is refused", async () => {
    const other = await makeEvent(world, one.tenant);
    await issue({ key: "order-3" });
    const before = await issued();
    for (const sending of [{ names: ["Mallory"] }, { names: ["Guest", "Guest"] }, { eventId: other.id }]) {
      expect(await issue({ key: "order-3", ...sending })).toMatchObject({
        status: 409,
        body: { code: "IDEMPOTENCY_KEY_REUSED" },
      });
    }
    expect([await issued(), await issued(other.id)]).toEqual([before, 0]);
  });

  it("another caller's key is another key", async () => {
    const second = await act(world, one.tenant, inRole("TENANT_ADMIN"), (ctx) =>
      createApiKey(ctx, { name: "Second", permissions: ["tickets.issue"] }),
    );
    const answers = [await issue({ key: "order-4" }), await issue({ key: "order-4", secret: second.secret })];
    expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
    expect(answers[0]?.body).not.toEqual(answers[1]?.body);
  });

  it("a run that failed leaves the key free, for the same body and for another", async () => {
    const full = await makeEvent(world, one.tenant, { capacity: 1 });
    expect(await issue({ key: "order-5", eventId: full.id, names: ["A", "B"] })).toMatchObject({
      status: 409,
      body: { code: "LIMIT_EXCEEDED", capacity: 1, remaining: 1 },
    });
    expect((await issue({ key: "order-5", eventId: full.id, names: ["A"] })).status).toBe(201);
    expect(await issue({ key: "order-6", eventId: full.id })).toMatchObject({
      status: 409,
      body: { code: "LIMIT_EXCEEDED" },
    });
    await owner.rows("UPDATE event_counters SET capacity = 5 WHERE event_id = $1", [full.id]);
    expect((await issue({ key: "order-6", eventId: full.id })).status).toBe(201);
  });

  it.each([undefined, "", "with a blank", "x".repeat(256)])("asks for a key of visible ASCII: %j", async (key) => {
    const before = await issued();
    expect(await issue({ key })).toMatchObject({
      status: 400,
      body: { code: "VALIDATION_FAILED", fields: { "Idempotency-Key": expect.any(String) } },
    });
    expect(await issued()).toBe(before);
  });
});
