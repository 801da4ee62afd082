import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../access/rules";
import { findActorNames } from "../audit/queries";
import { actorText } from "../audit/rules";
import { EXPORT_KINDS, type ExportKind, type ExportView } from "./schema";

/** An event's exports that are not over yet, the newest first; at most 20. */
export async function listExports(ctx: Ctx, input: { eventId: string }): Promise<ExportView[]> {
  assertCan(ctx, "tickets.export", input.eventId);
  const rows = await ctx.db.export.findMany({
    where: { eventId: input.eventId, expiresAt: { gt: ctx.now }, kind: { in: [...EXPORT_KINDS] } },
    select: {
      id: true,
      kind: true,
      createdAt: true,
      expiresAt: true,
      run: {
        select: { state: true, total: true, done: true, refused: true, failure: true, actorKind: true, actorId: true },
      },
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 20,
  });
  const actors = rows.map(({ run }) => ({ kind: run.actorKind, id: run.actorId }));
  const names = await findActorNames(ctx, { actors });
  return rows.flatMap(({ run: { actorKind, actorId, ...run }, kind, ...row }) => {
    const known = EXPORT_KINDS.find((one) => one === kind);
    return known ? [{ ...row, kind: known, run, person: actorText(names, { kind: actorKind, id: actorId }) }] : [];
  });
}

/** How many lines each kind of export would have now. */
export async function countExportLines(ctx: Ctx, input: { eventId: string }): Promise<Record<ExportKind, number>> {
  assertCan(ctx, "tickets.export", input.eventId);
  const counters = await ctx.db.eventCounters.findFirst({
    where: { eventId: input.eventId },
    select: { nextNumber: true },
  });
  return {
    // Numbers have no gaps: the last one is how many there are.
    attendees: (counters?.nextNumber ?? 1) - 1,
    scans: await ctx.db.scan.count({ where: { eventId: input.eventId, at: { lte: ctx.now } } }),
  };
}

/** One part of an export's text, for a download that was let through. Throws NOT_FOUND, also once the export is over. */
export async function getExportPart(ctx: Ctx, input: { exportId: string; part: number }): Promise<string> {
  assertCanSomewhere(ctx, "tickets.export");
  const found = await ctx.db.exportPart.findFirst({
    where: { exportId: input.exportId, part: input.part, export: { expiresAt: { gt: ctx.now } } },
    select: { content: true, export: { select: { eventId: true } } },
  });
  assertCan(ctx, "tickets.export", found?.export.eventId);
  if (!found) throw new AppError("NOT_FOUND");
  return found.content;
}
