import { fold } from "../tickets/rules";
import type { ImportColumns, ListRow, Reason } from "./schema";
import { IMPORT_LIMITS, REASON_CODES } from "./schema";

const SAVE_AS = "In your spreadsheet choose “Save as” or “Download” and then CSV UTF-8, and upload that.";

/** What is wrong with a file as a whole, and what to do. `{line}` is the line it shows at. */
const TROUBLE_TEXT = {
  EMPTY: "This file is empty. Upload a list with a line for each guest, below a line that names the columns.",
  SPREADSHEET: `This is a spreadsheet, not CSV. ${SAVE_AS}`,
  PDF: `This is a PDF. Open the list it was made from. ${SAVE_AS}`,
  IMAGE: `This is a picture. Open the list it was made from. ${SAVE_AS}`,
  UTF16: `This text is in UTF-16, which mixes up names. ${SAVE_AS}`,
  NOT_UTF8: `This text is not in UTF-8, so names with accents would come out wrong. ${SAVE_AS}`,
  BINARY: `This is not a text file, or it is damaged. ${SAVE_AS}`,
  QUOTE_OPEN:
    "A quotation mark in the row that begins on line {line} is never closed. Close it or take it away, and upload the file again.",
  RECORD_TOO_LONG:
    "The row that begins on line {line} is far too long for a guest. Look for a quotation mark that is never closed.",
  TOO_MANY_ROWS: "A list may have 10,000 guests. Split it into several files and upload one after the other.",
  TOO_MANY_COLUMNS: "A list may have 100 columns. Keep those with name, email, type and reference.",
  NO_HEADER: "The first line must name the columns. Put “name,email” above the first guest, and upload the file again.",
  NO_ROWS: "There are no guests below the line that names the columns. Add a line for each, and upload the file again.",
  NO_EMAIL_COLUMN:
    "There is no column with email addresses. Name it “email” in the first line, and upload the file again.",
} as const;
export type Trouble = keyof typeof TROUBLE_TEXT;

/** The sentence about a file that cannot be imported. */
export function troubleText(trouble: Trouble, line?: number): string {
  return TROUBLE_TEXT[trouble].replace("{line}", String(line ?? 1));
}

/** Why a row is not issued, as a person reads it, in the preview and in the file of refused rows. */
export function reasonText({ code, number }: Reason): string {
  switch (code) {
    case "MISSING_NAME":
      return "The name is missing.";
    case "NAME_TOO_LONG":
      return "The name is longer than 120 characters.";
    case "MISSING_EMAIL":
      return "The email address is missing.";
    case "BAD_EMAIL":
      return "This is not an email address.";
    case "UNKNOWN_TYPE":
      return "This event has no such ticket type.";
    case "REFERENCE_TOO_LONG":
      return "The reference is longer than 120 characters.";
    case "DUPLICATE":
      return `The same guest as on line ${number}.`;
    case "ON_LIST":
      return `Has ticket ${number} already.`;
    case "OVER_CAP":
      return "Over the event’s ticket limit.";
  }
}

/** Reasons in a row of the database: `MISSING_NAME DUPLICATE:12`. */
export function packReasons(reasons: readonly Reason[]): string {
  return reasons.map(({ code, number }) => (number === undefined ? code : `${code}:${number}`)).join(" ");
}

export function unpackReasons(packed: string): Reason[] {
  return packed.split(" ").flatMap((part): Reason[] => {
    const [name, number] = part.split(":");
    const code = REASON_CODES.find((one) => one === name);
    if (!code) return [];
    return [number === undefined ? { code } : { code, number: Number(number) }];
  });
}

/** Names that headers go by in the languages of our organizers' spreadsheets, folded, letters and digits only. */
const HEADERS = {
  email:
    "email emailaddress mail mailaddress emailadresse mailadresse courriel adresseemail adressemail correo correoelectronico indirizzoemail posta epost emailadres ইমেইল почта メール 邮箱",
  fullName:
    "name fullname guest guestname attendee attendeename holder holdername participant person displayname nombrecompleto nomcomplet nomecompleto vollstandigername volledigenaam gast invitado invite pangalan নাম имя 名前 姓名",
  firstName: "firstname first givenname given forename vorname prenom nombre nome voornaam fornavn",
  lastName:
    "lastname last surname familyname family nachname familienname apellido apellidos nomdefamille nom cognome sobrenome achternaam etternavn",
  type: "type tickettype ticket category ticketcategory tier class ticketclass pass kategorie ticketart karte categoria tipo categorie typedebillet kategorya",
  reference: "reference ref id guestid referenz referencia referenza riferimento kennung",
  order:
    "order orderid orderno ordernumber ordernr booking bookingid bookingreference bookingnumber bestellung bestellnummer buchungsnummer pedido commande confirmation confirmationcode code",
} as const;
const KNOWN = Object.fromEntries(
  Object.entries(HEADERS).map(([kind, names]) => [kind, new Set(names.split(" "))]),
) as Record<keyof typeof HEADERS, Set<string>>;

