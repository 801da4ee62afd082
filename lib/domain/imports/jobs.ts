import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { insertRows } from "@/lib/core/db/insert-rows";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { mapInTurns } from "@/lib/core/make-way";
import { assertJob } from "../access/rules";
import { workThrough } from "../runs/commands";
import type { RunStep, StepResult } from "../runs/schema";
import { issueListed } from "../tickets/commands/issue-listed";
import { issueLane } from "../tickets/rules";
import type { ListedOutcome } from "../tickets/schema";
import { type JudgedRow, judging } from "./decide";
import { packReasons } from "./rules";
import { importColumns, importRunInput, type Reason } from "./schema";
import { identityHash, lastDecidedLine, listTypeOptions, readSheet } from "./sheet";

/** Rows a transaction. Fewer than a run may do: other requests of the process wait for less at a time. */
const STEP = 100;

/** Issues the tickets of a committed list, in the order of its lines; each step commits with its rows' outcomes. */
export async function workImport(ctx: Ctx, input: { runId: string }): Promise<void> {
  assertJob(ctx);
  const run = await inTx(ctx, ({ db }) => db.run.findFirst({ where: { id: input.runId }, select: { eventId: true } }));
  const eventId = run?.eventId;
  let judged: JudgedRow[] | null = null;
  await workThrough(ctx, { ...input, ...(eventId ? { lane: issueLane({ eventId }) } : {}) }, async (step, at) => {
    const { importId } = importRunInput.parse(at.input);
    judged ??= await judgeList(step, importId);
    return issueStep(step, { at, importId, judged });
  });
}

async function judgeList(ctx: Ctx, importId: string): Promise<JudgedRow[]> {
  const found = await ctx.db.import.findFirst({
    where: { id: importId },
    select: { eventId: true, content: true, delimiter: true, columns: true },
  });
  if (!found || found.content === null) throw new AppError("WRONG_STATE");
  const sheet = await readSheet(found.content, found.delimiter);
  const judge = judging(importColumns.parse(found.columns), await listTypeOptions(ctx, found.eventId));
  return mapInTurns(sheet.rows, judge);
}

type Step = { at: RunStep; importId: string; judged: readonly JudgedRow[] };

async function issueStep(ctx: Ctx, { at, importId, judged }: Step): Promise<StepResult> {
  const after = at.cursor === null ? await lastDecidedLine(ctx, importId) : Number(at.cursor);
  const begin = judged.findIndex(({ row }) => row.line > after);
  const rows = begin < 0 ? [] : judged.slice(begin, begin + STEP);
  const tickets = rows.flatMap(({ guest }) =>
    guest ? [{ ...guest, importIdentity: identityHash(guest.identity) }] : [],
  );
  const issued = await issueListed(ctx, { eventId: at.eventId ?? "", tickets });
  const outcomes = issued.values();
  const decided = rows.map(({ row, guest }) => {
    const outcome = guest ? outcomes.next().value : undefined;
    return outcome?.kind === "issued"
      ? { importId, line: row.line, ticketId: outcome.ticketId, reason: null }
      : { importId, line: row.line, ticketId: null, reason: packReasons(outcome ? [reasonOf(outcome)] : row.reasons) };
  });
  await insertRows(ctx, "import_rows", decided);
  const isEnd = begin < 0 || begin + rows.length >= judged.length;
  if (isEnd) await letGoOfFile(ctx, importId);
  const refused = decided.filter((row) => row.reason !== null).length;
  return { done: rows.length, refused, cursor: isEnd ? null : String(rows.at(-1)?.row.line) };
}

function reasonOf(outcome: Exclude<ListedOutcome, { kind: "issued" }>): Reason {
  return outcome.kind === "on-list" ? { code: "ON_LIST", number: outcome.number } : { code: "OVER_CAP" };
}

/** A file of which nothing was refused is needed no more. */
async function letGoOfFile(ctx: Ctx, importId: string): Promise<void> {
  const refused = await ctx.db.importRow.count({ where: { importId, reason: { not: null } } });
  if (refused === 0) await ctx.db.import.updateMany({ where: { id: importId }, data: { content: null } });
}
