import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCan } from "../access/rules";
import type { TicketTypeSettings } from "./schema";

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

/** The kinds of ticket of one event for who arranges them, with how many living tickets are of each. */
export async function listTypeSettings(ctx: Ctx, input: { eventId: string }): Promise<TicketTypeSettings[]> {
  assertCan(ctx, "events.manage", input.eventId);
  const { eventId } = input;
  const types = await ctx.db.ticketType.findMany({
    where: { eventId, deletedAt: null },
    select: { id: true, name: true, revision: true, validFrom: true, validUntil: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
  const counts = await ctx.db.ticket.groupBy({
    by: ["ticketTypeId"],
    where: { eventId, deletedAt: null, state: { in: ["valid", "unpaid"] } },
    _count: { _all: true },
  });
  const active = new Map(counts.map((group) => [group.ticketTypeId, group._count._all]));
  return types.map((type) => ({ ...type, activeCount: active.get(type.id) ?? 0 }));
}
