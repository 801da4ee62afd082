import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import type { RevokeInput } from "../schema";
import { givePlacesBack } from "../sql";

/**
 * Takes a ticket back; it admits nobody from this commit on, and its place is free. Throws NOT_FOUND, WRONG_STATE for one that
 * is not valid, BUSY.
 */
export async function revokeTicket(ctx: Ctx, input: RevokeInput): Promise<void> {
  assertCanSomewhere(ctx, "tickets.revoke");
  const ticket = await ctx.db.ticket.findFirst({
    where: { id: input.ticketId, deletedAt: null },
    select: { eventId: true },
  });
  assertCan(ctx, "tickets.revoke", ticket?.eventId);
  if (!ticket) throw new AppError("NOT_FOUND");
  const revoked = await ctx.db.ticket.updateMany({
    where: { id: input.ticketId, state: { in: ["valid", "unpaid"] } },
    data: { state: "revoked", revokedAt: ctx.now, revokeReason: input.reason },
  });
  if (revoked.count === 0) throw new AppError("WRONG_STATE");
  await givePlacesBack(ctx, { eventId: ticket.eventId, count: 1 });
  await recordAudit(ctx, {
    action: "tickets.revoke",
    subjectKind: "ticket",
    subjectId: input.ticketId,
    eventId: ticket.eventId,
    changed: ["state", "revokeReason"],
  });
}