const NOT_A_GUEST = /event|company|organi[sz]ation|file|user|ticket|type|host|table/;

/** Characters of a header that are looked at: the names we know are shorter, and folding takes time by the square of a hostile one. */
const HEADER_LENGTH = 100;

/** A header as names are compared: "E-Mail (work)" and "e_mail work" are one. */
function plainHeader(header: string): string {
  return fold(header.slice(0, HEADER_LENGTH)).replace(/[^\p{Letter}\p{Mark}\p{Number}]+/gu, "");
}

/** An address has 254 characters at most (RFC 5321), and may have some space around it. */
const EMAIL_CELL_LENGTH = 300;

/** Something before an @, and behind it a dot within something. One look at each character: cells are of strangers. */
export function looksLikeEmail(cell: string): boolean {
  if (cell.length > EMAIL_CELL_LENGTH) return false;
  const text = cell.trim();
  const [local, domain, ...more] = text.split("@");
  if (!local || !domain || more.length > 0 || /\s/.test(text)) return false;
  return domain.slice(1, -1).includes(".");
}

/** Which columns a list seems to have, by its headers and, where they say nothing, by what stands below. Always correctable. */
export function guessColumns(headers: readonly string[], rows: readonly ListRow[]): ImportColumns {
  const plain = headers.map(plainHeader);
  const taken = new Set<number>();
  const take = (at: number): number | null => {
    if (at < 0 || taken.has(at)) return null;
    taken.add(at);
    return at;
  };
  const free = (test: (header: string, at: number) => boolean) =>
    take(plain.findIndex((header, at) => !taken.has(at) && header !== "" && test(header, at)));
  const named = (kind: keyof typeof HEADERS) => free((header) => KNOWN[kind].has(header));

  const email =
    named("email") ?? free((header) => header.includes("mail")) ?? take(mostlyEmails(headers.length, rows, taken));
  // "Nombre" alone is the whole name; beside "Apellidos" it is the first of two.
  const hasLast = plain.some((header) => KNOWN.lastName.has(header));
  let name = named("fullName");
  let lastName: number | null = null;
  const isWhole = name !== null && plain[name] !== "name";
  if (hasLast && !isWhole) {
    const first = named("firstName");
    if (first !== null && name !== null) taken.delete(name);
    name = first ?? name ?? null;
    lastName = named("lastName");
    if (name === null) [name, lastName] = [lastName, null];
  }
  name ??= named("firstName");
  const type = named("type") ?? free((header) => header.includes("tickettype"));
  const reference = named("reference") ?? uniqueOrder(plain, rows, taken);
  name ??= free((header) => /name|nom|gast|guest/.test(header) && !NOT_A_GUEST.test(header));
  return { name, lastName, email, type, reference };
}

/** The column whose cells are email addresses for the most part; -1 for none. */
function mostlyEmails(width: number, rows: readonly ListRow[], taken: ReadonlySet<number>): number {
  const sample = rows.slice(0, 50);
  for (let at = 0; at < width; at++) {
    const filled = sample.filter((row) => (row.cells[at] ?? "").trim() !== "");
    const share = filled.filter((row) => looksLikeEmail(row.cells[at] ?? "")).length / filled.length;
    if (!taken.has(at) && share > 0.5) return at;
  }
  return -1;
}

/** An order's number names a guest only where no two guests share an order. */
function uniqueOrder(plain: readonly string[], rows: readonly ListRow[], taken: ReadonlySet<number>): number | null {
  const at = plain.findIndex((header, index) => !taken.has(index) && KNOWN.order.has(header));
  if (at < 0) return null;
  const filled = rows.map((row) => (row.cells[at] ?? "").trim()).filter((cell) => cell !== "");
  return new Set(filled).size === filled.length ? at : null;
}

/** What keeps a whole list from being imported, before any row is judged; null for nothing. */
export function findTrouble(headers: readonly string[], rows: readonly ListRow[]): Trouble | null {
  if (headers.some(looksLikeEmail)) return "NO_HEADER";
  if (rows.length === 0) return "NO_ROWS";
  if (rows.length > IMPORT_LIMITS.rows) return "TOO_MANY_ROWS";
  return guessColumns(headers, rows).email === null ? "NO_EMAIL_COLUMN" : null;
}

/** The columns that a file of refused rows has in front; they are left out when it is uploaded again. */
export const REFUSED_COLUMNS = ["line", "reason"] as const;

/** How many leading columns are ours and not the organizer's. */
export function addedColumns(headers: readonly string[]): number {
  return REFUSED_COLUMNS.every((name, at) => headers[at]?.trim().toLowerCase() === name) ? REFUSED_COLUMNS.length : 0;
}
