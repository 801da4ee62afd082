import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError, type FieldErrors } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { sameWallTime, zoneName } from "@/lib/core/time";
import { assertCan } from "../access/rules";
import { recordAudit } from "../audit/commands";
import { copyEvent, createEvent, editEvent, holdEvent } from "../events/commands";
import {
  assertDatesInRange,
  assertMayGo,
  assertPartFits,
  assertSeen,
  CLOCKS_CHANGE,
  laterTimes,
  movedBy,
  type Place,
  placeBehind,
  savedText,
} from "../events/rules";
import type { EventCopy, EventEdit, EventInput } from "../events/schema";
import { copyEntrances, createEntrance } from "../gates/commands";
import type { TicketTypeEdit, TicketTypeInput } from "./schema";

const FIELDS = ["name", "validFrom", "validUntil"] as const;

const noteOf = (verb: string, subject: { id: string; eventId: string }) => ({
  action: `ticket-types.${verb}`,
  subjectKind: "ticket-type",
  subjectId: subject.id,
  eventId: subject.eventId,
});

/**
 * Adds a kind of ticket behind the others. Throws NOT_FOUND, WRONG_STATE, VALIDATION_FAILED for a name the event has, CONFLICT
 * for times by other clocks than the event's, BUSY.
 */
export async function createTicketType(ctx: Ctx, input: TicketTypeInput): Promise<{ id: string }> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { eventId, name } = input;
  assertClocks(strangeClocks(input, await zoneOf(ctx, eventId)));
  const types = await typesOf(ctx, eventId);
  assertPartFits(types, { name });
  const id = newId();
  await ctx.db.ticketType.create({
    data: {
      tenantId: ctx.tenant.id,
      id,
      eventId,
      name,
      position: placeBehind(types),
      validFrom: input.validFrom ?? null,
      validUntil: input.validUntil ?? null,
      createdAt: ctx.now,
    },
  });
  await recordAudit(ctx, noteOf("create", { id, eventId }));
  return { id };
}

/**
 * Leaves a kind of ticket as the edit says; what was previewed of it at the gate is stale then. Throws as `createTicketType`
 * does, and CONFLICT when it was edited since `revision` was read.
 */
export async function editTicketType(ctx: Ctx, input: TicketTypeEdit): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { ticketTypeId: id, eventId } = input;
  const timeZone = await zoneOf(ctx, eventId);
  const types = await typesOf(ctx, eventId);
  const stored = types.find((type) => type.id === id);
  if (!stored) throw new AppError("NOT_FOUND");
  const edit = { name: input.name, validFrom: input.validFrom ?? null, validUntil: input.validUntil ?? null };
  const changed = FIELDS.filter((field) => !isAsShown(edit[field], stored[field]));
  if (changed.length === 0) return;
  const saved = Object.fromEntries(changed.map((field) => [field, savedText(stored[field], timeZone)]));
  const strange = strangeClocks(input, timeZone);
  assertSeen(input, stored, { ...saved, ...strange });
  assertClocks(strange);
  assertPartFits(types, { id, name: input.name });
  await ctx.db.ticketType.updateMany({ where: { id, eventId }, data: { ...edit, revision: { increment: 1 } } });
  await recordAudit(ctx, { ...noteOf("edit", { id, eventId }), changed });
}

/** Moves a kind of ticket by a place; the first is what a new ticket is when none is named. Throws NOT_FOUND, WRONG_STATE, BUSY. */
export async function moveTicketType(
  ctx: Ctx,
  input: { eventId: string; ticketTypeId: string; place: Place },
): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { ticketTypeId: id, eventId, place } = input;
  const ids = movedBy(await typesOf(ctx, eventId), { id, place });
  for (const [position, each] of ids.entries())
    await ctx.db.ticketType.updateMany({
      where: { id: each, eventId, position: { not: position } },
      data: { position },
    });
  await recordAudit(ctx, { ...noteOf("edit", { id, eventId }), changed: ["position"] });
}

/**
 * Takes a kind of ticket away. Throws NOT_FOUND, LAST_ONE, IN_USE while living tickets are of it, WRONG_STATE, BUSY. Issuers
 * look for their types under the same lock, so that none issues one that is going.
 */
export async function deleteTicketType(ctx: Ctx, input: { eventId: string; ticketTypeId: string }): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { ticketTypeId: id, eventId } = input;
  assertMayGo(await typesOf(ctx, eventId), id);
  const tickets = await ctx.db.ticket.count({
    where: { eventId, ticketTypeId: id, deletedAt: null, state: { in: ["valid", "unpaid"] } },
  });
  if (tickets > 0) throw new AppError("IN_USE", { facts: { tickets } });
  await ctx.db.ticketType.updateMany({ where: { id, eventId }, data: { deletedAt: ctx.now } });
  await recordAudit(ctx, noteOf("delete", { id, eventId }));
}

