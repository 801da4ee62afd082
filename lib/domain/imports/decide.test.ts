import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foreseeing, judging, RowSummary } from "./decide";
import { PAGE_SIZE, type RowFilter, type RowView } from "./schema";

const TYPES = [
  { id: "t-general", name: "General" },
  { id: "t-vip", name: "VIP Área" },
];
const COLUMNS = { name: 0, lastName: null, email: 1, type: 2, reference: 3 };
const rowsOf = (...cells: string[][]) => cells.map((row, index) => ({ line: index + 2, cells: row }));
const judge = (...cells: string[][]) => rowsOf(...cells).map(judging(COLUMNS, TYPES));
const reasons = (...cells: string[][]) => judge(...cells).map(({ row }) => row.reasons);

describe("judging a row by itself", () => {
  it("takes what is there as one tidy line", () => {
    const [one] = judge(["  Ana\u00a0 María\nReyes ", " ANA@Example.COM ", "vip area", " A-1 "]);
    expect(one).toMatchObject({
      row: { line: 2, name: "Ana María Reyes", type: "VIP Área", reasons: [] },
      guest: { name: "Ana María Reyes", email: "ana@example.com", typeId: "t-vip", reference: "A-1" },
    });
  });

  it("joins first and last name", () => {
    const columns = { ...COLUMNS, name: 1, lastName: 0, email: 2, type: null, reference: null };
    const rows = rowsOf(["Reyes", "Ana", "a@example.com"], ["", "Ben", "b@example.com"]);
    const [one, two] = rows.map(judging(columns, TYPES));
    expect([one?.guest?.name, two?.guest?.name]).toEqual(["Ana Reyes", "Ben"]);
  });

  it("says all that is wrong with it", () => {
    expect(
      reasons(["", "no email", "Box", "x".repeat(121)], ["x".repeat(121), ""], [], ["Ana", "a@example.com", "general"]),
    ).toEqual([
      [{ code: "MISSING_NAME" }, { code: "BAD_EMAIL" }, { code: "UNKNOWN_TYPE" }, { code: "REFERENCE_TOO_LONG" }],
      [{ code: "NAME_TOO_LONG" }, { code: "MISSING_EMAIL" }],
      [{ code: "MISSING_NAME" }, { code: "MISSING_EMAIL" }],
      [],
    ]);
  });
});

describe("a cell that is longer than any field", () => {
  const tooLong = [
    { code: "NAME_TOO_LONG" },
    { code: "BAD_EMAIL" },
    { code: "UNKNOWN_TYPE" },
    { code: "REFERENCE_TOO_LONG" },
  ];
  it.each([
    ["letters", "x".repeat(4900)],
    ["words", "words ".repeat(800)],
    ["letters that become one of four each", "\u1fc7".normalize("NFD").repeat(1200)],
    ["a letter behind much that is not shown", `a${"\u0301".repeat(4000)}b`],
  ])("is refused: %s", (_name, cell) => {
    expect(reasons([cell, `${cell}@example.com`, cell, cell])).toEqual([tooLong]);
  });

  it("may be much space around little", () => {
    const space = " \n\t".repeat(1600);
    expect(reasons([`${space}Ana${space}Reyes`, `${space}a@example.com`, `VIP${space}Area`, space])).toEqual([[]]);
  });

  it("is refused before it is looked at: composing it takes time by the square of its length", () => {
    const cell = `a${"\u0315\u0300".repeat(9900)}`;
    const rows = Array.from({ length: 50 }, () => [cell, cell, cell, cell]);
    const before = process.cpuUsage();
    expect(reasons(...rows)).toEqual(rows.map(() => tooLong));
    expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
  });
});

