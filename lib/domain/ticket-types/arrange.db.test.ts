import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { moveEvent } from "../events/commands";
import { getEventSettings } from "../events/queries";
import { createTicketType, deleteTicketType, editEventWithTypes, editTicketType, moveTicketType } from "./commands";
import { listTicketTypes, listTypeSettings } from "./queries";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const as = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);
const minutes = (count: number) => new Date(world.now.getTime() + count * 60_000);

async function twoTypes() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const { id: balcony } = await as(tenant, (ctx) => createTicketType(ctx, { eventId: event.id, name: "Balcony" }));
  const names = () =>
    as(tenant, async (ctx) => (await listTicketTypes(ctx, { eventId: event.id })).map((type) => type.name));
  return { tenant, event, balcony, names };
}

describe("ticket types", () => {
  it("are added behind the others, renamed and moved, each noted with the names of what changed", async () => {
    const { tenant, event, balcony, names } = await twoTypes();
    const one = { eventId: event.id, ticketTypeId: balcony };
    await as(tenant, (ctx) => editTicketType(ctx, { ...one, name: "Gallery", validUntil: minutes(60), revision: 1 }));
    await as(tenant, (ctx) => moveTicketType(ctx, { ...one, place: "up" }));
    expect(await names()).toEqual(["Gallery", "General admission"]);
    const notes = await as(tenant, (ctx) =>
      ctx.db.auditEntry.findMany({
        where: { subjectId: balcony },
        select: { action: true, changed: true, eventId: true },
        orderBy: { id: "asc" },
      }),
    );
    expect(notes).toEqual([
      { action: "ticket-types.create", changed: [], eventId: event.id },
      { action: "ticket-types.edit", changed: ["name", "validUntil"], eventId: event.id },
      { action: "ticket-types.edit", changed: ["position"], eventId: event.id },
    ]);
  });

  it("have names of their own within the event; what a removed one was called is free", async () => {
    const { tenant, event, balcony, names } = await twoTypes();
    const again = () => as(tenant, (ctx) => createTicketType(ctx, { eventId: event.id, name: "BALCONY" }));
    await expect(again()).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { name: expect.any(String) } },
    });
    await as(tenant, (ctx) => deleteTicketType(ctx, { eventId: event.id, ticketTypeId: balcony }));
    await again();
    expect(await names()).toEqual(["General admission", "BALCONY"]);
  });

  it("of one name are one, when two people add them at once", async () => {
    const { tenant, event, names } = await twoTypes();
    const outcomes = await Promise.allSettled(
      ["Box", "box", "BOX"].map((name) => as(tenant, (ctx) => createTicketType(ctx, { eventId: event.id, name }))),
    );
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(await names()).toHaveLength(3);
  });

  it("cannot both go when two people remove the last two at once", async () => {
    const { tenant, event, balcony, names } = await twoTypes();
    const outcomes = await Promise.allSettled(
      [balcony, event.ticketTypeId].map((ticketTypeId) =>
        as(tenant, (ctx) => deleteTicketType(ctx, { eventId: event.id, ticketTypeId })),
      ),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(refused).toEqual(["LAST_ONE"]);
    expect(await names()).toHaveLength(1);
  });

  it("are of their own event: another's is not found, nor is an event of nobody's", async () => {
    const { tenant, event, balcony } = await twoTypes();
    const other = await makeEvent(world, tenant);
    await as(tenant, (ctx) => createTicketType(ctx, { eventId: other.id, name: "Second" }));
    const strange = { eventId: other.id, ticketTypeId: balcony };
    const outcomes = await Promise.allSettled([
      as(tenant, (ctx) => deleteTicketType(ctx, strange)),
      as(tenant, (ctx) => editTicketType(ctx, { ...strange, name: "Stolen", revision: 1 })),
      as(tenant, (ctx) => moveTicketType(ctx, { ...strange, place: "up" })),
      as(tenant, (ctx) => createTicketType(ctx, { eventId: newId(), name: "Nowhere" })),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: "NOT_FOUND" } });
    await as(tenant, (ctx) => moveEvent(ctx, { eventId: event.id, move: "end" }));
    await expect(as(tenant, (ctx) => createTicketType(ctx, { eventId: event.id, name: "Late" }))).rejects.toMatchObject(
      { code: "WRONG_STATE" },
    );
  });
});

