import "server-only";
import { actorId, type Ctx } from "@/lib/core/ctx";
import { whenTaken } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere, can } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { mayNameNewScan, OWN_UNDO_MS, placeAfter } from "../rules";
import { MOVEMENTS, type Movement, type UndoInput, type UndoResult } from "../schema";
import { lockMovements } from "../sql";

/**
 * Takes a ticket's last admission or check-out back, as a new row; the ticket is then where the movement before it left it.
 * Asked again under the same undo id it answers the same. Gate staff may undo their own for five minutes, others need
 * `check-ins.undo`. Throws NOT_FOUND, UNDO_TOO_LATE, FORBIDDEN, NOT_LAST_ADMISSION, SCAN_ID_REUSED, VALIDATION_FAILED
 * for a new undo id that is no UUIDv7, BUSY.
 */
export async function undoCheckIn(ctx: Ctx, input: UndoInput): Promise<UndoResult> {
  assertCanSomewhere(ctx, "gate.scan");
  const movement = await ctx.db.scan.findFirst({ where: { id: input.checkInId, verdict: { in: [...MOVEMENTS] } } });
  if (!movement?.ticketId || !isMovement(movement.verdict)) throw new AppError("NOT_FOUND");
  const undone = movement.verdict;
  assertCan(ctx, "gate.scan", movement.eventId);
  if (!can(ctx.actor, "check-ins.undo", movement.eventId)) {
    if (movement.actorKind !== ctx.actor.kind || movement.actorId !== actorId(ctx.actor))
      throw new AppError("FORBIDDEN");
    const isOnRecord = await findUndo(ctx, input, undone);
    if (isOnRecord) return isOnRecord;
    if (ctx.now.getTime() - movement.at.getTime() > OWN_UNDO_MS) throw new AppError("UNDO_TOO_LATE");
  }
  // Two undos of one movement meet at the ticket's row: the second finds it taken back, and then either itself on record or not.
  const [last, before] = await lockMovements(ctx, movement.ticketId);
  if (last?.id !== movement.id) {
    const recorded = await findUndo(ctx, input, undone);
    if (recorded) return recorded;
    throw new AppError("NOT_LAST_ADMISSION");
  }
  if (!mayNameNewScan(input.undoId))
    throw new AppError("VALIDATION_FAILED", { fields: { undoId: "Make a UUIDv7 for this." } });
  const taken = await ctx.db.scan.count({ where: { id: input.undoId } });
  if (taken > 0) throw new AppError("SCAN_ID_REUSED");
  // The ticket before the row: as it is inserted, a trigger counts from the ticket's place what the undo changed.
  await ctx.db.ticket.updateMany({ where: { id: movement.ticketId }, data: placeAfter(before) });
  const { codeHash: _codeHash, insideChange: _inside, leftChange: _left, ...kept } = movement;
  const undo = {
    ...kept,
    id: input.undoId,
    verdict: "UNDONE" as const,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor) ?? movement.actorId,
    at: ctx.now,
    undoesId: movement.id,
    reason: input.reason,
  };
  // The same id took another ticket's movement back at this very moment: that ticket's row was not waited for.
  await ctx.db.scan.create({ data: undo }).catch(whenTaken(() => new AppError("SCAN_ID_REUSED")));
  await recordAudit(ctx, {
    action: "check-ins.undo",
    subjectKind: "ticket",
    subjectId: movement.ticketId,
    eventId: movement.eventId,
    changed: before ? ["checkedInAt", "leftAt"] : ["checkedInAt"],
  });
  return { verdict: "UNDONE", undone, checkInId: movement.id, undoneAt: ctx.now.toISOString() };
}

async function findUndo(ctx: Ctx, input: UndoInput, undone: Movement): Promise<UndoResult | null> {
  const scan = await ctx.db.scan.findFirst({ where: { id: input.undoId }, select: { undoesId: true, at: true } });
  if (!scan) return null;
  if (scan.undoesId !== input.checkInId) throw new AppError("SCAN_ID_REUSED");
  return { verdict: "UNDONE", undone, checkInId: input.checkInId, undoneAt: scan.at.toISOString() };
}

function isMovement(verdict: string): verdict is Movement {
  return MOVEMENTS.some((movement) => movement === verdict);
}
