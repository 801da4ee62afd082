import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertHolds } from "../../access/rules";

/**
 * Notes the first time the holder opened the ticket's page. Later openings change nothing, nor do a dead link's and those of a
 * ticket that is not valid, whose page shows no code.
 */
export async function markTicketOpened(ctx: Ctx, input: { ticketId: string; generation: number }): Promise<void> {
  assertHolds(ctx, input.ticketId);
  const { ticketId: id, generation } = input;
  await ctx.db.ticket.updateMany({
    where: { id, generation, state: "valid", openedAt: null },
    data: { openedAt: ctx.now },
  });
}
