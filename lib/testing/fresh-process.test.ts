import { expect, it, vi } from "vitest";

it("a test file begins without what the last one left in the process", async () => {
  const [ours, another] = [Symbol.for("usher.left-behind"), Symbol.for("somebody.else")];
  Object.assign(globalThis, { [ours]: 1, [another]: 1 });
  vi.resetModules();
  await import("./fresh-process");
  expect(ours in globalThis).toBe(false);
  expect(another in globalThis).toBe(true);
  Reflect.deleteProperty(globalThis, another);
});
