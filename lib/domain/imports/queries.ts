import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../access/rules";
import { judgeList, listTypeOptions, writeRefused } from "./list";
import { outcomes, summarize } from "./outcomes";
import { type ImportPage, type ImportSummary, importColumns, type Reason, type RowFilter } from "./schema";

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
 * with no filter named it is of all rows, and once it was committed of the refused ones. Opens its own transactions, so that
 * no connection waits for a thread. Throws NOT_FOUND, UNAVAILABLE or BUSY where many lists are read.
 */
export async function getImport(ctx: Ctx, input: Asked & { filter?: RowFilter; page?: number }): Promise<ImportPage> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const { summary, isNew, kept, ...how } = await inTx(ctx, (tx) => loadImport(tx, input));
  const isMoving = summary.state === "queued" || summary.state === "running";
  const judged = kept && !isMoving ? await judgeList(ctx, kept, how) : null;
  const asked = { filter: input.filter ?? (isNew ? "all" : "refused"), page: input.page ?? 1 };
  if (!judged) {
    const { done, refused } = summary.progress ?? { done: 0, refused: 0 };
    const page = { filter: asked.filter, rows: [], number: 1, of: 1 };
    const counts = { issue: done - refused, refused };
    return { ...summary, headers: [], columns: how.columns, counts, reasons: [], hasFile: false, page };
  }
  const rows = await inTx(ctx, (tx) => summarize(tx, { ...input, judged, isNew }, asked));
  return { ...summary, headers: judged.headers, columns: how.columns, hasFile: true, ...rows };
}

/**
 * The refused rows of a committed import as CSV, or of one that is looked at the rows that would be. Opens its own
 * transactions. Throws NOT_FOUND, UNAVAILABLE or BUSY where many lists are read.
 */
export async function getRefusedFile(ctx: Ctx, input: Asked): Promise<{ fileName: string; text: string }> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const { summary, isNew, kept, ...how } = await inTx(ctx, (tx) => loadImport(tx, input));
  if (!kept) throw new AppError("NOT_FOUND");
  const judged = await judgeList(ctx, kept, how);
  const refused = new Map<number, Reason[]>();
  await inTx(ctx, async (tx) => {
    for await (const rows of outcomes(tx, { ...input, judged, isNew })) {
      for (const { line, reasons } of rows) if (reasons.length > 0) refused.set(line, reasons);
    }
  });
  return {
    fileName: `${summary.fileName.replace(/\.[a-z]{1,4}$/i, "")}-refused.csv`,
    text: await writeRefused(ctx, kept, refused),
  };
}

/** How an import stands, its file unless that is gone, and what its rows are judged by. */
async function loadImport(ctx: Ctx, { eventId, importId }: Asked) {
  const found = await ctx.db.import.findFirst({
    where: { id: importId, eventId },
    select: { ...SUMMARY_FIELDS, delimiter: true, columns: true, content: true },
  });
  const [summary] = found ? await summariesOf(ctx, [found]) : [];
  if (!found || !summary) throw new AppError("NOT_FOUND");
  const { content, delimiter } = found;
  return {
    summary,
    isNew: found.run === null,
    kept: content === null ? null : { content, delimiter },
    columns: importColumns.parse(found.columns),
    types: await listTypeOptions(ctx, eventId),
  };
}
