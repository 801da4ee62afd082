import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertHolds } from "../../access/rules";

/** Notes the first time the holder opened the ticket's page. Later openings change nothing. */
export async function markTicketOpened(ctx: Ctx, input: { ticketId: string }): Promise<void> {
  assertHolds(ctx, input.ticketId);
  await ctx.db.ticket.updateMany({ where: { id: input.ticketId, openedAt: null }, data: { openedAt: ctx.now } });
}
