import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { mapInTurns } from "@/lib/core/make-way";
import { assertCan } from "../access/rules";
import { findListed } from "../tickets/queries";
import { foresee, type JudgedRow, judging } from "./decide";
import { unpackReasons } from "./rules";
import {
  type ImportPage,
  type ImportSummary,
  type ImportView,
  importColumns,
  PAGE_SIZE,
  REASON_CODES,
  type RowFilter,
  type RowPage,
  type RowView,
} from "./schema";
import { identityHash, lastDecidedLine, listTypeOptions, readSheet, refusedFile, type Sheet } from "./sheet";

const SUMMARY_FIELDS = {
  id: true,
  fileName: true,
  rowCount: true,
  createdAt: true,
  run: { select: { state: true, total: true, done: true, refused: true, failure: true } },
} as const;

type SummaryRow = Pick<ImportSummary, "fileName" | "createdAt"> & {
  id: string;
  rowCount: number;
  run: ({ state: Exclude<ImportSummary["state"], "preview"> } & NonNullable<ImportSummary["progress"]>) | null;
};

/** How imports stand. Of one that was stopped and went on, the rows of the runs before count as well. */
async function summariesOf(ctx: Ctx, rows: readonly SummaryRow[]): Promise<ImportSummary[]> {
  const resumed = rows.filter(({ run, rowCount }) => run && run.total !== rowCount).map(({ id }) => id);
  const counted =
    resumed.length === 0
      ? []
      : await ctx.db.importRow.groupBy({
          by: ["importId"],
          where: { importId: { in: resumed } },
          _count: { _all: true, ticketId: true },
        });
  const before = new Map(counted.map(({ importId, _count }) => [importId, _count]));
  return rows.map(({ id, fileName, rowCount, createdAt, run }) => {
    const summary = { importId: id, fileName, rows: rowCount, createdAt };
    if (!run) return { ...summary, state: "preview", progress: null };
    const { state, ...progress } = run;
    const all = before.get(id);
    if (!all) return { ...summary, state, progress };
    const refused = all._all - all.ticketId;
    return { ...summary, state, progress: { ...progress, total: rowCount, done: all._all, refused } };
  });
}

/** An event's imports, the latest first; at most 50. */
export async function listImports(ctx: Ctx, input: { eventId: string }): Promise<ImportSummary[]> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const rows = await ctx.db.import.findMany({
    where: { eventId: input.eventId },
    select: SUMMARY_FIELDS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 50,
  });
  return summariesOf(ctx, rows);
}

type Asked = { eventId: string; importId: string };
/**
 * An import with what will become, or became, of its rows: a page of them, and counts. Writes nothing. `page` begins with 1;
 * with no filter named it is of all rows, and once it was committed of the refused ones. Throws NOT_FOUND.
 */
export async function getImport(ctx: Ctx, input: Asked & { filter?: RowFilter; page?: number }): Promise<ImportPage> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const found = await findImport(ctx, input);
  const [summary] = await summariesOf(ctx, [found]);
  if (!summary) throw new AppError("NOT_FOUND");
  const columns = importColumns.parse(found.columns);
  // While it runs its progress says more than rows would, which change under the reader.
  const isMoving = summary.state === "queued" || summary.state === "running";
  const sheet = isMoving ? null : await loadSheet(ctx, found);
  const rows = sheet ? await outcomes(ctx, { ...input, sheet, columns, isNew: !found.run }) : [];
  const refused = rows.filter((row) => row.reasons.length > 0);
  const done = summary.progress?.done ?? 0;
  const counts =
    rows.length > 0
      ? { issue: rows.length - refused.length, refused: refused.length }
      : { issue: done - (summary.progress?.refused ?? 0), refused: summary.progress?.refused ?? 0 };
  return {
    ...summary,
    headers: sheet?.headers ?? [],
    columns,
    counts,
    reasons: countReasons(refused),
    hasFile: sheet !== null,
    page: pageOf(
      { all: rows, issue: rows.filter((row) => row.reasons.length === 0), refused },
      { filter: input.filter ?? (found.run ? "refused" : "all"), page: input.page ?? 1 },
    ),
  };
}

