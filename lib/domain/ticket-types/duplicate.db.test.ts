import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { getEventSettings } from "../events/queries";
import { createCheckpoint, createGate } from "../gates/commands";
import { listGateSettings } from "../gates/queries";
import { createTicketType, duplicateEvent } from "./commands";
import { listTypeSettings } from "./queries";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const as = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);

const all = (tenant: CtxTenant, eventId: string) =>
  as(tenant, async (ctx) => ({
    event: await getEventSettings(ctx, { eventId }),
    types: await listTypeSettings(ctx, { eventId }),
    ...(await listGateSettings(ctx, { eventId })),
  }));
const withoutIds = <Row extends { id: string }>(rows: Row[]) => rows.map(({ id: _id, ...row }) => row);

/** An evening in Berlin a week before the clocks go back, with one of everything. */
async function berlin() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, {
    name: "Lichternacht",
    venue: "Pier 4",
    timeZone: "Europe/Berlin",
    startsAt: new Date("2026-10-18T17:00:00Z"),
    endsAt: new Date("2026-10-18T23:30:00Z"),
    doorsOpenAt: new Date("2026-10-18T16:00:00Z"),
    capacity: 80,
    showTicketType: true,
    reentry: true,
  });
  await as(tenant, async (ctx) => {
    await createTicketType(ctx, { eventId: event.id, name: "Early", validUntil: new Date("2026-10-18T18:00:00Z") });
    await createGate(ctx, { eventId: event.id, name: "North gate" });
    await createCheckpoint(ctx, { eventId: event.id, name: "Exit", direction: "out" });
  });
  await makeTickets(world, tenant, event, 3);
  return { tenant, event };
}

describe("duplicating an event", () => {
  it("makes a draft on another day at the same clock times, with all but its tickets", async () => {
    const { tenant, event } = await berlin();
    const { id } = await as(tenant, (ctx) =>
      duplicateEvent(ctx, { eventId: event.id, name: "Lichternacht II", startsOn: "2026-10-25" }),
    );
    const [source, copy] = [await all(tenant, event.id), await all(tenant, id)];
    // The clocks go back that morning: the same wall times are an hour later as moments.
    expect(copy.event).toEqual({
      ...source.event,
      id,
      name: "Lichternacht II",
      slug: "lichternacht-ii",
      status: "draft",
      startsAt: new Date("2026-10-25T18:00:00Z"),
      endsAt: new Date("2026-10-26T00:30:00Z"),
      doorsOpenAt: new Date("2026-10-25T17:00:00Z"),
    });
    expect(copy.types.map(({ name, validUntil, activeCount }) => ({ name, validUntil, activeCount }))).toEqual([
      { name: "General admission", validUntil: null, activeCount: 0 },
      { name: "Early", validUntil: new Date("2026-10-25T19:00:00Z"), activeCount: 0 },
    ]);
    expect(withoutIds(copy.gates)).toEqual(withoutIds(source.gates));
    expect(withoutIds(copy.checkpoints)).toEqual(withoutIds(source.checkpoints));
    expect(copy.gates[0]?.id).not.toBe(source.gates[0]?.id);
    expect(await as(tenant, (ctx) => ctx.db.ticket.count({ where: { eventId: id } }))).toBe(0);
    expect((await makeTickets(world, tenant, { id }, 1))[0]?.number).toBe(1);
  });

  it("keeps currency and prices of the one it follows", async () => {
    const { tenant, event } = await berlin();
    await as(tenant, async (ctx) => {
      await ctx.db.event.updateMany({ where: { id: event.id }, data: { currency: "EUR" } });
      await ctx.db.ticketType.updateMany({ where: { eventId: event.id }, data: { priceMinor: 1250 } });
    });
    const { id } = await as(tenant, (ctx) =>
      duplicateEvent(ctx, { eventId: event.id, name: "Again", startsOn: "2027-01-10" }),
    );
    const kept = await as(tenant, (ctx) =>
      ctx.db.ticketType.findMany({
        where: { eventId: id },
        select: { priceMinor: true, event: { select: { currency: true } } },
      }),
    );
    expect(kept).toEqual(Array(2).fill({ priceMinor: 1250, event: { currency: "EUR" } }));
  });

  it("says at the day when its clocks would put the times out of order", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant, {
      timeZone: "Europe/Berlin",
      startsAt: new Date("2027-03-20T01:30:00Z"),
      endsAt: new Date("2027-03-20T02:15:00Z"),
    });
    await expect(
      as(tenant, (ctx) => duplicateEvent(ctx, { eventId: event.id, name: "Short", startsOn: "2027-03-28" })),
    ).rejects.toMatchObject({ code: "VALIDATION_FAILED", details: { fields: { startsOn: expect.any(String) } } });
  });

  it("gives copies of one name addresses of their own", async () => {
    const { tenant, event } = await berlin();
    const twice = { eventId: event.id, name: "Copy of Lichternacht", startsOn: "2026-12-01" };
    const copies = [];
    for (let n = 0; n < 2; n += 1) copies.push(await as(tenant, (ctx) => duplicateEvent(ctx, twice)));
    const slugs = await Promise.all(copies.map(async ({ id }) => (await all(tenant, id)).event.slug));
    expect(slugs).toEqual(["copy-of-lichternacht", "copy-of-lichternacht-2"]);
  });
});
