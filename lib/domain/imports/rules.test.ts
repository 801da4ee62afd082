import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findTrouble, guessColumns, looksLikeEmail, packReasons, reasonText, unpackReasons } from "./rules";
import { REASON_CODES } from "./schema";

const rowsOf = (...cells: string[][]) => cells.map((row, index) => ({ line: index + 2, cells: row }));
const guess = (headers: string[], ...rows: string[][]) => guessColumns(headers, rowsOf(...rows));
const none = { name: null, lastName: null, email: null, type: null, reference: null };

describe("guessing the columns", () => {
  it.each([
    [["name", "email"], { name: 0, email: 1 }],
    [["E-Mail", "Full Name"], { email: 0, name: 1 }],
    [["Email Address", "Guest", "Ticket Type", "Ref"], { email: 0, name: 1, type: 2, reference: 3 }],
    [["First Name", "Last Name", "Email"], { name: 0, lastName: 1, email: 2 }],
    [["Surname", "Given name", "mail"], { name: 1, lastName: 0, email: 2 }],
    [["Name", "Surname", "email"], { name: 0, lastName: 1, email: 2 }],
    [["Full name", "First name", "Last name", "email"], { name: 0, email: 3 }],
    [["Vorname", "Nachname", "E-Mail-Adresse", "Kategorie"], { name: 0, lastName: 1, email: 2, type: 3 }],
    [["Prénom", "Nom", "Courriel", "Référence"], { name: 0, lastName: 1, email: 2, reference: 3 }],
    [["Nom", "Courriel"], { name: 0, email: 1 }],
    [["Nombre", "Apellidos", "Correo electrónico", "Tipo"], { name: 0, lastName: 1, email: 2, type: 3 }],
    [["Nombre", "Correo"], { name: 0, email: 1 }],
    [["Nome", "Cognome", "Indirizzo e-mail"], { name: 0, lastName: 1, email: 2 }],
    [["Pangalan", "Email"], { name: 0, email: 1 }],
    [["নাম", "ইমেইল"], { name: 0, email: 1 }],
    [["Event name", "Attendee name", "Attendee e-mail"], { name: 1, email: 2 }],
    [["Company name", "Guest's name", "Work email"], { name: 1, email: 2 }],
    [["id", "name", "email", "ticket"], { reference: 0, name: 1, email: 2, type: 3 }],
  ])("%j", (headers, expected) => {
    expect(guess(headers)).toEqual({ ...none, ...expected });
  });

  it("finds the email addresses below a header that does not say so", () => {
    expect(guess(["name", "contact"], ["Ana", "a@example.com"], ["Ben", "b@example.com"])).toMatchObject({ email: 1 });
  });

  it("takes an order's number for the guest's own only where no two share one", () => {
    const headers = ["name", "email", "Order"];
    expect(guess(headers, ["A", "a@example.com", "1"], ["B", "b@example.com", "2"])).toMatchObject({ reference: 2 });
    expect(guess(headers, ["A", "a@example.com", "1"], ["B", "b@example.com", "1"])).toMatchObject({ reference: null });
  });

  it("never throws, and never names one column twice", () => {
    const header = fc.oneof(fc.string(), fc.constantFrom("name", "nom", "last name", "email", "id", "order", "type"));
    fc.assert(
      fc.property(fc.array(header, { maxLength: 8 }), fc.array(fc.array(fc.string())), (headers, cells) => {
        const guessed = Object.values(guessColumns(headers, rowsOf(...cells))).filter((at) => at !== null);
        expect(new Set(guessed).size).toBe(guessed.length);
        expect(guessed.every((at) => at >= 0 && at < headers.length)).toBe(true);
      }),
    );
  });
});

describe("a cell that looks like an email address", () => {
  it("is one @ with something before it and a dot within what is behind it, and no space", () => {
    const part = fc.constantFrom("a", "b.c", ".", "..", "@", " ", "\n", "é", "");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const cell = parts.join("");
        expect(looksLikeEmail(cell)).toBe(/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(cell.trim()));
      }),
      { numRuns: 2000 },
    );
    expect(looksLikeEmail(`a@${"b".repeat(400)}.example.com`)).toBe(false);
  });

  it("is told at one look, whatever a stranger made of the cells", () => {
    // A pattern that tries each dot anew took half a second for one of these.
    const dots = Array.from({ length: 50 }, () => [`a@${".".repeat(19_900)}@`, "1"]);
    const marks = Array.from({ length: 50 }, () => `${"\u0315\u0300".repeat(9900)}`);
    const before = process.cpuUsage();
    expect(findTrouble(["contact", "n"], rowsOf(...dots))).toBe("NO_EMAIL_COLUMN");
    expect(guess(marks)).toEqual(none);
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});

describe("a list that cannot be imported", () => {
  it.each([
    [["Ana Reyes", "a@example.com"], [["Ben", "b@example.com"]], "NO_HEADER"],
    [["name", "email"], [], "NO_ROWS"],
    [["name", "phone"], [["Ana", "555"]], "NO_EMAIL_COLUMN"],
    [["name", "email"], [["Ana", "a@example.com"]], null],
  ])("%j: %s", (headers, rows, trouble) => {
    expect(findTrouble(headers, rowsOf(...rows))).toBe(trouble);
  });
});

describe("reasons", () => {
  it("survive being kept in a row, and each has its sentence", () => {
    const all = REASON_CODES.map((code, index) => (index % 2 === 0 ? { code } : { code, number: index }));
    expect(unpackReasons(packReasons(all))).toEqual(all);
    for (const code of REASON_CODES) expect(reasonText({ code, number: 7 })).toMatch(/^[A-Z].*\.$/);
    expect(unpackReasons("SOMETHING_ELSE")).toEqual([]);
  });
});
