import "server-only";
import { createHash } from "node:crypto";
import { CsvError, decodeCsv, guessDelimiter } from "@/lib/core/csv";
import { type JudgedRow, judging, type TicketTypeOption } from "./decide";
import { findTrouble, guessColumns, type Trouble } from "./rules";
import type { ImportColumns, Reason } from "./schema";
import { readSheet, refusedFile, type Sheet } from "./sheet";

// What threads do with a stranger's file. Nothing here reaches a database or a setting, and nothing but plain data goes in and
// out; a refusal is an answer, since an error loses its class on the way.

/** Why a file cannot be imported, and the line it shows at. */
export type Refused = { trouble: Trouble; line?: number };

/** A list's rows, judged. */
export type JudgedList = {
  headers: string[];
  rowCount: number;
  parts: ListPart[];
};

/** Some rows as JSON, up to a line: whoever goes through a list parses one part after the other, and waits in between. */
export type ListPart = { lastLine: number; rows: string };

/** What an upload keeps of a file. */
export type ReadList = {
  content: string;
  delimiter: string;
  /** SHA-256 of the bytes. */
  fileHash: Uint8Array<ArrayBuffer>;
  columns: ImportColumns;
};

/** Rows a part. The loop takes one apart in some five milliseconds; each costs the database a look-up. */
const PART = 500;

/** Reads a file for the first time: what it says and how, which columns it seems to have, and what its rows come to by those. */
export function readUpload(input: {
  bytes: Uint8Array;
  types: TicketTypeOption[];
}): Promise<Refused | { list: ReadList; judged: JudgedList }> {
  return orRefused(async () => {
    const content = decodeCsv(input.bytes);
    const delimiter = guessDelimiter(content);
    const sheet = await readSheet(content, delimiter);
    const trouble = findTrouble(sheet.headers, sheet.rows);
    if (trouble) return { trouble };
    const columns = guessColumns(sheet.headers, sheet.rows);
    const fileHash = new Uint8Array(createHash("sha256").update(input.bytes).digest());
    const list = { content, delimiter, fileHash, columns };
    return { list, judged: judgeSheet(sheet, columns, input.types) };
  });
}

type KeptList = { content: string; delimiter: string };

/** Judges the rows of a file that was read before, by the columns it is understood to have. */
export function judgeList(
  input: KeptList & { columns: ImportColumns; types: TicketTypeOption[] },
): Promise<Refused | { judged: JudgedList }> {
  return orRefused(async () => {
    const sheet = await readSheet(input.content, input.delimiter);
    return { judged: judgeSheet(sheet, input.columns, input.types) };
  });
}

/** The file of refused rows, their reasons by the line. */
export function writeRefused(
  input: KeptList & { refused: ReadonlyMap<number, readonly Reason[]> },
): Promise<Refused | { text: string }> {
  return orRefused(async () => {
    const sheet = await readSheet(input.content, input.delimiter);
    return { text: refusedFile(sheet, input.refused, input.delimiter) };
  });
}

function judgeSheet({ headers, rows }: Sheet, columns: ImportColumns, types: readonly TicketTypeOption[]): JudgedList {
  const judge = judging(columns, types);
  const parts: ListPart[] = [];
  for (let at = 0; at < rows.length; at += PART) {
    const judged: JudgedRow[] = rows.slice(at, at + PART).map(judge);
    parts.push({ lastLine: judged.at(-1)?.row.line ?? 0, rows: JSON.stringify(judged) });
  }
  return { headers, rowCount: rows.length, parts };
}

async function orRefused<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CsvError) return { trouble: error.trouble, ...(error.line ? { line: error.line } : {}) };
    throw error;
  }
}
