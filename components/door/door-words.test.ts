import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareTexts, verdictTone, verdictWord } from "./door-words";

describe("a verdict on record", () => {
  it("has its word and the colour of its meaning; one that moved nobody in has none", () => {
    expect(verdictWord("ALREADY_CHECKED_IN")).toBe("Already inside");
    expect(verdictWord("CHECKED_OUT")).toMatch(/out/i);
    expect(verdictTone("ADMITTED")).toBe("admitted");
    expect(verdictTone("INVALID")).toBe("refused");
    expect(verdictTone("CHECKED_OUT")).toBe("neutral");
  });
});

describe("shares of a whole", () => {
  it.each([
    [
      [0, 0],
      ["0%", "0%"],
    ],
    [
      [0, 500],
      ["0%", "100%"],
    ],
    [
      [1, 499],
      ["<1%", ">99%"],
    ],
    [
      [96, 404],
      ["19%", "81%"],
    ],
    [
      [1, 1, 1],
      ["34%", "33%", "33%"],
    ],
    [
      [1, 1, 498],
      ["<1%", "<1%", ">99%"],
    ],
    [
      [500, 0, 0],
      ["100%", "0%", "0%"],
    ],
  ])("%j are %j", (parts, texts) => expect(shareTexts(parts)).toEqual(texts));

  it("add up to 100, are off by less than one, and say neither nothing of some nor all of less", () => {
    const counts = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, (parts) => {
        const whole = parts.reduce((sum, part) => sum + part, 0);
        fc.pre(whole > 0);
        const texts = shareTexts(parts);
        const percents = texts.map((text) => ({ "<1%": 0, ">99%": 100 })[text] ?? Number.parseInt(text, 10));
        expect(percents.reduce((sum, percent) => sum + percent, 0)).toBe(100);
        for (const [index, part] of parts.entries()) {
          expect(Math.abs((percents[index] ?? 0) - (part / whole) * 100)).toBeLessThan(1);
          expect(texts[index] === "0%").toBe(part === 0);
          expect(texts[index] === "100%").toBe(part === whole);
        }
      }),
    );
  });
});
