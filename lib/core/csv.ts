import "server-only";
import { finished } from "node:stream/promises";
import { Parser, type CsvError as ParserError } from "csv-parse";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";

export const DELIMITERS = [",", ";", "\t"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** One record, with the line of the file on which it begins, the first being 1. */
export type CsvRow = { line: number; cells: string[] };

/** Why something cannot be read as CSV. */
export type CsvTrouble =
  | "EMPTY"
  | "SPREADSHEET"
  | "PDF"
  | "IMAGE"
  | "UTF16"
  | "NOT_UTF8"
  | "BINARY"
  | "QUOTE_OPEN"
  | "RECORD_TOO_LONG"
  | "TOO_MANY_ROWS"
  | "TOO_MANY_COLUMNS";

export class CsvError extends Error {
  readonly trouble: CsvTrouble;
  readonly line: number | undefined;

  constructor(trouble: CsvTrouble, line?: number) {
    super(trouble);
    this.trouble = trouble;
    this.line = line;
  }
}

const SIGNATURES: readonly { trouble: CsvTrouble; start: readonly number[] }[] = [
  // A zip: xlsx, ods, numbers.
  { trouble: "SPREADSHEET", start: [0x50, 0x4b, 0x03, 0x04] },
  // OLE: xls.
  { trouble: "SPREADSHEET", start: [0xd0, 0xcf, 0x11, 0xe0] },
  { trouble: "PDF", start: [0x25, 0x50, 0x44, 0x46] },
  { trouble: "IMAGE", start: [0x89, 0x50, 0x4e, 0x47] },
  { trouble: "IMAGE", start: [0xff, 0xd8, 0xff] },
  { trouble: "IMAGE", start: [0x47, 0x49, 0x46, 0x38] },
  { trouble: "IMAGE", start: [0x52, 0x49, 0x46, 0x46] },
  { trouble: "UTF16", start: [0xff, 0xfe] },
  { trouble: "UTF16", start: [0xfe, 0xff] },
];

/** A file as text, without its byte order mark. Throws CsvError for what is no UTF-8 text. */
export function decodeCsv(bytes: Uint8Array): string {
  for (const { trouble, start } of SIGNATURES) {
    if (start.every((byte, index) => bytes[index] === byte)) throw new CsvError(trouble);
  }
  if (bytes.includes(0)) throw new CsvError(isTwoByteText(bytes) ? "UTF16" : "BINARY");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new CsvError("NOT_UTF8");
  }
  if (text.trim() === "") throw new CsvError("EMPTY");
  return text;
}

/** UTF-16 without its mark: of plain letters every second byte is zero, and the others never are. */
function isTwoByteText(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 1000);
  const zeros = (parity: number) => head.filter((byte, index) => index % 2 === parity && byte === 0).length;
  const [even, odd] = [zeros(0), zeros(1)];
  return Math.max(even, odd) > head.length / 4 && Math.min(even, odd) === 0;
}

/** Excel's own way to name the delimiter, on a line before the header. */
const SEPARATOR_LINE = /^sep=([,;\t])(?=\r|\n|$)/i;
const SAMPLE = { characters: 64 * 1024, records: 50 };

/**
 * The delimiter under which the first records fall into the same number of columns most often, and into more than one;
 * delimiters and line breaks within quotes do not count. Never throws: a file of one column is given the comma.
 */
