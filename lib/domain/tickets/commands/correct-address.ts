import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { queueTicketMessages, withdrawQueued } from "../../messages/commands";
import { countSent } from "../../messages/queries";
import { renewCode } from "../codes";
import { searchText } from "../rules";
import type { CorrectAddressInput } from "../schema";

/**
 * Puts a ticket holder's mistyped address right and emails the ticket there. When an email with the present code has gone out,
 * a stranger may have it: then the ticket gets a new one, and the old is dead from this commit on. Throws NOT_FOUND,
 * WRONG_STATE for a ticket that is not valid, CONFLICT when somebody else changes the address or the code meanwhile.
 */
export async function correctAddress(ctx: Ctx, input: CorrectAddressInput): Promise<{ isReissued: boolean }> {
  assertCanSomewhere(ctx, "messages.send");
  const { ticketId: id, email: holderEmail } = input;
  const ticket = await ctx.db.ticket.findFirst({
    where: { id, deletedAt: null },
    select: { eventId: true, generation: true, holderName: true, holderEmail: true, reference: true },
  });
  assertCan(ctx, "messages.send", ticket?.eventId);
  if (!ticket) throw new AppError("NOT_FOUND");
  const { eventId, holderEmail: wrongEmail, ...kept } = ticket;
  if (wrongEmail === holderEmail) {
    throw new AppError("VALIDATION_FAILED", { fields: { email: "This is the address it has." } });
  }
  // First what is queued is stopped, or waited for: a worker that has claimed it meanwhile counts as having sent it.
  await withdrawQueued(ctx, { eventId, ticketId: id });
  const presentCode = { ticketId: id, generation: ticket.generation };
  const isReissued = (await countSent(ctx, presentCode)) > 0;
  const generation = ticket.generation + (isReissued ? 1 : 0);
  const corrected = await ctx.db.ticket.updateMany({
    where: { id, state: "valid", generation: ticket.generation, holderEmail: wrongEmail },
    data: {
      holderEmail,
      search: searchText({ ...kept, holderEmail }),
      generation,
      ...(isReissued ? { openedAt: null } : {}),
    },
  });
  if (corrected.count === 0) {
    const valid = await ctx.db.ticket.count({ where: { id, state: "valid" } });
    throw new AppError(valid === 0 ? "WRONG_STATE" : "CONFLICT");
  }
  if (isReissued) await renewCode(ctx, { ticketId: id, generation });
  const { ticketIds } = await queueTicketMessages(ctx, {
    eventId,
    messages: [{ template: "ticket", ticketId: id, generation, recipient: holderEmail }],
  });
  // From here on no other email with this code is queued. One that was, between our two looks, went to the old address.
  const isOvertaken = ticketIds.length === 0 || (!isReissued && (await countSent(ctx, presentCode)) > 0);
  if (isOvertaken) throw new AppError("CONFLICT");
  await recordAudit(ctx, {
    action: "tickets.correct-address",
    subjectKind: "ticket",
    subjectId: id,
    eventId,
    changed: isReissued ? ["holderEmail", "generation"] : ["holderEmail"],
  });
  return { isReissued };
}
