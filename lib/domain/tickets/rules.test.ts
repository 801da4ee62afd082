import { describe, expect, it } from "vitest";
import { parseCode, parseLink, parseTyped, STANDING_TEXT, standingOf } from "./rules";

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
  const ticket = { state: "valid" as const, generation: 2, checkedInAt: null };

  it.each([
    ["valid", ticket, undefined],
    ["valid", ticket, 2],
    ["replaced", ticket, 1],
    ["used", { ...ticket, checkedInAt: now }, 2],
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