export function guessDelimiter(text: string): Delimiter {
  const named = DELIMITERS.find((delimiter) => delimiter === SEPARATOR_LINE.exec(text)?.[1]);
  if (named) return named;
  const sample = text.slice(0, SAMPLE.characters);
  let best: { delimiter: Delimiter; score: number } = { delimiter: ",", score: 0 };
  for (const delimiter of DELIMITERS) {
    const score = regularity(sample, delimiter);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** How regular a table a delimiter makes: the share of records as wide as the header, then how many columns those are. */
function regularity(sample: string, delimiter: Delimiter): number {
  const widths: number[] = [];
  const collect = (cells: string[]) => {
    if (cells.some((cell) => cell.trim() !== "")) widths.push(cells.length);
    return null;
  };
  try {
    parse(sample, { ...OPTIONS, delimiter, to: SAMPLE.records, on_record: collect });
  } catch {
    // Cut off within a quote: what came before it counts.
  }
  const [header = 1] = widths;
  if (header < 2) return 0;
  return widths.filter((width) => width === header).length / widths.length + Math.min(header, 100) / 1000;
}

const OPTIONS = {
  relax_column_count: true,
  relax_quotes: true,
  record_delimiter: ["\r\n", "\n", "\r"],
};

export type CsvLimits = { rows: number; columns: number; recordLength: number };

/**
 * The records that hold anything, each with its line. Ragged ones stay as they are. Throws CsvError for a quote that is
 * never closed and for what is beyond the limits; `rows` counts the header. Takes half a second of its thread for 5 MB.
 */
export async function parseCsv(text: string, delimiter: Delimiter, limits: CsvLimits): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  let line = 1;
  let records = 0;
  const keep = (cells: string[]) => {
    // The first record is what later ones are compared with, and each that differs costs an Error of 20 µs that nobody
    // reads: every record is the first one.
    (parser.info as { records: number }).records = 0;
    const begin = line;
    line = begin + 1 + cells.reduce((sum, cell) => sum + breaksIn(cell), 0);
    records += 1;
    if (begin === 1 && SEPARATOR_LINE.test(text)) return null;
    if (cells.length > limits.columns) throw new CsvError("TOO_MANY_COLUMNS", begin);
    if (cells.some((cell) => cell.trim() !== "")) rows.push({ line: begin, cells });
    // Empty lines are no rows, but a file of nothing else is not read to its end either.
    if (rows.length > limits.rows || records > limits.rows * 10) throw new CsvError("TOO_MANY_ROWS");
    return null;
  };
  const parser = new Parser({ ...OPTIONS, delimiter, max_record_size: limits.recordLength, on_record: keep });
  parser.resume();
  parser.end(text);
  await finished(parser).catch((error: Error) => {
    throw troubleOf(error, line);
  });
  return rows;
}

function breaksIn(cell: string): number {
  if (!cell.includes("\n") && !cell.includes("\r")) return 0;
  return cell.match(/\r\n|\n|\r/g)?.length ?? 0;
}

function troubleOf(error: Error, line: number): Error {
  const { code } = error as ParserError;
  if (code === "CSV_QUOTE_NOT_CLOSED") return new CsvError("QUOTE_OPEN", line);
  return code === "CSV_MAX_RECORD_SIZE" ? new CsvError("RECORD_TOO_LONG", line) : error;
}

/**
 * What makes a spreadsheet take a cell for a formula, by OWASP's "CSV Injection": one of = + - @, also in their full width, or
 * a tab or line break, at the cell's start. White space and invisible characters before it are looked through, since some
 * programs trim them, and so are apostrophes that are there already, since one is taken back on the way in.
 */
const FORMULA = /^'*(?:[\t\r\n]|[\s\p{Cf}\p{Cc}]*[=+\-@＝＋－＠])/u;

/** A cell that no spreadsheet runs: what begins like a formula is given an apostrophe, which says "text" there. */
export function shieldCell(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Takes back exactly what `shieldCell` added. */
export function unshieldCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

/** Rows as a CSV file that Excel opens right: UTF-8 with its mark, CRLF, every cell shielded, and quoted where any program could see a separator. */
export function csvText(rows: readonly (readonly string[])[], delimiter: Delimiter): string {
  return stringify(
    rows.map((row) => row.map(shieldCell)),
    { delimiter, record_delimiter: "\r\n", bom: true, quoted_match: /[,;\t\r\n]|^\s|\s$/ },
  );
}

/** Lines of a CSV file (RFC 4180) to be put together with others: every filled cell shielded and quoted, each line ended by CRLF. */
export function csvLines(rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "string" ? shieldCell(cell) : cell)));
  return stringify(cells, { quoted: true, record_delimiter: "\r\n" });
}