it("in an event's new time zone types are valid at the same wall times", async () => {
  const { tenant, event } = await twoTypes();
  const validUntil = new Date("2026-09-18T13:00:00Z");
  await as(tenant, (ctx) => ctx.db.ticketType.updateMany({ where: { eventId: event.id }, data: { validUntil } }));
  const {
    id: eventId,
    status: _status,
    ...stored
  } = await as(tenant, (ctx) => getEventSettings(ctx, { eventId: event.id }));
  const edit = { ...stored, eventId, venue: undefined, doorsOpenAt: undefined, doorsCloseAt: undefined };
  await as(tenant, (ctx) => editEventWithTypes(ctx, { ...edit, timeZone: "Asia/Dhaka" }));
  const types = await as(tenant, (ctx) => listTypeSettings(ctx, { eventId }));
  expect(types.map((type) => type.validUntil)).toEqual(Array(2).fill(new Date("2026-09-18T15:00:00Z")));
  expect(types.map((type) => type.validFrom)).toEqual([null, null]);
});

describe("who edits by what they read earlier", () => {
  it("is told what is saved now, and overwrites nothing", async () => {
    const { tenant, event, balcony, names } = await twoTypes();
    const read = { eventId: event.id, ticketTypeId: balcony, revision: 1 };
    await as(tenant, (ctx) => editTicketType(ctx, { ...read, name: "Gallery" }));
    const later = as(tenant, (ctx) => editTicketType(ctx, { ...read, name: "Circle" }));
    await expect(later).rejects.toMatchObject({
      code: "CONFLICT",
      details: { facts: { typed: "kept" }, fields: { name: "Saved now: “Gallery”." } },
    });
    // The same words twice are no conflict: a form sent again changes nothing.
    await as(tenant, (ctx) => editTicketType(ctx, { ...read, name: "Gallery" }));
    await as(tenant, (ctx) => editTicketType(ctx, { ...read, name: "Circle", revision: 2 }));
    expect(await names()).toEqual(["General admission", "Circle"]);
  });

  it("is told so when the event's clocks are others meanwhile: no time is read by those of before", async () => {
    const { tenant, event, balcony } = await twoTypes();
    const settings = await as(tenant, (ctx) => getEventSettings(ctx, { eventId: event.id }));
    const wish = { eventId: event.id, name: "Circle", validUntil: minutes(60), timeZone: settings.timeZone };
    await as(tenant, (ctx) => ctx.db.event.updateMany({ where: { id: event.id }, data: { timeZone: "Asia/Tokyo" } }));
    const conflict = { code: "CONFLICT", details: { fields: { validUntil: expect.stringContaining("Tokyo") } } };
    await expect(as(tenant, (ctx) => createTicketType(ctx, wish))).rejects.toMatchObject(conflict);
    const edit = { ...wish, ticketTypeId: balcony, revision: 1 };
    await expect(as(tenant, (ctx) => editTicketType(ctx, edit))).rejects.toMatchObject(conflict);
    // A name that names no time is nobody's clock.
    await as(tenant, (ctx) => editTicketType(ctx, { ...edit, name: "Gallery", validUntil: undefined }));
    // What somebody else has saved meanwhile is said along with the clocks: it must not be overwritten unseen.
    await expect(as(tenant, (ctx) => editTicketType(ctx, edit))).rejects.toMatchObject({
      details: { fields: { name: "Saved now: “Gallery”.", validUntil: expect.stringContaining("Tokyo") } },
    });
    await as(tenant, (ctx) => editTicketType(ctx, { ...edit, timeZone: "Asia/Tokyo", revision: 2 }));
  });
});

describe("a change of validity", () => {
  it("makes an earlier preview stale, and refuses outside the new window", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
    const gate = gateAt(world, tenant, event);
    const type = { eventId: event.id, ticketTypeId: event.ticketTypeId, name: "General admission" };
    const preview = await gate.preview(code);
    await as(tenant, (ctx) => editTicketType(ctx, { ...type, validUntil: minutes(60), revision: 1 }));
    await expect(gate.confirm(preview)).rejects.toMatchObject({ code: "PREVIEW_STALE" });
    const again = await gate.preview(code);
    expect(again.verdict).toBe("READY");
    await as(tenant, (ctx) => editTicketType(ctx, { ...type, validUntil: minutes(-1), revision: 2 }));
    expect((await gate.confirm(again)).verdict).toBe("OUTSIDE_WINDOW");
  });

  it("is none when the form gives back the minute it was shown", async () => {
    const { tenant, event, balcony } = await twoTypes();
    const exact = new Date(minutes(60).getTime() + 27_000);
    const one = { eventId: event.id, ticketTypeId: balcony, name: "Balcony" };
    await as(tenant, (ctx) => editTicketType(ctx, { ...one, validUntil: exact, revision: 1 }));
    await as(tenant, (ctx) => editTicketType(ctx, { ...one, validUntil: minutes(60), revision: 1 }));
    const stored = await as(tenant, (ctx) => ctx.db.ticketType.findFirstOrThrow({ where: { id: balcony } }));
    expect(stored.validUntil).toEqual(exact);
  });
});
