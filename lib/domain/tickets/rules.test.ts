import { describe, expect, it } from "vitest";
import {
  isActPossible,
  parseCode,
  parseLink,
  parseTyped,
  STANDING_TEXT,
  searchTerms,
  searchText,
  soleNumber,
  standingOf,
} from "./rules";

const CODE = "U1:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LINK = "ZYXWVUTSRQPONMLKJIHGFEDCBA765432";

describe("what is scanned or followed", () => {
  it("is a code in its one form, blanks around it aside", () => {
    expect(parseCode(CODE)).toBe(CODE);
    expect(parseCode(` ${CODE}\n`)).toBe(CODE);
    const wrong = [
      "",
      LINK,
      CODE.toLowerCase(),
      CODE.slice(1),
      `${CODE}A`,
      CODE.replace("U1", "U2"),
      `${CODE}\n${CODE}`,
      CODE.replace("B", "8"),
    ];
    for (const text of wrong) expect(parseCode(text)).toBeNull();
  });

  it("is a link in any case", () => {
    expect(parseLink(LINK)).toBe(LINK);
    expect(parseLink(LINK.toLowerCase())).toBe(LINK);
    for (const text of ["", CODE, `${LINK}A`, LINK.slice(1), ` ${LINK}`, "../../etc"])
      expect(parseLink(text)).toBeNull();
  });
});

describe("what is typed", () => {
  it.each([
    ["17-K7QF", 17, "K7QF"],
    ["17 k7qf", 17, "K7QF"],
    ["  #17-K7QF  ", 17, "K7QF"],
    ["0017-K7QF", 17, "K7QF"],
    ["17K7QF", 17, "K7QF"],
    ["17.K7QF", 17, "K7QF"],
    ["17 – K7QF", 17, "K7QF"],
    ["17—K7QF".replace("—", "–"), 17, "K7QF"],
    ["1-22BB", 1, "22BB"],
    ["172222", 17, "2222"],
    ["999999999-AAAA", 999_999_999, "AAAA"],
    ["17-0K18", 17, "OKIB"],
    ["100-A0AA", 100, "AOAA"],
  ])("%j is number %i with %s", (text, number, check) => {
    expect(parseTyped(text)).toEqual({ number, check });
  });

  it.each([
    "",
    "17",
    "17-",
    "K7QF",
    "0-K7QF",
    "-17-K7QF",
    "17-K7Q",
    "17-K7QFF",
    "17-K7Q9",
    "1e3-K7QF",
    "17-K7QÄ",
    "1234567890-AAAA",
    "17-K 7QF",
    "17/K7QF",
    "१७-K7QF",
  ])("%j is nothing", (text) => {
    expect(parseTyped(text)).toBeNull();
  });
});

describe("how a ticket stands", () => {
  const now = new Date();
  const ticket = { state: "valid" as const, generation: 2, checkedInAt: null, leftAt: null };

  it.each([
    ["valid", ticket, undefined],
    ["valid", ticket, 2],
    ["replaced", ticket, 1],
    ["used", { ...ticket, checkedInAt: now }, 2],
    ["left", { ...ticket, leftAt: now }, 2],
    ["revoked", { ...ticket, state: "revoked" as const, leftAt: now }, 2],
    ["revoked", { ...ticket, state: "revoked" as const, checkedInAt: now }, undefined],
    ["refunded", { ...ticket, state: "refunded" as const }, 2],
    ["unpaid", { ...ticket, state: "unpaid" as const }, 2],
    // Whoever holds an old link learns nothing of what became of the new one.
    ["replaced", { ...ticket, state: "revoked" as const, checkedInAt: now }, 1],
  ] as const)("is %s", (standing, row, linkGeneration) => {
    expect(standingOf(row, linkGeneration)).toBe(standing);
    expect(STANDING_TEXT[standing].sentence).not.toBe("");
  });
});

describe("a search", () => {
  it.each([
    ["", []],
    [
      "  Tomás  GARCÍA ",
      [
        ["tomas", null],
        ["garcia", null],
      ],
    ],
    ["17", [["17", 17]]],
    [
      "#017 ana",
      [
        ["#017", 17],
        ["ana", null],
      ],
    ],
    ["0", [["0", null]]],
    ["1234567890", [["1234567890", null]]],
    ["100%_\\", [["100%_\\", null]]],
  ] as const)("%j is its words, without accents, and the numbers that they may be", (search, terms) => {
    expect(searchTerms(search).map(({ text, number }) => [text, number])).toEqual(terms);
  });

  it("is a number only when it is nothing else", () => {
    expect([
      soleNumber("#17"),
      soleNumber(" 17 "),
      soleNumber("17 ana"),
      soleNumber("17-K7QF"),
      soleNumber(""),
    ]).toEqual([17, 17, null, null, null]);
  });

  it("finds in a ticket's text what is searched for in another case and with other accents", () => {
    const text = searchText({ holderName: "Ömer Şahin", holderEmail: "o.sahin@example.com", reference: "VIP-É1" });
    for (const { text: word } of searchTerms("SAHİN ömer vip-e1")) expect(text).toContain(word);
  });
});

describe("what can be done with a ticket", () => {
  it("depends on how it stands: only an unused one is transferred, only a revoked one restored", () => {
    const standings = Object.keys(STANDING_TEXT) as (keyof typeof STANDING_TEXT)[];
    expect(standings.filter((standing) => isActPossible("transfer", standing))).toEqual(["valid"]);
    expect(standings.filter((standing) => isActPossible("restore", standing))).toEqual(["revoked"]);
    expect(standings.filter((standing) => isActPossible("revoke", standing))).toEqual([
      "valid",
      "used",
      "left",
      "unpaid",
    ]);
  });
});
