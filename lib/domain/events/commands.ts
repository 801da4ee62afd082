import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { whenTaken } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { DATE_RANGE_TEXT, daysBetween, instantToWallTime } from "@/lib/core/time";
import { assertCan } from "../access/rules";
import { recordAudit } from "../audit/commands";
import {
  assertDatesInRange,
  assertSeen,
  CLOCKS_CHANGE,
  changedFields,
  EDITABLE,
  EVENT_MOVES,
  type EventMove,
  type EventValues,
  laterTimes,
  mayArrange,
  mayIssue,
  savedText,
  slugFrom,
  withCapacity,
} from "./rules";
import { type EventCopy, type EventEdit, type EventInput, orderTroubles } from "./schema";
import { lockEvent, setCapacity, setOpen } from "./sql";

/** Makes a draft event, as yet without ticket types and gates. Throws SLUG_TAKEN when the short name given is in use, CONFLICT when another of its name is made at this moment. */
export async function createEvent(ctx: Ctx, input: EventInput): Promise<{ id: string; slug: string }> {
  assertCan(ctx, "events.manage");
  const id = newId();
  const slug = input.slug ? await claimSlug(ctx, input.slug) : await freeSlug(ctx, slugFrom(input.name));
  const data = {
    tenantId: ctx.tenant.id,
    id,
    slug,
    name: input.name,
    venue: input.venue || null,
    timeZone: input.timeZone,
    locale: ctx.tenant.locale,
    currency: ctx.tenant.currency,
    startsAt: input.startsAt,
    endsAt: input.endsAt,
    doorsOpenAt: input.doorsOpenAt ?? null,
    doorsCloseAt: input.doorsCloseAt ?? null,
    cap: input.capacity,
    showTicketType: input.showTicketType,
    reentry: input.reentry ?? false,
    createdAt: ctx.now,
  };
  await ctx.db.event.create({ data }).catch(whenTaken(input.slug ? slugTaken : slugMet));
  await createCounters(ctx, { eventId: id, capacity: input.capacity });
  await recordAudit(ctx, { action: "events.create", subjectKind: "event", subjectId: id, eventId: id });
  return { id, slug };
}

const VALUES = {
  name: true,
  venue: true,
  slug: true,
  timeZone: true,
  startsAt: true,
  endsAt: true,
  doorsOpenAt: true,
  doorsCloseAt: true,
  counters: { select: { capacity: true } },
  showTicketType: true,
  reentry: true,
  revision: true,
} as const;

/**
 * Leaves an event as the edit says, and answers in which zone its times were before. Nothing to change is no edit. Throws
 * NOT_FOUND, CONFLICT when it was edited since `revision` was read, WRONG_STATE for what its state keeps as it is, SLUG_TAKEN,
 * LIMIT_EXCEEDED for a capacity below the places that are taken, BUSY.
 */
export async function editEvent(ctx: Ctx, input: EventEdit): Promise<{ zoneBefore: string }> {
  assertCan(ctx, "events.manage", input.eventId);
  const status = await lockEvent(ctx, input.eventId);
  const where = { id: input.eventId };
  const stored = withCapacity(await ctx.db.event.findFirstOrThrow({ where, select: VALUES }));
  const { eventId: _eventId, revision, ...edit } = { ...input, venue: input.venue || null };
  const changed = changedFields(stored, edit);
  if (changed.length === 0) return { zoneBefore: stored.timeZone };
  const saved = changed.map((field) => [field, savedText(stored[field], stored.timeZone)]);
  assertSeen({ revision }, stored, Object.fromEntries(saved));
  const kept = changed.filter((field) => !EDITABLE[status].includes(field));
  if (kept.length > 0) throw new AppError("WRONG_STATE");
  if (changed.includes("slug")) await claimSlug(ctx, input.slug);
  const values: EventValues = edit;
  const columns = changed.map((field) => [field === "capacity" ? "cap" : field, values[field] ?? null]);
  await ctx.db.event
    .updateMany({ where, data: { ...Object.fromEntries(columns), revision: { increment: 1 } } })
    .catch(whenTaken(slugTaken));
  if (changed.includes("capacity")) await setCapacity(ctx, input);
  await recordAudit(ctx, {
    action: "events.edit",
    subjectKind: "event",
    subjectId: where.id,
    eventId: where.id,
    changed,
  });
  return { zoneBefore: stored.timeZone };
}

