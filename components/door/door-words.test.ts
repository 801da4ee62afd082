import { describe, expect, it } from "vitest";
import { shareText, verdictTone, verdictWord } from "./door-words";

describe("a verdict on record", () => {
  it("has its word and the colour of its meaning; one that moved nobody in has none", () => {
    expect(verdictWord("ALREADY_CHECKED_IN")).toBe("Already inside");
    expect(verdictWord("CHECKED_OUT")).toMatch(/out/i);
    expect(verdictTone("ADMITTED")).toBe("admitted");
    expect(verdictTone("INVALID")).toBe("refused");
    expect(verdictTone("CHECKED_OUT")).toBe("neutral");
  });
});

it.each([
  [0, 0, "0%"],
  [0, 500, "0%"],
  [1, 500, "<1%"],
  [499, 500, "99%"],
  [500, 500, "100%"],
])("%i of %i are %s", (part, whole, text) => {
  expect(shareText(part, whole)).toBe(text);
});
