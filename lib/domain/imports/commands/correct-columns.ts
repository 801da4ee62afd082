import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../../access/rules";
import type { ColumnsInput } from "../schema";

/** Says anew which column is what, before anything is issued. Throws NOT_FOUND, WRONG_STATE once it has been committed. */
export async function correctColumns(ctx: Ctx, input: ColumnsInput): Promise<void> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const where = { id: input.importId, eventId: input.eventId };
  const changed = await ctx.db.import.updateMany({
    where: { ...where, runId: null },
    data: { columns: input.columns },
  });
  if (changed.count > 0) return;
  const found = await ctx.db.import.findFirst({ where, select: { id: true } });
  throw new AppError(found ? "WRONG_STATE" : "NOT_FOUND");
}
