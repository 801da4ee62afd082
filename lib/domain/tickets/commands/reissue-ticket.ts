import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueTicketMessages } from "../../messages/commands";
import { renewCode } from "../codes";

/**
 * Gives a ticket a new code and link and emails them; the old ones are dead from this commit on. Its number and admission
 * stay. Throws NOT_FOUND, WRONG_STATE for a ticket that is not valid, CONFLICT when somebody else reissues it meanwhile.
 */
export async function reissueTicket(ctx: Ctx, input: { ticketId: string }): Promise<{ generation: number }> {
  assertCanSomewhere(ctx, "tickets.reissue");
  const ticket = await ctx.db.ticket.findFirst({
    where: { id: input.ticketId, deletedAt: null },
    select: { eventId: true, generation: true, holderEmail: true },
  });
  assertCan(ctx, "tickets.reissue", ticket?.eventId);
  if (!ticket) throw new AppError("NOT_FOUND");
  const generation = ticket.generation + 1;
  const bumped = await ctx.db.ticket.updateMany({
    where: { id: input.ticketId, state: "valid", generation: ticket.generation },
    // The new link has been opened by nobody.
    data: { generation, openedAt: null },
  });
  if (bumped.count === 0) {
    const valid = await ctx.db.ticket.count({ where: { id: input.ticketId, state: "valid" } });
    throw new AppError(valid === 0 ? "WRONG_STATE" : "CONFLICT");
  }
  await renewCode(ctx, { ticketId: input.ticketId, generation });
  await queueTicketMessages(ctx, {
    eventId: ticket.eventId,
    messages: [{ template: "ticket", ticketId: input.ticketId, generation, recipient: ticket.holderEmail }],
  });
  await recordAudit(ctx, {
    action: "tickets.reissue",
    subjectKind: "ticket",
    subjectId: input.ticketId,
    eventId: ticket.eventId,
    changed: ["generation"],
  });
  return { generation };
}