/** Moves an event along its states. Throws NOT_FOUND, or WRONG_STATE when the move does not start from its present state. */
export async function moveEvent(ctx: Ctx, input: { eventId: string; move: EventMove }): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  const { from, to } = EVENT_MOVES[input.move];
  const moved = await ctx.db.event.updateMany({
    where: { id: input.eventId, deletedAt: null, status: { in: [...from] } },
    data: { status: to },
  });
  if (moved.count === 0) {
    const there = await ctx.db.event.count({ where: { id: input.eventId, deletedAt: null } });
    throw new AppError(there === 0 ? "NOT_FOUND" : "WRONG_STATE");
  }
  await setOpen(ctx, { eventId: input.eventId, isOpen: mayIssue(to) });
  await recordAudit(ctx, {
    action: `events.${input.move}`,
    subjectKind: "event",
    subjectId: input.eventId,
    eventId: input.eventId,
    changed: ["status"],
  });
}

/**
 * Makes a draft with an event's own settings, as yet without ticket types and gates; every time is moved by the days between
 * the two starts. Throws NOT_FOUND, CONFLICT as `createEvent` does, and VALIDATION_FAILED where the clocks of that day leave the
 * times in no order or the times would leave the years that we keep.
 */
export async function copyEvent(
  ctx: Ctx,
  input: EventCopy,
): Promise<{ id: string; shift: { timeZone: string; days: number } }> {
  assertCan(ctx, "events.manage");
  const source = await ctx.db.event.findFirst({
    where: { id: input.eventId, deletedAt: null },
    select: { ...VALUES, locale: true, currency: true },
  });
  if (!source) throw new AppError("NOT_FOUND");
  const { timeZone, startsAt, endsAt, doorsOpenAt, doorsCloseAt, revision: _revision, ...rest } = withCapacity(source);
  const { capacity, ...settings } = rest;
  const days = daysBetween(instantToWallTime(startsAt, timeZone).slice(0, 10), input.startsOn);
  const times = laterTimes({ startsAt, endsAt, doorsOpenAt, doorsCloseAt }, { timeZone, days });
  assertDatesInRange(times, { startsOn: DATE_RANGE_TEXT });
  if (orderTroubles(times).length > orderTroubles(source).length)
    throw new AppError("VALIDATION_FAILED", { fields: { startsOn: CLOCKS_CHANGE } });
  const id = newId();
  const slug = await freeSlug(ctx, slugFrom(input.name));
  const data = { ...settings, ...times, cap: capacity, tenantId: ctx.tenant.id, id, slug, timeZone, name: input.name };
  await ctx.db.event.create({ data: { ...data, createdAt: ctx.now } }).catch(whenTaken(slugMet));
  await createCounters(ctx, { eventId: id, capacity });
  await recordAudit(ctx, { action: "events.duplicate", subjectKind: "event", subjectId: id, eventId: id });
  return { id, shift: { timeZone, days } };
}

/**
 * Takes the event's lock until the transaction ends, for a change of what belongs to it: of two such changes the later sees
 * what the first one left. Throws NOT_FOUND, WRONG_STATE when the event is over, BUSY.
 */
export async function holdEvent(ctx: Ctx, input: { eventId: string }): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  if (!mayArrange(await lockEvent(ctx, input.eventId))) throw new AppError("WRONG_STATE");
}

/** A new event's counters: every event has them from its first transaction on. */
async function createCounters(ctx: Ctx, input: { eventId: string; capacity: number }): Promise<void> {
  const nothing = { taken: 0, nextNumber: 1, isOpen: true };
  await ctx.db.eventCounters.create({ data: { tenantId: ctx.tenant.id, ...input, ...nothing } });
}

function slugTaken(): AppError {
  return new AppError("SLUG_TAKEN", { fields: { slug: "Another event already uses this short name." } });
}

/** Two events of one name were made at once: nobody chose the short name, so asking again finds another. */
function slugMet(): AppError {
  return new AppError("CONFLICT");
}

async function claimSlug(ctx: Ctx, slug: string): Promise<string> {
  const taken = await ctx.db.event.count({ where: { slug, deletedAt: null } });
  if (taken > 0) throw slugTaken();
  return slug;
}

/** A name that was made here may be given a number; two creations at once still meet the unique index. */
async function freeSlug(ctx: Ctx, wish: string): Promise<string> {
  const alike = await ctx.db.event.findMany({
    where: { slug: { startsWith: wish }, deletedAt: null },
    select: { slug: true },
  });
  const taken = new Set(alike.map((event) => event.slug));
  if (!taken.has(wish)) return wish;
  for (let n = 2; ; n++) if (!taken.has(`${wish}-${n}`)) return `${wish}-${n}`;
}
