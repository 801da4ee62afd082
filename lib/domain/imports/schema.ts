import { z } from "zod";
import type { RunState } from "../runs/schema";

/** Most that one file may hold. `rows` are guests: the header is beside them. A record is one line, or several within quotes. */
export const IMPORT_LIMITS = { bytes: 5 * 1024 * 1024, rows: 10_000, columns: 100, recordLength: 20_000 };
/** Days that an uploaded file is kept after its tickets were issued; one that was never used goes after as many. */
export const KEPT_DAYS = 30;
/** Rows on one page of a preview. */
export const PAGE_SIZE = 100;

/** One record of the file and the line on which it begins. */
export type ListRow = { line: number; cells: string[] };

const column = z
  .int("Choose a column from the list.")
  .min(0)
  .max(IMPORT_LIMITS.columns - 1)
  .nullable();

/** Which column is what, the first being 0; null where there is none. `lastName` is put behind `name`, with a space. */
export const importColumns = z.strictObject({
  name: column,
  lastName: column.default(null),
  email: column,
  type: column.default(null),
  reference: column.default(null),
});
export type ImportColumns = z.output<typeof importColumns>;

/** A file as a route hands it on. */
const uploadedFile = z.object(
  { name: z.string(), bytes: z.instanceof(Uint8Array) },
  "Send the list as text/csv, or as `file` of a form.",
);
const organization = z.string().optional();

export const uploadInput = z.strictObject({ eventId: z.uuid(), organization, file: uploadedFile });
export type UploadInput = z.output<typeof uploadInput>;

export const importInput = z.strictObject({ eventId: z.uuid(), importId: z.uuid(), organization });

export const commitInput = z.strictObject({ ...importInput.shape, columns: importColumns.optional() });
export type CommitInput = z.output<typeof commitInput>;

const columnsInput = z.strictObject({ eventId: z.uuid(), importId: z.uuid(), columns: importColumns });
export type ColumnsInput = z.output<typeof columnsInput>;

/** What the run of a commit is given. */
export const importRunInput = z.object({ importId: z.uuid() });

/** Why a row is not issued. `number` is the line of the other row, or the number of the ticket that is there. */
export const REASON_CODES = [
  "MISSING_NAME",
  "NAME_TOO_LONG",
  "MISSING_EMAIL",
  "BAD_EMAIL",
  "UNKNOWN_TYPE",
  "REFERENCE_TOO_LONG",
  "DUPLICATE",
  "ON_LIST",
  "OVER_CAP",
] as const;
export type Reason = { code: (typeof REASON_CODES)[number]; number?: number };

export type RowFilter = "all" | "issue" | "refused";

/** A row as the preview and the result show it; no reasons: it is issued. */
export type RowView = { line: number; name: string; email: string; type: string; reference: string; reasons: Reason[] };

/** `issue` of the rows get, or got, a ticket; `refused` do not, or did not. */
export type ImportCounts = { issue: number; refused: number };

/** How an import stands: still to be decided on, or as its run is. */
export type ImportState = "preview" | RunState;

export type ImportSummary = {
  importId: string;
  fileName: string;
  rows: number;
  state: ImportState;
  createdAt: Date;
  /** Of its rows, while it runs and afterwards. */
  progress: { total: number; done: number; refused: number; failure: string | null } | null;
};

/** A page of rows, the first being 1. */
export type RowPage = { filter: RowFilter; rows: RowView[]; number: number; of: number };

export type ImportView = ImportSummary & {
  headers: string[];
  columns: ImportColumns;
  counts: ImportCounts;
  /** How many rows each reason refuses. */
  reasons: { code: Reason["code"]; rows: number }[];
};

export type ImportPage = ImportView & {
  /** Whether the rows can be shown: not while they are worked through, nor once the file is gone. */
  hasFile: boolean;
  page: RowPage;
};
