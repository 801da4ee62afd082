import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DELIMITERS, decodeCsv, guessDelimiter } from "@/lib/core/csv";
import { judging } from "./decide";
import { guessColumns } from "./rules";
import { readSheet, refusedFile } from "./sheet";

const TYPES = [{ id: "general", name: "General" }];
const HEADERS = ["name", "email", "reference", "note"];
const name = fc.constantFrom("Ana", "-Ben", "'=Cora", "Dan; Eva, Fay", 'Gil "the"\nGreat', "", "@home", "Ísak");
const email = fc.constantFrom("a@example.com", "b@example.com", "+tag@example.com", "nowhere", "");
const reference = fc.oneof({ weight: 3, arbitrary: fc.constant("") }, fc.constantFrom("R1", "=R2", "'-R3", "R4"));
const note = fc.string({ unit: "grapheme", maxLength: 8 });
const rows = fc.array(fc.tuple(name, email, reference, note), { minLength: 1, maxLength: 12 });

/** As an upload reads a file: decoded, its delimiter and columns guessed, its rows judged. */
async function upload(text: string) {
  const decoded = decodeCsv(new TextEncoder().encode(text));
  const delimiter = guessDelimiter(decoded);
  const sheet = await readSheet(decoded, delimiter);
  return { sheet, delimiter, judged: sheet.rows.map(judging(guessColumns(sheet.headers, sheet.rows), TYPES)) };
}
describe("a file of refused rows", () => {
  it("uploaded again as it is, holds the same cells, and the reasons it had", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(...DELIMITERS), async (cells, delimiter) => {
        const all = cells.map((row, index) => ({ line: index + 2, cells: row }));
        const refused = new Map(all.map(({ line }) => [line, [{ code: "OVER_CAP" as const }]]));
        const again = await upload(refusedFile({ headers: HEADERS, rows: all }, refused, delimiter));
        expect(again.delimiter).toBe(delimiter);
        expect(again.sheet.headers).toEqual(HEADERS);
        expect(again.sheet.rows.map((row) => row.cells)).toEqual(cells);
        // A third time it looks the same: nothing is put before what was put before.
        const file = refusedFile(again.sheet, new Map(again.sheet.rows.map(({ line }) => [line, []])), delimiter);
        expect((await upload(file)).sheet.rows.map((row) => row.cells)).toEqual(cells);
      }),
      { numRuns: 200 },
    );
  });

  it("uploaded again with some rows corrected, issues to exactly those", async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.func(fc.boolean()), async (cells, isCorrected) => {
        const all = cells.map((row, index) => ({ line: index + 2, cells: row }));
        const columns = { name: 0, lastName: null, email: 1, type: null, reference: 2 };
        const judged = all.map(judging(columns, TYPES));
        const refused = new Map(
          judged.flatMap(({ row }) => (row.reasons.length > 0 ? [[row.line, row.reasons] as const] : [])),
        );
        const again = await upload(refusedFile({ headers: HEADERS, rows: all }, refused, ";"));
        expect(again.sheet.rows).toHaveLength(refused.size);
        const fixed = again.sheet.rows.map((row, index) => {
          const corrected = [`New ${index}`, `new-${index}@example.com`, "", ...row.cells.slice(3)];
          return { line: 100 + index, cells: isCorrected(index) ? corrected : row.cells };
        });
        // Who got a ticket out of the first file is known by the rule that knows a guest who stands in one file twice.
        const held = all.filter(({ line }) => !refused.has(line));
        const issued = [...held, ...fixed]
          .map(judging(columns, TYPES))
          .filter(({ row, guest }) => guest && row.line >= 100);
        expect(issued.map(({ row }) => row.name)).toEqual(
          fixed.flatMap((_row, index) => (isCorrected(index) ? [`New ${index}`] : [])),
        );
      }),
      { numRuns: 100 },
    );
  });
});