describe("the same guest twice in a file", () => {
  const duplicate = (line: number) => [{ code: "DUPLICATE", number: line }];

  it("is known by email, name and type: a family shares an address, one person may have two types", () => {
    expect(
      reasons(
        ["Ana Reyes", "reyes@example.com"],
        ["Ben Reyes", "reyes@example.com"],
        ["ANA  REYES", "Reyes@example.com"],
        ["Ana Reyes", "reyes@example.com", "General"],
        ["Ana Reyes", "reyes@example.com", "VIP Área"],
      ),
    ).toEqual([[], [], duplicate(2), duplicate(2), []]);
  });

  it("is known by the reference where there is one, which also tells two of one name apart", () => {
    expect(
      reasons(
        ["Ana", "a@example.com", "", "R1"],
        ["Ana", "a@example.com", "", "R2"],
        ["Somebody", "s@example.com", "", "R1"],
        ["Ana", "a@example.com", "", ""],
        ["Ben", "b@example.com", "", ""],
        ["Ben", "b@example.com", "", "R3"],
      ),
    ).toEqual([[], [], duplicate(2), duplicate(2), [], duplicate(6)]);
  });

  it("does not count a row that is refused anyway as the first of two", () => {
    expect(reasons(["Ana", "a@example.com", "Box"], ["Ana", "a@example.com", ""])).toEqual([
      [{ code: "UNKNOWN_TYPE" }],
      [],
    ]);
  });

  it("keeps its identity when the names of types, the order of rows and the case of letters change", () => {
    const identityOf = (cells: string[], types = TYPES) =>
      rowsOf(cells).map(judging(COLUMNS, types))[0]?.guest?.identity;
    const first = identityOf(["Ana Reyes", "a@example.com", "", ""]);
    expect(identityOf(["ana  reyes", "A@example.com", "", ""], [...TYPES].reverse())).toBe(first);
    expect(identityOf(["Ana Reyes", "a@example.com", "General", ""])).not.toBe(first);
    expect(identityOf(["X", "x@example.com", "", "R1"])).toBe(identityOf(["Y", "y@example.com", "", "R1"]));
  });
});

describe("what will become of each row", () => {
  it("is a ticket for as many as there is room, in the order of the lines, and nothing for who has one", () => {
    const judged = judge(["A", "a@example.com"], ["", ""], ["B", "b@example.com"], ["C", "c@example.com"]);
    expect(foreseeing(1)(judged, new Map([[0, 41]])).map((row) => row.reasons)).toEqual([
      [{ code: "ON_LIST", number: 41 }],
      [{ code: "MISSING_NAME" }, { code: "MISSING_EMAIL" }],
      [],
      [{ code: "OVER_CAP" }],
    ]);
  });

  it("is exactly one thing for every row there can be", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("a@example.com", "b@example.com", "R1", "", "VIP Área"),
    );
    const at = fc.option(fc.integer({ min: 0, max: 5 }), { nil: null });
    const columns = fc.record({ name: at, lastName: at, email: at, type: at, reference: at });
    const types = fc.constantFrom(TYPES, TYPES.slice(0, 1), []);
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 6 })), columns, types, (cells, chosen, offered) => {
        const judged = rowsOf(...cells).map(judging(chosen, offered));
        expect(judged.map(({ row }) => row.line)).toEqual(rowsOf(...cells).map(({ line }) => line));
        for (const { row, guest } of judged) expect(row.reasons.length > 0).toBe(guest === null);
        const guests = judged.filter(({ guest }) => guest !== null).length;
        const rows = foreseeing(2)(judged, new Map());
        expect(rows.filter((row) => row.reasons.length === 0)).toHaveLength(Math.min(2, guests));
        const identities = judged.flatMap(({ guest }) => guest?.identity ?? []);
        expect(new Set(identities).size).toBe(identities.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a summary of rows that come part by part", () => {
  const row = (line: number, isRefused: boolean): RowView => {
    const shown = { line, name: "Ana", email: "a@example.com", type: "", reference: "" };
    return { ...shown, reasons: isRefused ? [{ code: "DUPLICATE", number: 2 }] : [] };
  };
  const filters: RowFilter[] = ["all", "issue", "refused"];

  it("is what all of them at once say", () => {
    const asked = fc.record({ filter: fc.constantFrom(...filters), page: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 700 }),
        fc.integer({ min: 1, max: 300 }),
        asked,
        (all, part, how) => {
          const rows = all.map((isRefused, index) => row(index + 2, isRefused));
          const summary = new RowSummary(how);
          for (let at = 0; at < rows.length; at += part) summary.add(rows.slice(at, at + part));
          const refused = rows.filter((one) => one.reasons.length > 0);
          const issue = rows.filter((one) => one.reasons.length === 0);
          const shown = { all: rows, issue, refused }[how.filter];
          const of = Math.max(1, Math.ceil(shown.length / PAGE_SIZE));
          const number = Math.min(how.page, of);
          expect(summary.counts()).toEqual({ issue: issue.length, refused: refused.length });
          expect(summary.reasons()).toEqual(refused.length > 0 ? [{ code: "DUPLICATE", rows: refused.length }] : []);
          expect(summary.page()).toEqual({
            filter: how.filter,
            rows: shown.slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE),
            number,
            of,
          });
        },
      ),
    );
  });
});
