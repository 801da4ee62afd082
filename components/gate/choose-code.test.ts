import { expect, test } from "vitest";
import { createCodeChoice, type SeenCode } from "./choose-code";

const at = (text: string, right: number, down: number): SeenCode => ({ text, right, down });

test("a code alone in the frame is read at once, wherever in it", () => {
  expect(createCodeChoice()([at("a", 0.9, -0.9)])).toEqual({ text: "a", seen: ["a"], isAmbiguous: false });
});

test("of two codes the one in the frame is read, not the one beside it", () => {
  expect(createCodeChoice()([at("b", 0, 1.2), at("a", 0.4, 0)])).toMatchObject({ text: "a", isAmbiguous: false });
});

test("of two codes in the frame the clearly nearer one is read", () => {
  expect(createCodeChoice()([at("b", 0, 0.8), at("a", 0.1, 0.1)]).text).toBe("a");
});

test("two codes that could both be meant are not read", () => {
  const choose = createCodeChoice();
  expect(choose([at("a", 0.5, 0), at("b", -0.5, 0)])).toEqual({ text: null, seen: ["a", "b"], isAmbiguous: true });
  expect(choose([at("a", 0, 1.2), at("b", 0, -1.3)])).toMatchObject({ text: null, isAmbiguous: true });
});

test("a code beside the frame is read only when it is alone twice running", () => {
  const choose = createCodeChoice();
  expect(choose([at("b", 0, 1.2)]).text).toBeNull();
  expect(choose([at("a", 0, 0), at("b", 0, 1.2)]).text).toBe("a");
  expect(choose([at("b", 0, 1.2)]).text).toBeNull();
  expect(choose([at("b", 0, 1.2)]).text).toBe("b");
});

test("the same code twice in view is one code", () => {
  expect(createCodeChoice()([at("a", 0.5, 0), at("a", -0.5, 0)])).toEqual({
    text: "a",
    seen: ["a"],
    isAmbiguous: false,
  });
});
