import "server-only";
import { actorId, type Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere, can } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { OWN_UNDO_MS } from "../rules";
import type { UndoInput, UndoResult } from "../schema";

/**
 * Takes a ticket's last admission back, as a new row; asked again under the same undo id it answers the same. Gate staff
 * may undo their own for five minutes, others need `check-ins.undo`. Throws NOT_FOUND, UNDO_TOO_LATE, FORBIDDEN,
 * NOT_LAST_ADMISSION, SCAN_ID_REUSED.
 */
export async function undoCheckIn(ctx: Ctx, input: UndoInput): Promise<UndoResult> {
  assertCanSomewhere(ctx, "gate.scan");
  const admission = await ctx.db.scan.findFirst({ where: { id: input.checkInId, verdict: "ADMITTED" } });
  if (!admission) throw new AppError("NOT_FOUND");
  assertCan(ctx, "gate.scan", admission.eventId);
  if (!can(ctx.actor, "check-ins.undo", admission.eventId)) {
    if (admission.actorKind !== ctx.actor.kind || admission.actorId !== actorId(ctx.actor))
      throw new AppError("FORBIDDEN");
    const isOnRecord = await findUndo(ctx, input);
    if (isOnRecord) return isOnRecord;
    if (ctx.now.getTime() - admission.at.getTime() > OWN_UNDO_MS) throw new AppError("UNDO_TOO_LATE");
  }
  // Two undos of one admission meet at the ticket's row: the second finds it let go, and then either itself on record or not.
  const released = await ctx.db.ticket.updateMany({
    where: { id: admission.ticketId ?? "", checkInId: input.checkInId },
    data: { checkedInAt: null, checkInId: null },
  });
  if (released.count === 0) {
    const recorded = await findUndo(ctx, input);
    if (recorded) return recorded;
    throw new AppError("NOT_LAST_ADMISSION");
  }
  const taken = await ctx.db.scan.count({ where: { id: input.undoId } });
  if (taken > 0) throw new AppError("SCAN_ID_REUSED");
  const { codeHash: _codeHash, ...kept } = admission;
  await ctx.db.scan.create({
    data: {
      ...kept,
      id: input.undoId,
      verdict: "UNDONE",
      actorKind: ctx.actor.kind,
      actorId: actorId(ctx.actor) ?? admission.actorId,
      at: ctx.now,
      undoesId: admission.id,
      reason: input.reason,
    },
  });
  await recordAudit(ctx, {
    action: "check-ins.undo",
    subjectKind: "ticket",
    subjectId: admission.ticketId ?? admission.id,
    eventId: admission.eventId,
    changed: ["checkedInAt"],
  });
  return { verdict: "UNDONE", checkInId: admission.id, undoneAt: ctx.now.toISOString() };
}

async function findUndo(ctx: Ctx, input: UndoInput): Promise<UndoResult | null> {
  const scan = await ctx.db.scan.findFirst({ where: { id: input.undoId }, select: { undoesId: true, at: true } });
  if (!scan) return null;
  if (scan.undoesId !== input.checkInId) throw new AppError("SCAN_ID_REUSED");
  return { verdict: "UNDONE", checkInId: input.checkInId, undoneAt: scan.at.toISOString() };
}
