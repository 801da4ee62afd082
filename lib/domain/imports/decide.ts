import { comparableName, fold } from "../tickets/rules";
import { holderEmail, holderName, ticketReference } from "../tickets/schema";
import {
  type ImportColumns,
  type ImportCounts,
  type ListRow,
  PAGE_SIZE,
  REASON_CODES,
  type Reason,
  type RowFilter,
  type RowPage,
  type RowView,
} from "./schema";

export type TicketTypeOption = { id: string; name: string };

/** A row that asks for a ticket. */
type Guest = {
  name: string;
  email: string;
  typeId: string;
  reference: string | null;
  /** What the row is known by; the ticket keeps its hash. */
  identity: string;
};

/** What a row comes to, as far as the file alone tells: a guest to issue to, or why not. Never both. */
export type JudgedRow = { row: RowView; guest: Guest | null };

/**
 * Judges a list row by row; to be called with each of them once, in their order. `types` are the event's, the one meant where
 * none is named first. Never throws.
 */
export function judging(columns: ImportColumns, types: readonly TicketTypeOption[]): (row: ListRow) => JudgedRow {
  const seen = new Seen();
  // Folded once: for each row anew, ten thousand rows would hold up whatever else the process does.
  const named = new Map(types.map((type) => [fold(tidy(type.name)), type] as const).reverse());
  return (row) => {
    const shown = readRow(row, columns);
    const type = shown.type === "" ? types[0] : named.get(fold(shown.type));
    const reasons = fieldReasons(shown, type);
    if (reasons.length > 0 || !type) return { row: { ...shown, reasons }, guest: null };
    const guest = {
      name: shown.name,
      email: holderEmail.parse(shown.email),
      typeId: type.id,
      reference: shown.reference || null,
    };
    const first = seen.lineOf(guest, row.line);
    if (first !== null)
      return { row: { ...shown, reasons: [{ code: "DUPLICATE" as const, number: first }] }, guest: null };
    // A type that was not named stays unnamed here: which one is meant then may change, the line does not.
    const identity = guest.reference
      ? ["reference", guest.reference]
      : ["person", guest.email, comparableName(guest.name), shown.type === "" ? "" : type.id];
    return {
      row: { ...shown, type: type.name, reasons: [] },
      guest: { ...guest, identity: JSON.stringify(identity) },
    };
  };
}

function readRow({ line, cells }: ListRow, columns: ImportColumns): Omit<RowView, "reasons"> {
  const cell = (at: number | null) => (at === null ? "" : tidy(cells[at] ?? ""));
  return {
    line,
    name: [cell(columns.name), cell(columns.lastName)].filter(Boolean).join(" "),
    email: cell(columns.email),
    type: cell(columns.type),
    reference: cell(columns.reference),
  };
}

/**
 * Characters of a cell that are looked at. Composing takes time by the square of a hostile text's length, and makes one
 * character of four at most: what is cut off here is still too long for any field.
 */
const CELL_LENGTH = 1000;

/** A cell on one line: no control characters, no space at its ends, one at most between words. */
function tidy(text: string): string {
  return text
    .replace(/[\s\p{Control}\u200b\u2060\ufeff]+/gu, " ")
    .trim()
    .slice(0, CELL_LENGTH)
    .normalize("NFC");
}

/** All that is wrong with a row by itself, so that it need be corrected only once. */
function fieldReasons(shown: Omit<RowView, "reasons">, type: TicketTypeOption | undefined): Reason[] {
  const reasons: Reason[] = [];
  if (shown.name === "") reasons.push({ code: "MISSING_NAME" });
  else if (!holderName.safeParse(shown.name).success) reasons.push({ code: "NAME_TOO_LONG" });
  if (shown.email === "") reasons.push({ code: "MISSING_EMAIL" });
  else if (!holderEmail.safeParse(shown.email).success) reasons.push({ code: "BAD_EMAIL" });
  if (!type) reasons.push({ code: "UNKNOWN_TYPE" });
  if (shown.reference !== "" && !ticketReference.safeParse(shown.reference).success)
    reasons.push({ code: "REFERENCE_TOO_LONG" });
  return reasons;
}

/**
 * The guests of the lines before, by the rule that also finds those with a ticket: the same reference is the same guest, and
 * so are the same email, name and type unless both sides carry a reference.
 */
class Seen {
  readonly #byReference = new Map<string, number>();
  readonly #byPerson = new Map<string, number>();
  readonly #byUnreferenced = new Map<string, number>();

  /** The line on which this guest was seen first; null for a new one, who is seen from now on. */
  lineOf(guest: Omit<Guest, "identity">, line: number): number | null {
    const person = JSON.stringify([guest.email, comparableName(guest.name), guest.typeId]);
    const first = guest.reference
      ? (this.#byReference.get(guest.reference) ?? this.#byUnreferenced.get(person))
      : this.#byPerson.get(person);
    if (first !== undefined) return first;
    if (guest.reference) this.#byReference.set(guest.reference, line);
    else this.#byUnreferenced.set(person, line);
    if (!this.#byPerson.has(person)) this.#byPerson.set(person, line);
    return null;
  }
}

/**
 * Foresees a list's rows as they would be issued now, part after part in their order. `room` is how many more tickets the
 * event may have; `listed` says who has which, by a guest's place among the guests of the part.
 */
export function foreseeing(
  room: number,
): (judged: readonly JudgedRow[], listed: ReadonlyMap<number, number>) => RowView[] {
  let left = room;
  return (judged, listed) => {
    let place = 0;
    return judged.map(({ row, guest }): RowView => {
      if (!guest) return row;
      const number = listed.get(place++);
      if (number !== undefined) return { ...row, reasons: [{ code: "ON_LIST", number }] };
      return left-- > 0 ? row : { ...row, reasons: [{ code: "OVER_CAP" }] };
    });
  };
}

/** Counts rows as they come, part after part, and keeps one page of them: no more need be held at once. */
export class RowSummary {
  #page: RowView[] = [];
  #found = 0;
  readonly #counts = { issue: 0, refused: 0 };
  readonly #byReason = new Map<Reason["code"], number>();
  readonly #asked: { filter: RowFilter; page: number };

  constructor(asked: { filter: RowFilter; page: number }) {
    this.#asked = asked;
  }

  add(rows: readonly RowView[]): void {
    for (const row of rows) this.#addRow(row);
  }

  #addRow(row: RowView): void {
    const kind = row.reasons.length > 0 ? "refused" : "issue";
    this.#counts[kind] += 1;
    for (const code of new Set(row.reasons.map((reason) => reason.code))) {
      this.#byReason.set(code, (this.#byReason.get(code) ?? 0) + 1);
    }
    const { filter, page } = this.#asked;
    if (filter !== "all" && filter !== kind) return;
    // The last page stays where the one that is asked for does not come.
    if (this.#found % PAGE_SIZE === 0 && this.#found < page * PAGE_SIZE) this.#page = [];
    if (this.#found < page * PAGE_SIZE) this.#page.push(row);
    this.#found += 1;
  }

  counts(): ImportCounts {
    return { ...this.#counts };
  }

  /** How many rows each reason refuses, in the order of the reasons. */
  reasons(): { code: Reason["code"]; rows: number }[] {
    return REASON_CODES.flatMap((code) => {
      const rows = this.#byReason.get(code);
      return rows === undefined ? [] : [{ code, rows }];
    });
  }

  page(): RowPage {
    const of = Math.max(1, Math.ceil(this.#found / PAGE_SIZE));
    return { filter: this.#asked.filter, rows: this.#page, number: Math.min(this.#asked.page, of), of };
  }
}
