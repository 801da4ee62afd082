import "server-only";
import { createHash } from "node:crypto";
import { CsvError, csvText, DELIMITERS, type Delimiter, parseCsv, unshieldCell } from "@/lib/core/csv";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import type { TicketTypeOption } from "./decide";
import { addedColumns, REFUSED_COLUMNS, reasonText, type Trouble, troubleText } from "./rules";
import { IMPORT_LIMITS, type ListRow, type Reason } from "./schema";

/** An uploaded file as a table: the organizer's own columns, without what a file of refused rows had in front. */
export type Sheet = { headers: string[]; rows: ListRow[] };

/** Reads a file's text. Throws VALIDATION_FAILED with a sentence at `file`. */
export async function readSheet(text: string, delimiter: string): Promise<Sheet> {
  const limits = { ...IMPORT_LIMITS, rows: IMPORT_LIMITS.rows + 1 };
  const [head, ...rest] = await parseCsv(text, delimiterOf(delimiter), limits).catch(refuseFile);
  const added = addedColumns(head?.cells ?? []);
  const own = (row: ListRow) => ({ line: row.line, cells: row.cells.slice(added).map(unshieldCell) });
  const rows = rest.map(own);
  const headers = head ? own(head).cells.map((name) => name.trim()) : [];
  const width = Math.max(headers.length, ...rows.slice(0, 1000).map((row) => row.cells.length));
  while (headers.length < width) headers.push("");
  return { headers, rows };
}

function delimiterOf(kept: string): Delimiter {
  return DELIMITERS.find((delimiter) => delimiter === kept) ?? ",";
}

/** The refusal of a whole file: a sentence for its sender, a stable word for a program. */
export function fileRefusal(trouble: Trouble, line?: number): AppError {
  return new AppError("VALIDATION_FAILED", { fields: { file: troubleText(trouble, line) }, facts: { trouble } });
}

/** Turns what the reader says of a file into a refusal of it. */
export function refuseFile(error: unknown): never {
  throw error instanceof CsvError ? fileRefusal(error.trouble, error.line) : error;
}

/** Refused rows as a file to correct and upload again: line and reason in front, the organizer's own columns as they came. */
export function refusedFile(sheet: Sheet, refused: ReadonlyMap<number, readonly Reason[]>, delimiter: string): string {
  const rows = sheet.rows.flatMap(({ line, cells }) => {
    const reasons = refused.get(line);
    return reasons ? [[String(line), reasons.map(reasonText).join(" "), ...cells]] : [];
  });
  return csvText([[...REFUSED_COLUMNS, ...sheet.headers], ...rows], delimiterOf(delimiter));
}

/** The event's ticket types, the one meant where none is named first. */
export function listTypeOptions(ctx: Ctx, eventId: string): Promise<TicketTypeOption[]> {
  return ctx.db.ticketType.findMany({
    where: { eventId, deletedAt: null },
    select: { id: true, name: true },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
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
