import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvError, csvText, DELIMITERS, decodeCsv, guessDelimiter, parseCsv, shieldCell, unshieldCell } from "./csv";

const LIMITS = { rows: 100, columns: 20, recordLength: 5000 };
const bytes = (text: string) => new TextEncoder().encode(text);
const cellsOf = async (text: string) => (await parseCsv(text, guessDelimiter(text), LIMITS)).map((row) => row.cells);
const linesOf = async (text: string) => (await parseCsv(text, guessDelimiter(text), LIMITS)).map((row) => row.line);

async function troubleOf(work: () => unknown): Promise<{ trouble: string; line?: number } | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { trouble: error.trouble, ...(error.line === undefined ? {} : { line: error.line }) };
  }
}

const cell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: fc.constantFrom('"', ",", ";", "\t", "\n", "\r", "'", "=", "+", "-", "@", " ", "é", "a") }),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
const holdsAnything = (row: string[]) => row.some((one) => shieldCell(one).trim() !== "");

describe("reading back what was written", () => {
  it("gives the same cells, whatever is in them, for every delimiter", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(...DELIMITERS), async (rows, delimiter) => {
        const text = decodeCsv(bytes(`${csvText(rows, delimiter)}x`)).slice(0, -1);
        const read = (await parseCsv(text, delimiter, LIMITS)).map((row) => row.cells.map(unshieldCell));
        expect(read).toEqual(rows.filter(holdsAnything));
      }),
      { numRuns: 500 },
    );
  });

  it("takes back exactly what shielding added", () => {
    fc.assert(fc.property(cell, (text) => unshieldCell(shieldCell(text)) === text));
    for (const text of ["=1+1", "'=1+1", "''-5", "'hello", "'", "+63 917", "@x", "\tx", "\rx", "plain"]) {
      expect(unshieldCell(shieldCell(text))).toBe(text);
    }
  });

  it("leaves no cell that a spreadsheet would run", () => {
    fc.assert(fc.property(cell, (text) => !/^[=+\-@\t\r\n]/.test(shieldCell(text))));
  });
});

describe("guessing the delimiter", () => {
  it("never throws, and never keeps a file from being read or refused in order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 400 }), async (text) => {
        const outcome = await troubleOf(() => parseCsv(text, guessDelimiter(text), LIMITS));
        expect([null, "QUOTE_OPEN", "TOO_MANY_COLUMNS", "TOO_MANY_ROWS"]).toContain(outcome?.trouble ?? null);
      }),
    );
  });

  it.each([
    ["name,email\nAna,a@example.com", ","],
    ["name;email\nReyes, Ana;a@example.com\nCruz, Ben;b@example.com", ";"],
    ['name,email\n"Reyes; Ana; of",a@example.com', ","],
    ["name\temail\nReyes, Ana\ta@example.com", "\t"],
    ['"name; of guest","e,mail"\n"a;b",c', ","],
    ['name;email\n"Ana, Ben, Cora\nand, more";x@example.com', ";"],
    ["email\na@example.com", ","],
    ["sep=;\nname;email\nAna;a@example.com", ";"],
    ["", ","],
    ['"', ","],
  ])("%j is parted by %j", (text, delimiter) => {
    expect(guessDelimiter(text)).toBe(delimiter);
  });
});

describe("reading", () => {
  it("knows all three line ends, mixed as well, and a quoted one", async () => {
    const rows = [
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
    ];
    for (const end of ["\n", "\r\n", "\r"]) expect(await cellsOf(["a,b", "1,2", "3,4"].join(end))).toEqual(rows);
    expect(await cellsOf("a,b\r\n1,2\n3,4\r")).toEqual(rows);
    expect(await cellsOf('a,b\r\n"1\r\nand",2')).toEqual([rows[0], ["1\r\nand", "2"]]);
  });

  it("says on which line of the file each record begins, behind quoted line ends and empty lines too", async () => {
    expect(await linesOf('a,b\n1,2\n\n\n3,4\n"x\ny\r\nz",5\n,\n6,7\n')).toEqual([1, 2, 5, 6, 10]);
    expect(await linesOf("sep=,\r\na,b\r\n1,2")).toEqual([2, 3]);
  });

  it("keeps ragged rows as they are, and quotes within a cell", async () => {
    expect(await cellsOf('a,b,c\n1\n1,2,3,4\n5" tall,"said ""hi""",x')).toEqual([
      ["a", "b", "c"],
      ["1"],
      ["1", "2", "3", "4"],
      ['5" tall', 'said "hi"', "x"],
    ]);
  });

  it("says where a quote is opened that is never closed", async () => {
    expect(await troubleOf(() => cellsOf('a,b\n1,2\n"3,4\n5,6'))).toEqual({ trouble: "QUOTE_OPEN", line: 3 });
  });

  it("stops at its limits", async () => {
    const read = (text: string) => troubleOf(() => parseCsv(text, ",", LIMITS));
    expect(await read("a,b\n".repeat(100))).toBeNull();
    expect(await read("a,b\n".repeat(101))).toEqual({ trouble: "TOO_MANY_ROWS" });
    expect(await read("\n".repeat(1_000_000))).toEqual({ trouble: "TOO_MANY_ROWS" });
    expect(await read(`a\n${",".repeat(200)}`)).toEqual({ trouble: "TOO_MANY_COLUMNS", line: 2 });
    expect(await read(`a,b\n${"x".repeat(1_000_000)},b`)).toEqual({ trouble: "RECORD_TOO_LONG", line: 2 });
  });

  it("takes no longer for ragged records than for others", async () => {
    const costOf = async (row: string) => {
      const costs: number[] = [];
      const text = `name,email\n${row.repeat(20_000)}`;
      for (let tries = 0; tries < 3; tries += 1) {
        const before = process.cpuUsage();
        await parseCsv(text, ",", { rows: 100_000, columns: 20, recordLength: 5000 });
        costs.push(process.cpuUsage(before).user);
      }
      return Math.min(...costs);
    };
    const regular = await costOf("a,b\n");
    expect(await costOf("abb\n")).toBeLessThan(4 * regular);
  });
});

describe("what is no CSV", () => {
  const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
  it.each([
    ["an xlsx or ods", new Uint8Array([0x50, 0x4b, 3, 4, 20, 0]), "SPREADSHEET"],
    ["an xls", new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), "SPREADSHEET"],
    ["a PDF", bytes("%PDF-1.7 …"), "PDF"],
    ["a PNG", new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10]), "IMAGE"],
    ["a JPEG", new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), "IMAGE"],
    ["UTF-16 with its mark", new Uint8Array([0xff, 0xfe, ...utf16("name,email")]), "UTF16"],
    ["UTF-16 without its mark", utf16("name,email\nAna,a@example.com"), "UTF16"],
    ["Latin-1", new Uint8Array(Buffer.from("name,email\nJosé,j@example.com", "latin1")), "NOT_UTF8"],
    ["bytes of nothing", bytes("name\0email"), "BINARY"],
    ["nothing", bytes(""), "EMPTY"],
    ["a mark alone", bytes("\ufeff"), "EMPTY"],
    ["spaces", bytes(" \r\n\n"), "EMPTY"],
  ])("%s is told apart", async (_name, file, trouble) => {
    expect(await troubleOf(() => decodeCsv(file))).toEqual({ trouble });
  });

  it("a mark before the text is left out", () => {
    expect(decodeCsv(bytes("\ufeffname,email"))).toBe("name,email");
  });
});
