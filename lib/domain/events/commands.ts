import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertCan } from "../access/rules";
import { recordAudit } from "../audit/commands";
import { createEntrance } from "../gates/commands";
import { EVENT_MOVES, type EventMove, slugFrom } from "./rules";
import type { EventInput } from "./schema";

/** Makes a draft event with one gate and one checkpoint. Throws SLUG_TAKEN when the short name given is in use. */
export async function createEvent(ctx: Ctx, input: EventInput): Promise<{ id: string; slug: string }> {
  assertCan(ctx, "events.manage");
  const id = newId();
  const slug = input.slug ? await claimSlug(ctx, input.slug) : await freeSlug(ctx, slugFrom(input.name));
  await ctx.db.event.create({
    data: {
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
      cap: input.cap,
      showTicketType: input.showTicketType,
      createdAt: ctx.now,
    },
  });
  await createEntrance(ctx, { eventId: id });
  await recordAudit(ctx, { action: "events.create", subjectKind: "event", subjectId: id, eventId: id });
  return { id, slug };
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
  await recordAudit(ctx, {
    action: `events.${input.move}`,
    subjectKind: "event",
    subjectId: input.eventId,
    eventId: input.eventId,
    changed: ["status"],
  });
}

async function claimSlug(ctx: Ctx, slug: string): Promise<string> {
  const taken = await ctx.db.event.count({ where: { slug, deletedAt: null } });
  if (taken > 0) throw new AppError("SLUG_TAKEN", { fields: { slug: "Another event already uses this short name." } });
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
