import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { busyIfLocked, limitLockWait } from "@/lib/core/db/row-locks";
import { AppError } from "@/lib/core/errors";
import type { EventStatus } from "./schema";

/**
 * Takes the event row's lock until the transaction ends and says in which state it is. Scans do not wait for it. Waits three
 * seconds at most, then throws BUSY; NOT_FOUND when there is no such event.
 */
export async function lockEvent(ctx: Ctx, eventId: string): Promise<EventStatus> {
  await limitLockWait(ctx);
  const rows = await ctx.db.$queryRaw<{ status: EventStatus }[]>`
    SELECT status::text AS status FROM events
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${eventId}::uuid AND deleted_at IS NULL
    FOR NO KEY UPDATE`.catch(busyIfLocked);
  const event = rows[0];
  if (!event) throw new AppError("NOT_FOUND");
  return event.status;
}

/**
 * Sets how many tickets an event may have at once. Throws LIMIT_EXCEEDED, with how many places are taken, when that is less;
 * BUSY. Issuers wait for this row: nothing but new rows may be written behind it.
 */
export async function setCapacity(ctx: Ctx, input: { eventId: string; capacity: number }): Promise<void> {
  const set = await ctx.db.$queryRaw<unknown[]>`
    UPDATE event_counters SET capacity = ${input.capacity}::int
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid AND taken <= ${input.capacity}::int
    RETURNING true`.catch(busyIfLocked);
  if (set.length > 0) return;
  const { taken } = await ctx.db.eventCounters.findFirstOrThrow({
    where: { eventId: input.eventId },
    select: { taken: true },
  });
  throw new AppError("LIMIT_EXCEEDED", { facts: { taken }, fields: { capacity: `Enter ${taken} or more.` } });
}

/**
 * Says whether places may be taken from this commit on. Who is taking some is waited for, and who comes later sees it: no
 * ticket is issued once its event has ended.
 */
export async function setOpen(ctx: Ctx, input: { eventId: string; isOpen: boolean }): Promise<void> {
  await ctx.db.$executeRaw`
    UPDATE event_counters SET is_open = ${input.isOpen}
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND event_id = ${input.eventId}::uuid`;
}