/**
 * Makes an event that tickets can be issued for and scanned at once: with one gate, one checkpoint, and one ticket type,
 * "General admission". Throws as `createEvent` does.
 */
export async function createEventWithType(
  ctx: Ctx,
  input: EventInput,
): Promise<{ id: string; slug: string; ticketTypeId: string }> {
  assertCan(ctx, "events.manage");
  const event = await createEvent(ctx, input);
  await createEntrance(ctx, { eventId: event.id });
  const type = await createTicketType(ctx, { eventId: event.id, name: "General admission" });
  return { ...event, ticketTypeId: type.id };
}

/** Edits an event; in another time zone its ticket types are valid at the same wall times as before. Throws as `editEvent` does. */
export async function editEventWithTypes(ctx: Ctx, input: EventEdit): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  const { zoneBefore } = await editEvent(ctx, input);
  if (zoneBefore === input.timeZone) return;
  const there = (at: Date | null) => at && sameWallTime(at, zoneBefore, input.timeZone);
  for (const { id, name, validFrom, validUntil } of await typesOf(ctx, input.eventId)) {
    const window = { validFrom: there(validFrom), validUntil: there(validUntil) };
    assertDatesInRange(window, { timeZone: outOfRangeText(name) });
    assertInOrder(window, { timeZone: CLOCKS_CHANGE });
    await ctx.db.ticketType.updateMany({
      where: { id, eventId: input.eventId },
      data: { ...window, revision: { increment: 1 } },
    });
  }
}

/**
 * Makes a draft like an event, on another day: with its settings, gates, checkpoints and ticket types, all times moved alike,
 * and never a ticket. Throws as `copyEvent` does.
 */
export async function duplicateEvent(ctx: Ctx, input: EventCopy): Promise<{ id: string }> {
  assertCan(ctx, "events.manage");
  const { id, shift } = await copyEvent(ctx, input);
  await copyEntrances(ctx, { fromEventId: input.eventId, eventId: id });
  const types = await typesOf(ctx, input.eventId);
  await ctx.db.ticketType.createMany({
    data: types.map(({ validFrom, validUntil, name, priceMinor }, position) => {
      const window = laterTimes({ validFrom, validUntil }, shift);
      assertDatesInRange(window, { startsOn: outOfRangeText(name) });
      assertInOrder(window, { startsOn: CLOCKS_CHANGE });
      const row = { tenantId: ctx.tenant.id, id: newId(), eventId: id, createdAt: ctx.now };
      return { ...row, name, priceMinor, position, ...window };
    }),
  });
  return { id };
}

function typesOf(ctx: Ctx, eventId: string) {
  return ctx.db.ticketType.findMany({
    where: { eventId, deletedAt: null },
    select: {
      id: true,
      name: true,
      position: true,
      priceMinor: true,
      validFrom: true,
      validUntil: true,
      revision: true,
    },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
}

/** A change of clocks between two moments can bring the later one before the other. */
function assertInOrder(window: { validFrom: Date | null; validUntil: Date | null }, fields: FieldErrors): void {
  if (!window.validFrom || !window.validUntil || window.validUntil > window.validFrom) return;
  throw new AppError("VALIDATION_FAILED", { fields });
}

/** Said where a change of zone or day would move a type's validity too far. */
function outOfRangeText(name: string): string {
  return `The ticket type “${name}” would be valid outside the years 2000 to 2199. Change its times first.`;
}

async function zoneOf(ctx: Ctx, eventId: string): Promise<string> {
  const event = await ctx.db.event.findFirstOrThrow({ where: { id: eventId }, select: { timeZone: true } });
  return event.timeZone;
}

/** What to say beside times that were read by other clocks than the event's: an open form outlives a change of its zone. */
function strangeClocks({ timeZone, validFrom, validUntil }: TicketTypeInput, zone: string): FieldErrors {
  if (timeZone === undefined || timeZone === zone) return {};
  const text = `The event's clocks are now those of ${zoneName(zone)}.`;
  return { ...(validFrom ? { validFrom: text } : {}), ...(validUntil ? { validUntil: text } : {}) };
}

function assertClocks(strange: FieldErrors): void {
  if (Object.keys(strange).length === 0) return;
  throw new AppError("CONFLICT", { facts: { typed: "kept" }, fields: strange });
}

/** Forms know minutes: what a field shows as before is as before. */
function isAsShown(one: string | Date | null, other: string | Date | null): boolean {
  const shown = (value: string | Date | null) => (value instanceof Date ? Math.floor(value.getTime() / 60_000) : value);
  return shown(one) === shown(other);
}
