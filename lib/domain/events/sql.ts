import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { sqlState } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import type { EventStatus } from "./schema";

/**
 * Takes the event row's lock until the transaction ends, the same that issuers take, and says in which state it is. Scans do
 * not wait for it. Waits three seconds at most, then throws BUSY; NOT_FOUND when there is no such event.
 */
export async function lockEvent(ctx: Ctx, eventId: string): Promise<EventStatus> {
  await ctx.db.$executeRaw`SELECT set_config('lock_timeout', '3s', true)`;
  const rows = await ctx.db.$queryRaw<{ status: EventStatus }[]>`
    SELECT status::text AS status FROM events
    WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${eventId}::uuid AND deleted_at IS NULL
    FOR NO KEY UPDATE`.catch((error: unknown) => {
    if (sqlState(error) === "55P03") throw new AppError("BUSY", { retryAfter: 2 }, { cause: error });
    throw error;
  });
  const event = rows[0];
  if (!event) throw new AppError("NOT_FOUND");
  return event.status;
}
