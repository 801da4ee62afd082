import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { act, inRole, makeEvent, makeTenant, useWorld } from "@/lib/testing/world";
import { editEvent, moveEvent } from "./commands";
import { countEvents, getEventSettings, listEvents } from "./queries";
import type { EventEdit, EventListInput } from "./schema";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const as = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);

/** The edit that leaves an event as it is, with some of it changed. */
async function editOf(tenant: CtxTenant, eventId: string, changes: Partial<EventEdit> = {}): Promise<EventEdit> {
  const { id: _id, status: _status, ...stored } = await as(tenant, (ctx) => getEventSettings(ctx, { eventId }));
  const { venue, doorsOpenAt, doorsCloseAt, ...rest } = stored;
  const optional = {
    venue: venue ?? undefined,
    doorsOpenAt: doorsOpenAt ?? undefined,
    doorsCloseAt: doorsCloseAt ?? undefined,
  };
  return { ...rest, ...optional, eventId, ...changes };
}

const edit = (tenant: CtxTenant, input: EventEdit) => as(tenant, (ctx) => editEvent(ctx, input));
const notes = (tenant: CtxTenant) =>
  as(tenant, (ctx) => ctx.db.auditEntry.findMany({ where: { action: "events.edit" }, select: { changed: true } }));

describe("editing an event", () => {
  it("writes what changed, counts a revision, and notes the names of the fields only", async () => {
    const tenant = await makeTenant(world);
    const { id: eventId } = await makeEvent(world, tenant);
    await edit(tenant, await editOf(tenant, eventId, { name: "Lamp Night", venue: "Pier 4", reentry: true }));
    const after = await as(tenant, (ctx) => getEventSettings(ctx, { eventId }));
    expect(after).toMatchObject({ name: "Lamp Night", venue: "Pier 4", reentry: true, revision: 2 });
    expect(await notes(tenant)).toEqual([{ changed: ["name", "venue", "reentry"] }]);
  });

  it("is no edit when nothing differs, even from an old page", async () => {
    const tenant = await makeTenant(world);
    const { id: eventId } = await makeEvent(world, tenant);
    await edit(tenant, await editOf(tenant, eventId, { revision: 77 }));
    expect(await editOf(tenant, eventId)).toMatchObject({ revision: 1 });
    expect(await notes(tenant)).toEqual([]);
  });

  it("of two at once takes one, and tells the other what is saved now", async () => {
    const tenant = await makeTenant(world);
    const { id: eventId } = await makeEvent(world, tenant);
    const edits = await Promise.all(
      ["Pier 4", "Pier 5"].map((venue) => editOf(tenant, eventId, { venue, name: `At ${venue}` })),
    );
    const outcomes = await Promise.allSettled(edits.map((input) => edit(tenant, input)));
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    const winner = outcomes.findIndex((outcome) => outcome.status === "fulfilled");
    const saved = edits[winner];
    expect(outcomes[1 - winner]).toMatchObject({
      reason: {
        code: "CONFLICT",
        details: {
          facts: { typed: "kept" },
          fields: { venue: `Saved now: “${saved?.venue}”.`, name: `Saved now: “${saved?.name}”.` },
        },
      },
    });
    expect(await editOf(tenant, eventId)).toMatchObject({ venue: saved?.venue, revision: 2 });
  });

  it("keeps a short name to one event, also when two take it at once", async () => {
    const tenant = await makeTenant(world);
    const wishes: EventEdit[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { id } = await makeEvent(world, tenant, { draft: true });
      wishes.push(await editOf(tenant, id, { slug: "the-night" }));
    }
    const [first, ...others] = wishes;
    if (first) await edit(tenant, first);
    const refused = { code: "SLUG_TAKEN", details: { fields: { slug: expect.any(String) } } };
    for (const other of others) await expect(edit(tenant, other)).rejects.toMatchObject(refused);
    const race = await Promise.allSettled(others.map((other) => edit(tenant, { ...other, slug: "the-day" })));
    const lost = race.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(lost).toEqual([expect.objectContaining(refused)]);
  });

  it("puts right the name of one that is over, and nothing else", async () => {
    const tenant = await makeTenant(world);
    const { id: eventId } = await makeEvent(world, tenant);
    await as(tenant, (ctx) => moveEvent(ctx, { eventId, move: "end" }));
    await edit(tenant, await editOf(tenant, eventId, { name: "Lantern Night" }));
    const input = await editOf(tenant, eventId, { capacity: 700 });
    await expect(edit(tenant, input)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await as(tenant, (ctx) => moveEvent(ctx, { eventId, move: "reopen" }));
    await edit(tenant, input);
    await as(tenant, (ctx) => moveEvent(ctx, { eventId, move: "cancel" }));
    await expect(as(tenant, (ctx) => moveEvent(ctx, { eventId, move: "reopen" }))).rejects.toMatchObject({
      code: "WRONG_STATE",
    });
  });
});

describe("a list of many events", () => {
  const day = 86_400_000;
  const names = async (tenant: CtxTenant, input: EventListInput) =>
    (await as(tenant, (ctx) => listEvents(ctx, input))).map((event) => event.name);

  async function makeSeason() {
    const tenant = await makeTenant(world);
    for (const days of [-20, -10, 10, 20, 30]) {
      const startsAt = new Date(world.now.getTime() + days * day);
      const endsAt = new Date(startsAt.getTime() + day / 4);
      await makeEvent(world, tenant, { name: `Day ${days}`, venue: days > 0 ? "50% Hall" : "Pier", startsAt, endsAt });
    }
    const [called] = await as(tenant, (ctx) => listEvents(ctx, { search: "Day 20" }));
    await as(tenant, (ctx) => moveEvent(ctx, { eventId: called?.id ?? "", move: "cancel" }));
    return tenant;
  }

  it("has those to come, the next first, and those that are over or called off, the latest first", async () => {
    const tenant = await makeSeason();
    expect(await names(tenant, { part: "coming" })).toEqual(["Day 10", "Day 30"]);
    expect(await names(tenant, { part: "past" })).toEqual(["Day 20", "Day -10", "Day -20"]);
    expect(await as(tenant, (ctx) => countEvents(ctx, { part: "past" }))).toBe(3);
  });

  it("goes on behind the last of a page, in either direction, and tells events of one start apart", async () => {
    const tenant = await makeSeason();
    const startsAt = new Date(world.now.getTime() + 10 * day);
    const endsAt = new Date(startsAt.getTime() + day);
    await makeEvent(world, tenant, { name: "Same hour", startsAt, endsAt });
    for (const part of ["coming", "past"] as const) {
      const found: string[] = [];
      let after: EventListInput["after"];
      for (;;) {
        const [event] = await as(tenant, (ctx) => listEvents(ctx, { part, after, take: 1 }));
        if (!event) break;
        found.push(event.name);
        after = event;
      }
      expect(found).toEqual(await names(tenant, { part }));
      expect(found).toHaveLength(3);
    }
  });

  it("is searched by name and venue, and what is typed is no pattern", async () => {
    const tenant = await makeSeason();
    expect(await names(tenant, { search: "dAy -1" })).toEqual(["Day -10"]);
    expect(await names(tenant, { search: "50% h" })).toEqual(["Day 30", "Day 20", "Day 10"]);
    expect(await names(tenant, { search: "5%H" })).toEqual([]);
    expect(await names(tenant, { search: "Day_1" })).toEqual([]);
  });
});

it("an event of nobody's cannot be edited", async () => {
  const tenant = await makeTenant(world);
  const { id } = await makeEvent(world, tenant);
  const input = await editOf(tenant, id, { eventId: newId(), name: "Ghost" });
  await expect(edit(tenant, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
