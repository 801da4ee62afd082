import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError, type FieldErrors } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";
import { mayIssue } from "../../events/rules";
import { startRun } from "../../runs/commands";
import { type CommitInput, type ImportColumns, importColumns } from "../schema";
import { lockImport } from "../sql";

/**
 * Asks for a list's tickets to be issued, as its columns are understood or as `columns` says. A second commit, at once or
 * later, is answered with the run of the first; one that was stopped goes on where it stopped. Throws NOT_FOUND,
 * VALIDATION_FAILED without columns for name and email, WRONG_STATE for an event that is over or a file that is gone.
 */
export async function commitImport(
  ctx: Ctx,
  input: Omit<CommitInput, "organization">,
): Promise<{ importId: string; runId: string }> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const { eventId, importId } = input;
  const found = await lockImport(ctx, input);
  if (!found) throw new AppError("NOT_FOUND");
  if (found.runId && found.runState !== "failed") return { importId, runId: found.runId };
  const event = await ctx.db.event.findFirst({ where: { id: eventId, deletedAt: null }, select: { status: true } });
  if (!event || !mayIssue(event.status) || !found.hasFile) throw new AppError("WRONG_STATE");
  // What was issued from a list that was stopped was read by its columns of then: the rest is as well.
  const kept = importColumns.parse(found.columns);
  const columns = found.runId ? kept : (input.columns ?? kept);
  refuseMissing(columns);
  const decided = await ctx.db.importRow.count({ where: { importId } });
  const run = await startRun(ctx, {
    kind: "imports.commit",
    eventId,
    total: found.rowCount - decided,
    input: { importId },
  });
  await ctx.db.import.updateMany({ where: { id: importId }, data: { runId: run.id, columns } });
  await recordAudit(ctx, [{ action: "imports.commit", subjectKind: "import", subjectId: importId, eventId }]);
  return { importId, runId: run.id };
}

function refuseMissing(columns: ImportColumns): void {
  const fields: FieldErrors = {};
  if (columns.name === null) fields["columns.name"] = "Choose the column with the names.";
  if (columns.email === null) fields["columns.email"] = "Choose the column with the email addresses.";
  if (Object.keys(fields).length > 0) throw new AppError("VALIDATION_FAILED", { fields });
}
