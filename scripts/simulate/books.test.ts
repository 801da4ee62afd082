import { describe, expect, it } from "vitest";
import { type Accounts, isBalanced, scanLines, ticketLines } from "./books";
import type { Told } from "./night";

const reading = (verdict: string, scanId: string | null, kind: Told["kind"] = "guest"): Told => ({
  ...{ kind, code: scanId ?? verdict, device: 0, verdict, scanId, repeats: 0 },
});

/** Three tickets: one inside, one admitted and undone, one turned away a second time; and a menu held up to the camera. */
function accounts(changes: Partial<Accounts> = {}): Accounts {
  return {
    told: [
      reading("ADMITTED", "a"),
      reading("ADMITTED", "b"),
      reading("ALREADY_CHECKED_IN", null, "guest, again"),
      reading("INVALID", null, "something else with a QR code"),
    ],
    undone: ["b"],
    ...{ issued: 3, revoked: 0 },
    gate: { issued: 3, inside: 1, left: 0 },
    door: {
      tickets: { issued: 3, inside: 1, left: 0, notCome: 2 },
      refusals: [{ verdict: "ALREADY_CHECKED_IN", count: 1 }],
      undone: 1,
    },
    pages: ["Used", "Valid", "Valid"],
    file: ["ADMITTED", "ADMITTED", "ALREADY_CHECKED_IN", "UNDONE"],
    ...changes,
  };
}

const unbalanced = (of: Accounts) =>
  [...ticketLines(of), ...scanLines(of)].filter((line) => !isBalanced(line)).map(({ what }) => what.trim());

describe("the books of a night", () => {
  it("balance when every side counts the same, and an undone admission is nobody inside", () => {
    expect(unbalanced(accounts())).toEqual([]);
  });

  it("do not when the gate has one more inside than the devices admitted", () => {
    expect(unbalanced(accounts({ gate: { issued: 3, inside: 2, left: 0 } }))).toEqual(["inside", "not come"]);
  });

  it("do not when a scan is missing from the file, or is there that nobody made", () => {
    expect(unbalanced(accounts({ file: ["ADMITTED", "ALREADY_CHECKED_IN", "UNDONE"] }))).toEqual([
      "scans on record",
      "ADMITTED",
    ]);
    const file = ["ADMITTED", "ADMITTED", "ALREADY_CHECKED_IN", "UNDONE", "REVOKED"];
    expect(unbalanced(accounts({ file }))).toEqual(["scans on record", "REVOKED"]);
  });

  it("do not when a guest's own page says otherwise", () => {
    expect(unbalanced(accounts({ pages: ["Used", "Used", "Valid"] }))).toEqual(["inside", "not come"]);
  });
});
