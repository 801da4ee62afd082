import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCan } from "../access/rules";

export type TicketTypeView = { id: string; name: string };

/** The kinds of ticket of one event, in their order; the first is the one used when none is named. */
export async function listTicketTypes(ctx: Ctx, input: { eventId: string }): Promise<TicketTypeView[]> {
  assertCan(ctx, "events.read", input.eventId);
  return ctx.db.ticketType.findMany({
    where: { eventId: input.eventId, deletedAt: null },
    select: { id: true, name: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
}
