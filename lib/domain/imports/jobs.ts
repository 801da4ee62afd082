import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { insertRows } from "@/lib/core/db/insert-rows";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { assertJob } from "../access/rules";
import { workThrough } from "../runs/commands";
import type { RunStep, StepResult } from "../runs/schema";
import { issueListed } from "../tickets/commands/issue-listed";
import { issueLane } from "../tickets/rules";
import type { ListedOutcome } from "../tickets/schema";
import type { JudgedRow, TicketTypeOption } from "./decide";
import { judgeList, listTypeOptions, rowsOf } from "./list";
import { identityHash, lastDecidedLine } from "./outcomes";
import { packReasons } from "./rules";
import { importColumns, importRunInput, type Reason } from "./schema";
import type { ListPart } from "./thread";

/** Rows a transaction. Fewer than a run may do: other requests of the process wait for less at a time. */
const STEP = 100;

/** Issues the tickets of a committed list, in the order of its lines; each step commits with its rows' outcomes. */
export async function workImport(ctx: Ctx, input: { runId: string }): Promise<void> {
  assertJob(ctx);
  const committed = await readCommitted(ctx, input.runId);
  let list: CommittedList | null = null;
  const prepare = async () => {
    list = committed && (await judgeCommitted(ctx, committed));
  };
  const lane = committed ? { lane: issueLane(committed) } : {};
  await workThrough(ctx, { ...input, ...lane, prepare }, async (step, at) => {
    const { importId } = importRunInput.parse(at.input);
    if (!list) throw new AppError("WRONG_STATE");
    return issueStep(step, { at, importId, list });
  });
}

/** What a run was committed for: its event, and the list's file (null once that is gone). Null for a run without a list. */
type Committed = {
  eventId: string;
  content: string | null;
  delimiter: string;
  columns: unknown;
  types: TicketTypeOption[];
};

function readCommitted(ctx: Ctx, runId: string): Promise<Committed | null> {
  return inTx(ctx, async (tx) => {
    const row = await tx.db.import.findFirst({
      where: { runId },
      select: { eventId: true, content: true, delimiter: true, columns: true },
    });
    return row ? { ...row, types: await listTypeOptions(tx, row.eventId) } : null;
  });
}

/** The rows of the list, null where its file is gone. Before any transaction of the run is open. Throws what `judgeList` throws. */
async function judgeCommitted(ctx: Ctx, { content, delimiter, ...how }: Committed): Promise<CommittedList | null> {
  if (content === null) return null;
  const columns = importColumns.parse(how.columns);
  const { parts } = await judgeList(ctx, { content, delimiter }, { columns, types: how.types });
  return new CommittedList(parts);
}

/** Goes through a list from its first row to the last, and holds the rows of one part at a time. */
class CommittedList {
  readonly #parts: ListPart[];
  #rows: JudgedRow[] = [];

  constructor(parts: readonly ListPart[]) {
    this.#parts = [...parts];
  }

  /** At most STEP rows behind a line, and whether there is none behind them. Lines before it are forgotten. */
  after(line: number): { rows: JudgedRow[]; isEnd: boolean } {
    const isBehind = ({ row }: JudgedRow) => row.line > line;
    this.#rows = this.#rows.filter(isBehind);
    while (this.#rows.length === 0) {
      const part = this.#parts.shift();
      if (!part) break;
      if (part.lastLine > line) this.#rows = rowsOf(part).filter(isBehind);
    }
    const rows = this.#rows.slice(0, STEP);
    return { rows, isEnd: this.#parts.length === 0 && rows.length === this.#rows.length };
  }
}

type Step = { at: RunStep; importId: string; list: CommittedList };

async function issueStep(ctx: Ctx, { at, importId, list }: Step): Promise<StepResult> {
  const { rows, isEnd } = list.after(at.cursor === null ? await lastDecidedLine(ctx, importId) : Number(at.cursor));
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
