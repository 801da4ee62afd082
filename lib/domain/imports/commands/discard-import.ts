import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import { recordAudit } from "../../audit/commands";

/** Takes a list away that nothing was issued from, with its file. Throws NOT_FOUND, WRONG_STATE once it has been committed. */
export async function discardImport(ctx: Ctx, input: { eventId: string; importId: string }): Promise<void> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const where = { id: input.importId, eventId: input.eventId };
  const gone = await ctx.db.import.deleteMany({ where: { ...where, runId: null } });
  if (gone.count > 0) {
    const subject = { subjectKind: "import", subjectId: input.importId, eventId: input.eventId };
    return recordAudit(ctx, { action: "imports.discard", ...subject });
  }
  const found = await ctx.db.import.findFirst({ where, select: { id: true } });
  throw new AppError(found ? "WRONG_STATE" : "NOT_FOUND");
}
