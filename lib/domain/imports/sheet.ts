import "server-only";
import { csvText, DELIMITERS, type Delimiter, parseCsv, unshieldCell } from "@/lib/core/csv";
import { addedColumns, REFUSED_COLUMNS, reasonText } from "./rules";
import { IMPORT_LIMITS, type ListRow, type Reason } from "./schema";

/** An uploaded file as a table: the organizer's own columns, without what a file of refused rows had in front. */
export type Sheet = { headers: string[]; rows: ListRow[] };

/** Reads a file's text. Throws CsvError. Work for a thread, as all of this file is. */
export async function readSheet(text: string, delimiter: string): Promise<Sheet> {
  const limits = { ...IMPORT_LIMITS, rows: IMPORT_LIMITS.rows + 1 };
  const [head, ...rest] = await parseCsv(text, delimiterOf(delimiter), limits);
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

/** Refused rows as a file to correct and upload again: line and reason in front, the organizer's own columns as they came. */
export function refusedFile(sheet: Sheet, refused: ReadonlyMap<number, readonly Reason[]>, delimiter: string): string {
  const rows = sheet.rows.flatMap(({ line, cells }) => {
    const reasons = refused.get(line);
    return reasons ? [[String(line), reasons.map(reasonText).join(" "), ...cells]] : [];
  });
  return csvText([[...REFUSED_COLUMNS, ...sheet.headers], ...rows], delimiterOf(delimiter));
}
