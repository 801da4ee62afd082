import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere, can } from "../access/rules";
import type { EventView } from "./schema";

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
  cap: true,
  showTicketType: true,
} as const;

/** The organization's events, the latest start first; at most 200. */
export async function listEvents(ctx: Ctx): Promise<EventView[]> {
  assertCan(ctx, "events.read");
  return ctx.db.event.findMany({
    where: { deletedAt: null },
    select: EVENT_FIELDS,
    orderBy: [{ startsAt: "desc" }, { id: "desc" }],
    take: 200,
  });
}

/** One event; throws NOT_FOUND for an unknown one and for another organization's. */
export async function getEvent(ctx: Ctx, input: { eventId: string }): Promise<EventView> {
  assertCan(ctx, "events.read", input.eventId);
  const event = await ctx.db.event.findFirst({ where: { id: input.eventId, deletedAt: null }, select: EVENT_FIELDS });
  if (!event) throw new AppError("NOT_FOUND");
  return event;
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
  return events.filter((event) => can(ctx.actor, "gate.scan", event.id)).sort((a, b) => distance(a) - distance(b));
}
