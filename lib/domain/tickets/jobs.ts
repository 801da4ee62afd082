import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../access/rules";
import { recordAudit } from "../audit/commands";
import { queueTicketMessages } from "../messages/commands";
import { CHUNK_SIZE, type RunStep, type StepResult } from "../runs/schema";
import { resendManyInput, revokeManyInput } from "./schema";
import { givePlacesBack, matchOf, matchTickets, type TicketMatch } from "./sql";

/**
 * The next valid tickets of a run emailed once more, with the codes they have. Refused are those with an email on its way: no
 * ticket gets two of the same code at once, whoever else asks for them meanwhile.
 */
export async function resendChunk(ctx: Ctx, step: RunStep): Promise<StepResult> {
  assertCan(ctx, "messages.send", step.eventId ?? undefined);
  const { eventId, ...input } = resendManyInput.parse(step.input);
  const chosen = await nextTickets(ctx, matchOf({ eventId, ...input }, "resend"), step);
  const valid = await ctx.db.ticket.findMany({
    where: { id: { in: chosen.ids }, state: "valid" },
    select: { id: true, generation: true, holderEmail: true },
  });
  const { ticketIds } = await queueTicketMessages(ctx, {
    eventId,
    messages: valid.map(({ id, generation, holderEmail }) => ({
      template: "ticket",
      ticketId: id,
      generation,
      recipient: holderEmail,
    })),
  });
  await recordAudit(
    ctx,
    ticketIds.map((id) => ({ action: "tickets.resend", subjectKind: "ticket", subjectId: id, eventId })),
  );
  return { done: chosen.ids.length, refused: chosen.ids.length - ticketIds.length, cursor: chosen.cursor };
}

/** The next tickets of a run taken back, of those that can be. Refused are those that somebody else takes back at this moment. */
export async function revokeChunk(ctx: Ctx, step: RunStep): Promise<StepResult> {
  assertCan(ctx, "tickets.revoke", step.eventId ?? undefined);
  const { eventId, reason, ...input } = revokeManyInput.parse(step.input);
  const chosen = await nextTickets(ctx, matchOf({ eventId, ...input }, "revoke"), step);
  const revoked = await ctx.db.ticket.updateManyAndReturn({
    where: { id: { in: chosen.ids }, state: { in: ["valid", "unpaid"] } },
    data: { state: "revoked", revokedAt: ctx.now, revokeReason: reason },
    select: { id: true },
  });
  await givePlacesBack(ctx, { eventId, count: revoked.length });
  await recordAudit(
    ctx,
    revoked.map(({ id }) => ({
      action: "tickets.revoke",
      subjectKind: "ticket",
      subjectId: id,
      eventId,
      changed: ["state", "revokeReason"],
    })),
  );
  return { done: chosen.ids.length, refused: chosen.ids.length - revoked.length, cursor: chosen.cursor };
}

/** The tickets of a chunk and where the next one begins: behind the last number, whatever became of its ticket. */
async function nextTickets(ctx: Ctx, match: TicketMatch, step: RunStep) {
  if (step.eventId !== match.eventId) throw new AppError("INTERNAL");
  const rows = await matchTickets(ctx, match, { after: Number(step.cursor ?? 0), take: CHUNK_SIZE });
  const last = rows.length === CHUNK_SIZE ? rows.at(-1) : undefined;
  return { ids: rows.map(({ id }) => id), cursor: last ? String(last.number) : null };
}
