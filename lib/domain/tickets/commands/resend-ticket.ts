import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueTicketMessages, withdrawDeferred } from "../../messages/commands";

/**
 * Emails a ticket once more to its holder's present address, with the code and link it has. Throws NOT_FOUND, WRONG_STATE for
 * one that is not valid, EMAIL_ON_ITS_WAY while one of the same code has not gone out
 * yet; one that waits for another try is given up for this one.
 */
export async function resendTicket(ctx: Ctx, input: { ticketId: string }): Promise<void> {
  assertCanSomewhere(ctx, "messages.send");
  const ticket = await ctx.db.ticket.findFirst({
    where: { id: input.ticketId, deletedAt: null },
    select: { eventId: true, state: true, generation: true, holderEmail: true },
  });
  assertCan(ctx, "messages.send", ticket?.eventId);
  if (!ticket) throw new AppError("NOT_FOUND");
  if (ticket.state !== "valid") throw new AppError("WRONG_STATE");
  const { eventId, generation, holderEmail: recipient } = ticket;
  await withdrawDeferred(ctx, { eventId, ticketId: input.ticketId });
  const { ticketIds } = await queueTicketMessages(ctx, {
    eventId,
    messages: [{ template: "ticket", ticketId: input.ticketId, generation, recipient }],
  });
  if (ticketIds.length === 0) throw new AppError("EMAIL_ON_ITS_WAY");
  await recordAudit(ctx, { action: "tickets.resend", subjectKind: "ticket", subjectId: input.ticketId, eventId });
}
