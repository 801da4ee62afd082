import { expect, it } from "vitest";
import { type HolderState, STATE_LOOK, stateOf } from "./ticket-state";

it.each([
  ["valid", "published", "valid"],
  ["valid", "ended", "valid"],
  ["valid", "cancelled", "cancelled"],
  ["used", "cancelled", "cancelled"],
  ["left", "published", "left"],
  ["left", "cancelled", "cancelled"],
  ["refunded", "cancelled", "refunded"],
  ["replaced", "cancelled", "replaced"],
] as const)("a %s ticket of a %s event is shown as %s", (standing, status, state) => {
  expect(stateOf({ standing, event: { status } })).toBe(state);
});

it("only a valid, used or left ticket shows its code, and a used one not in full size", () => {
  const sizes = Object.fromEntries(Object.entries(STATE_LOOK).map(([state, look]) => [state, look.code]));
  expect(sizes).toEqual({
    valid: "large",
    used: "small",
    left: "large",
    replaced: "none",
    revoked: "none",
    refunded: "none",
    unpaid: "none",
    cancelled: "none",
  } satisfies Record<HolderState, string>);
});
