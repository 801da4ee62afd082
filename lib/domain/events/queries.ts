import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { literally } from "@/lib/core/db/like";
import { AppError } from "@/lib/core/errors";
import type { Prisma } from "@/prisma/generated/client";
import { assertCan, assertCanSomewhere, can } from "../access/rules";
import { withCapacity } from "./rules";
import type { EventListInput, EventSettings, EventView } from "./schema";

const DAY_MS = 86_400_000;

const EVENT_FIELDS = {
  id: true,
  slug: true,
  name: true,
  venue: true,
  status: true,
  timeZone: true,
  startsAt: true,
  endsAt: true,
  doorsOpenAt: true,
  doorsCloseAt: true,
  counters: { select: { capacity: true } },
  showTicketType: true,
  reentry: true,
} as const;

/**
 * The organization's events: those to come the next first, all others the latest first; 200 unless said otherwise.
 */
export async function listEvents(ctx: Ctx, input: EventListInput = {}): Promise<EventView[]> {
  assertCan(ctx, "events.read");
  const order = input.part === "coming" ? "asc" : "desc";
  const beyond = order === "asc" ? "gt" : "lt";
  const { after } = input;
  const events = await ctx.db.event.findMany({
    where: {
      AND: [
        partWhere(ctx, input),
        after
          ? {
              OR: [
                { startsAt: { [beyond]: after.startsAt } },
                { startsAt: after.startsAt, id: { [beyond]: after.id } },
              ],
            }
          : {},
      ],
    },
    select: EVENT_FIELDS,
    orderBy: [{ startsAt: order }, { id: order }],
    take: input.take ?? 200,
  });
  return events.map(withCapacity);
}

/** How many events there are in a part of the list, or in all of it. */
export async function countEvents(ctx: Ctx, input: Pick<EventListInput, "part" | "search">): Promise<number> {
  assertCan(ctx, "events.read");
  return ctx.db.event.count({ where: partWhere(ctx, input) });
}

function partWhere(ctx: Ctx, { part, search }: Pick<EventListInput, "part" | "search">): Prisma.EventWhereInput {
  const isOver: Prisma.EventWhereInput = {
    OR: [{ endsAt: { lt: ctx.now } }, { status: { in: ["ended", "cancelled"] } }],
  };
  const text = search ? { contains: literally(search), mode: "insensitive" as const } : null;
  return {
    deletedAt: null,
    ...(part === "past" ? isOver : {}),
    ...(part === "coming" ? { NOT: isOver } : {}),
    ...(text ? { AND: { OR: [{ name: text }, { venue: text }] } } : {}),
  };
}

/** One event; throws NOT_FOUND for an unknown one and for another organization's. */
export async function getEvent(ctx: Ctx, input: { eventId: string }): Promise<EventView> {
  assertCan(ctx, "events.read", input.eventId);
  const event = await ctx.db.event.findFirst({ where: { id: input.eventId, deletedAt: null }, select: EVENT_FIELDS });
  if (!event) throw new AppError("NOT_FOUND");
  return withCapacity(event);
}

/** One event with all that can be edited of it. Throws NOT_FOUND as `getEvent` does. */
export async function getEventSettings(ctx: Ctx, input: { eventId: string }): Promise<EventSettings> {
  assertCan(ctx, "events.manage", input.eventId);
  const event = await ctx.db.event.findFirst({
    where: { id: input.eventId, deletedAt: null },
    select: { ...EVENT_FIELDS, revision: true },
  });
  if (!event) throw new AppError("NOT_FOUND");
  return withCapacity(event);
}

/** The published events that the caller may scan at, the one nearest to now first. */
export async function listScannableEvents(ctx: Ctx): Promise<EventView[]> {
  assertCanSomewhere(ctx, "gate.scan");
  const events = await ctx.db.event.findMany({
    // An event that ended a day ago and was forgotten stands in nobody's way at the door.
    where: { deletedAt: null, status: "published", endsAt: { gt: new Date(ctx.now.getTime() - DAY_MS) } },
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
    select: EVENT_FIELDS,
    take: 200,
  });
  const distance = (event: EventView) =>
    Math.min(
      Math.abs(event.startsAt.getTime() - ctx.now.getTime()),
      Math.abs(event.endsAt.getTime() - ctx.now.getTime()),
    );
  return events
    .map(withCapacity)
    .filter((event) => can(ctx.actor, "gate.scan", event.id))
    .sort((a, b) => distance(a) - distance(b));
}
