import { expect, it } from "vitest";
import type { Letter } from "./letters";
import { misjudged, planNight, type Told } from "./night";

const guests = Array.from({ length: 440 }, (_, index): Letter => {
  const words = { to: "guest@example.com", holder: `Guest ${index}`, link: "" };
  return { ...words, number: index + 1, code: `code ${index}` };
});
const plan = () => planNight({ guests, replaced: ["old"], revoked: ["taken back"], elsewhere: ["other"] });

it("nobody comes again who has not come before, and every guest comes once", () => {
  const codes = plan().map((turn) => turn.map(({ kind, code }) => ({ kind, code })));
  const first = (code: string) => codes.findIndex((turn) => turn.some((one) => one.code === code));
  const again = codes.flatMap((turn, place) =>
    turn.filter(({ kind }) => kind === "guest, again").map(({ code }) => place - first(code)),
  );
  expect(again.length).toBeGreaterThan(15);
  expect(Math.min(...again)).toBeGreaterThanOrEqual(50);
  expect(codes.filter((turn) => turn[0]?.kind.startsWith("guest") && turn[0].kind !== "guest, again")).toHaveLength(
    440,
  );
});

it("an answer that a reading must not be given is found, and so are twins admitted twice or never", () => {
  const told = (changes: Partial<Told>): Told => ({
    ...{ kind: "guest" as const, code: "c", device: 0, verdict: "ADMITTED", scanId: "s", repeats: 0 },
    ...changes,
  });
  expect(misjudged([told({}), told({ kind: "forged code", verdict: "INVALID" })])).toEqual([]);
  expect(misjudged([told({ kind: "forged code" })])).toEqual(["a forged code was told ADMITTED"]);
  const twin = told({ kind: "guest, at two doors at once", twin: 1 });
  expect(misjudged([twin, { ...twin, verdict: "ALREADY_CHECKED_IN" }])).toEqual([]);
  expect(misjudged([twin, twin])).toEqual(["a guest at two doors at once was admitted 2 times"]);
});
