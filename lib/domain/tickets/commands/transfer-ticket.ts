import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueTicketMessages } from "../../messages/commands";
import { renewCode } from "../codes";
import { searchText } from "../rules";
import type { TransferInput } from "../schema";

/**
 * Gives a ticket to another person: a new name, address, code and link, emailed to the new holder; the old code and link are
 * dead from this commit on. Throws NOT_FOUND, WRONG_STATE for a ticket that is not valid or was used, CONFLICT when somebody
 * else gives it a new code meanwhile.
 */
export async function transferTicket(ctx: Ctx, input: TransferInput): Promise<{ generation: number }> {
  assertCanSomewhere(ctx, "tickets.transfer");
  const ticket = await ctx.db.ticket.findFirst({
    where: { id: input.ticketId, deletedAt: null },
    select: { eventId: true, generation: true, reference: true },
  });
  assertCan(ctx, "tickets.transfer", ticket?.eventId);
  if (!ticket) throw new AppError("NOT_FOUND");
  const generation = ticket.generation + 1;
  const holder = { holderName: input.name, holderEmail: input.email };
  const unused = { id: input.ticketId, state: "valid" as const, checkedInAt: null, leftAt: null };
  const moved = await ctx.db.ticket.updateMany({
    where: { ...unused, generation: ticket.generation },
    data: { ...holder, search: searchText({ ...holder, reference: ticket.reference }), generation, openedAt: null },
  });
  if (moved.count === 0) {
    const isUnused = await ctx.db.ticket.count({ where: unused });
    throw new AppError(isUnused === 0 ? "WRONG_STATE" : "CONFLICT");
  }
  await renewCode(ctx, { ticketId: input.ticketId, generation });
  await queueTicketMessages(ctx, {
    eventId: ticket.eventId,
    messages: [{ template: "ticket", ticketId: input.ticketId, generation, recipient: input.email }],
  });
  await recordAudit(ctx, {
    action: "tickets.transfer",
    subjectKind: "ticket",
    subjectId: input.ticketId,
    eventId: ticket.eventId,
    changed: ["holderName", "holderEmail", "generation"],
  });
  return { generation };
}