/** The refused rows of a committed import as CSV, or of one that is looked at the rows that would be. Throws NOT_FOUND. */
export async function getRefusedFile(ctx: Ctx, input: Asked): Promise<{ fileName: string; text: string }> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const found = await findImport(ctx, input);
  const sheet = await loadSheet(ctx, found);
  if (!sheet) throw new AppError("NOT_FOUND");
  const columns = importColumns.parse(found.columns);
  const rows = await outcomes(ctx, { ...input, sheet, columns, isNew: !found.run });
  const refused = new Map(rows.flatMap((row) => (row.reasons.length > 0 ? [[row.line, row.reasons] as const] : [])));
  return {
    fileName: `${found.fileName.replace(/\.[a-z]{1,4}$/i, "")}-refused.csv`,
    text: refusedFile(sheet, refused, found.delimiter),
  };
}

async function findImport(ctx: Ctx, input: Asked) {
  const found = await ctx.db.import.findFirst({
    where: { id: input.importId, eventId: input.eventId },
    select: { ...SUMMARY_FIELDS, delimiter: true, columns: true },
  });
  if (!found) throw new AppError("NOT_FOUND");
  return found;
}

/** The file of an import; null once it is gone. */
async function loadSheet(ctx: Ctx, { id, delimiter }: { id: string; delimiter: string }): Promise<Sheet | null> {
  const stored = await ctx.db.import.findFirst({ where: { id }, select: { content: true } });
  return stored?.content ? readSheet(stored.content, delimiter) : null;
}

type Outcomes = Asked & { sheet: Sheet; columns: ImportView["columns"]; isNew: boolean };

/** Every row as it was decided, or where it has not been yet, as it would be now. */
async function outcomes(ctx: Ctx, { eventId, importId, sheet, columns, isNew }: Outcomes): Promise<RowView[]> {
  const judged = await mapInTurns(sheet.rows, judging(columns, await listTypeOptions(ctx, eventId)));
  const decided = isNew ? NOTHING_DECIDED : await readDecided(ctx, importId);
  const open = judged.filter(({ row }) => row.line > decided.until);
  const foreseen = new Map((await foreseeNow(ctx, eventId, open)).map((row) => [row.line, row]));
  return judged.map(({ row }) => {
    if (row.line > decided.until) return foreseen.get(row.line) ?? row;
    const reason = decided.refused.get(row.line);
    return { ...row, reasons: reason === undefined ? [] : unpackReasons(reason) };
  });
}

/** Lines are decided in their order: all until one, and of these only the refused need be read. */
type Decided = { until: number; refused: ReadonlyMap<number, string> };
const NOTHING_DECIDED: Decided = { until: 0, refused: new Map() };

async function readDecided(ctx: Ctx, importId: string): Promise<Decided> {
  // First: what is decided between the two reads has its reasons in the second.
  const until = await lastDecidedLine(ctx, importId);
  const rows = await ctx.db.importRow.findMany({
    where: { importId, reason: { not: null } },
    select: { line: true, reason: true },
  });
  return { until, refused: new Map(rows.map(({ line, reason }) => [line, reason ?? ""])) };
}

async function foreseeNow(ctx: Ctx, eventId: string, judged: readonly JudgedRow[]): Promise<RowView[]> {
  if (judged.length === 0) return [];
  const places = await ctx.db.eventCounters.findFirst({
    where: { eventId, event: { deletedAt: null } },
    select: { capacity: true, taken: true },
  });
  if (!places) throw new AppError("NOT_FOUND");
  const guests = judged.flatMap(({ guest }) => guest ?? []);
  const tickets = await mapInTurns(guests, (guest) => ({ ...guest, importIdentity: identityHash(guest.identity) }));
  const listed = await findListed(ctx, { eventId, tickets });
  return foresee(judged, { listed, room: places.capacity - places.taken });
}

function countReasons(refused: readonly RowView[]): ImportView["reasons"] {
  return REASON_CODES.map((code) => ({
    code,
    rows: refused.filter((row) => row.reasons.some((reason) => reason.code === code)).length,
  })).filter(({ rows }) => rows > 0);
}

function pageOf(
  rows: Record<RowFilter, readonly RowView[]>,
  { filter, page }: { filter: RowFilter; page: number },
): RowPage {
  const of = Math.max(1, Math.ceil(rows[filter].length / PAGE_SIZE));
  const number = Math.min(Math.max(1, page), of);
  return { filter, rows: rows[filter].slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE), number, of };
}
