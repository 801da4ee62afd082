import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { takePlace } from "../sql";

/**
 * Makes a revoked ticket valid again, with the code it had. It takes a place of the event as a new one would. Throws
 * NOT_FOUND, WRONG_STATE for one that is not revoked and for an event that is over, LIMIT_EXCEEDED, BUSY.
 */
export async function restoreTicket(ctx: Ctx, input: { ticketId: string }): Promise<void> {
  assertCanSomewhere(ctx, "tickets.revoke");
  const ticket = await ctx.db.ticket.findFirst({
    where: { id: input.ticketId, deletedAt: null },
    select: { eventId: true },
  });
  assertCan(ctx, "tickets.revoke", ticket?.eventId);
  if (!ticket) throw new AppError("NOT_FOUND");
  // The ticket before the places, as everywhere: of two restorers at once the second is told that it is valid, not that it is full.
  const restored = await ctx.db.ticket.updateMany({
    where: { id: input.ticketId, state: "revoked" },
    // The reason stays: the ticket's life tells why it was once revoked.
    data: { state: "valid", revokedAt: null },
  });
  if (restored.count === 0) throw new AppError("WRONG_STATE");
  await takePlace(ctx, { eventId: ticket.eventId });
  await recordAudit(ctx, {
    action: "tickets.restore",
    subjectKind: "ticket",
    subjectId: input.ticketId,
    eventId: ticket.eventId,
    changed: ["state"],
  });
}
