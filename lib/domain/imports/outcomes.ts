import "server-only";
import { createHash } from "node:crypto";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { findListed } from "../tickets/queries";
import { foreseeing, type JudgedRow, RowSummary } from "./decide";
import { rowsOf } from "./list";
import { unpackReasons } from "./rules";
import type { ImportPage, RowFilter, RowView } from "./schema";
import type { JudgedList } from "./thread";

type Decided = { eventId: string; importId: string; judged: JudgedList; isNew: boolean };

/**
 * Every row as it was decided, or where it has not been yet, as it would be now, part after part: what the loop has to do for
 * one is little, and between two of them it waits for the database.
 */
export async function* outcomes(ctx: Ctx, { eventId, importId, judged, isNew }: Decided): AsyncGenerator<RowView[]> {
  // First: what is decided between the two reads has its reasons in the second.
  const until = isNew ? 0 : await lastDecidedLine(ctx, importId);
  let foresee: ReturnType<typeof foreseeing> | null = null;
  for (const part of judged.parts) {
    const rows = rowsOf(part);
    yield await decidedRows(
      ctx,
      importId,
      rows.filter(({ row }) => row.line <= until),
    );
    const open = rows.filter(({ row }) => row.line > until);
    if (open.length === 0) continue;
    foresee ??= foreseeing(await readRoom(ctx, eventId));
    yield foresee(open, await listedOf(ctx, eventId, open));
  }
}

/** Counts, reasons and a page of all rows as `outcomes` says. */
export async function summarize(
  ctx: Ctx,
  of: Decided,
  asked: { filter: RowFilter; page: number },
): Promise<Pick<ImportPage, "counts" | "reasons" | "page">> {
  const summary = new RowSummary(asked);
  for await (const rows of outcomes(ctx, of)) summary.add(rows);
  return { counts: summary.counts(), reasons: summary.reasons(), page: summary.page() };
}

/** Lines are decided in their order, so of those until one only the refused need be read. */
async function decidedRows(ctx: Ctx, importId: string, rows: readonly JudgedRow[]): Promise<RowView[]> {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last) return [];
  const refused = await ctx.db.importRow.findMany({
    where: { importId, reason: { not: null }, line: { gte: first.row.line, lte: last.row.line } },
    select: { line: true, reason: true },
  });
  const reasons = new Map(refused.map(({ line, reason }) => [line, unpackReasons(reason ?? "")]));
  return rows.map(({ row }) => ({ ...row, reasons: reasons.get(row.line) ?? [] }));
}

async function readRoom(ctx: Ctx, eventId: string): Promise<number> {
  const places = await ctx.db.eventCounters.findFirst({
    where: { eventId, event: { deletedAt: null } },
    select: { capacity: true, taken: true },
  });
  if (!places) throw new AppError("NOT_FOUND");
  return places.capacity - places.taken;
}

function listedOf(ctx: Ctx, eventId: string, judged: readonly JudgedRow[]): Promise<Map<number, number>> {
  const guests = judged.flatMap(({ guest }) => guest ?? []);
  const tickets = guests.map((guest) => ({ ...guest, importIdentity: identityHash(guest.identity) }));
  return findListed(ctx, { eventId, tickets });
}

/** The last line that was decided, by this run of the list or one before it that was stopped; 0 for a new list. */
export async function lastDecidedLine(ctx: Ctx, importId: string): Promise<number> {
  const { _max } = await ctx.db.importRow.aggregate({ where: { importId }, _max: { line: true } });
  return _max.line ?? 0;
}

/** What a ticket keeps of the row it was issued for. */
export function identityHash(identity: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(identity).digest());
}
