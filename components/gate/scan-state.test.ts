import { expect, test } from "vitest";
import type { GateProblem } from "./gate-answers";
import { INITIAL_SCAN_STATE, type ScanEvent, type ScanState, scanReducer } from "./scan-state";
import type { Reading } from "./scan-step";

const reading: Reading = { id: "r1", method: "camera", text: "U1:AAAA" };
const ticket = { name: "Ana Cruz", number: 17 };
const SLOW = { why: "slow", waitMs: null } as const;

const READ: ScanEvent = { type: "read", reading };
const READY: ScanEvent = {
  type: "previewed",
  result: { verdict: "READY", direction: "in", ticket, previewToken: "t1" },
  now: 1,
};
const CONFIRM: ScanEvent = { type: "confirm", scanId: "s1" };
const UNANSWERED: ScanEvent = { type: "unanswered", tries: 1, silence: SLOW };
const ADMITTED: ScanEvent = {
  type: "confirmed",
  result: { verdict: "ADMITTED", ticket, checkInId: "c1" },
  gateId: "g1",
  now: 2,
};

function run(...events: ScanEvent[]): ScanState {
  return events.reduce(scanReducer, INITIAL_SCAN_STATE);
}

function failedWith(code: GateProblem["code"]): ScanEvent {
  return { type: "failed", problem: { code, requestId: "q1", fieldText: null }, now: 3 };
}

function movedIn(state: ScanState) {
  if (state.lastMoved === null) throw new Error("nothing moved");
  return state.lastMoved;
}

test("a ticket is admitted by read, preview, confirm and the server's word", () => {
  const state = run(READ, READY, CONFIRM, ADMITTED);
  expect(state.step).toMatchObject({ at: "verdict", verdict: "ADMITTED", ticket });
  expect(state.lastMoved).toMatchObject({ checkInId: "c1", direction: "in" });
  expect(state.history).toMatchObject([{ outcome: "ADMITTED", ticket }]);
});

test("confirming is not admitted, however long it takes", () => {
  const state = run(READ, READY, CONFIRM, UNANSWERED, { ...UNANSWERED, tries: 2 });
  expect(state.step).toMatchObject({ at: "confirming", scanId: "s1", unanswered: { tries: 2 } });
  expect(state.lastMoved).toBeNull();
});

test("a second tap on confirm keeps the scanId of the first", () => {
  const state = run(READ, READY, CONFIRM, { type: "confirm", scanId: "s2" });
  expect(state.step).toMatchObject({ at: "confirming", scanId: "s1" });
});

test("cancel does not leave a confirm that is under way", () => {
  expect(run(READ, READY, CONFIRM, { type: "cancel" }, { type: "next" }).step.at).toBe("confirming");
});

test("an answer that comes after giving up is not shown", () => {
  const state = run(READ, READY, CONFIRM, UNANSWERED, { type: "give-up", now: 4 }, ADMITTED);
  expect(state.step.at).toBe("unknown");
  expect(state.history).toMatchObject([{ outcome: "NO_ANSWER", ticket }]);
});

test("keep trying goes on with the same scanId", () => {
  const state = run(READ, READY, CONFIRM, UNANSWERED, { type: "give-up", now: 4 }, { type: "keep-trying" });
  expect(state.step).toMatchObject({ at: "confirming", scanId: "s1" });
});

test("a stale preview is previewed again by itself and asks to look again", () => {
  const stale = run(READ, READY, CONFIRM, failedWith("PREVIEW_STALE"));
  expect(stale.step).toMatchObject({ at: "previewing", reading });
  expect(scanReducer(stale, READY).step).toMatchObject({ at: "ready", notice: "changed" });
});

test("an expired preview is a problem that leads back to scanning", () => {
  const state = run(READ, READY, CONFIRM, failedWith("PREVIEW_EXPIRED"));
  expect(state.step).toMatchObject({ at: "problem", during: "admit", isUncertain: false });
  expect(scanReducer(state, { type: "next" }).step.at).toBe("scanning");
});

test("a refusal after an unanswered attempt says that it is uncertain", () => {
  expect(run(READ, READY, CONFIRM, UNANSWERED, failedWith("FORBIDDEN")).step).toMatchObject({ isUncertain: true });
  expect(run(READ, READY, CONFIRM, UNANSWERED, failedWith("UNAUTHENTICATED")).step).toEqual({
    at: "signed-out",
    during: "admit",
    isUncertain: true,
  });
});

test("signed out is left by nothing", () => {
  const state = run(READ, failedWith("UNAUTHENTICATED"));
  expect(run(READ, failedWith("UNAUTHENTICATED"), READ, { type: "next" })).toEqual(state);
});

test("a refused preview shows its verdict and offers nothing to confirm", () => {
  const firstCheckIn = { at: "2026-11-21T11:02:00Z", device: "iPhone 12", gate: "Main gate" };
  const state = run(READ, {
    type: "previewed",
    result: { verdict: "ALREADY_CHECKED_IN", ticket, firstCheckIn },
    now: 1,
  });
  expect(state.step).toMatchObject({ at: "verdict", verdict: "ALREADY_CHECKED_IN", firstCheckIn, moved: null });
  expect(scanReducer(state, CONFIRM)).toBe(state);
});

test("a hardware scanner goes straight on from a verdict, but not past an open confirmation", () => {
  const other: ScanEvent = { type: "read", reading: { ...reading, id: "r2" } };
  expect(run(READ, READY, CONFIRM, ADMITTED, other).step).toMatchObject({ at: "previewing", reading: { id: "r2" } });
  expect(run(READ, READY, other).step).toMatchObject({ at: "ready", reading, notice: "finish-first" });
  expect(run(READ, READY, CONFIRM, other).step.at).toBe("confirming");
});

test("the last admission can be undone once", () => {
  const admitted = run(READ, READY, CONFIRM, ADMITTED);
  const undo: ScanEvent = { type: "undo", moved: movedIn(admitted), undoId: "u1", reason: "Wrong person" };
  const undone: ScanEvent = {
    type: "undone",
    result: { verdict: "UNDONE", undone: "ADMITTED", checkInId: "c1", undoneAt: "2026-11-21T11:03:00Z" },
    now: 5,
  };
  const state = [undo, undone].reduce(scanReducer, admitted);
  expect(state.step).toMatchObject({ at: "verdict", verdict: "UNDONE", ticket });
  expect(state.lastMoved).toBeNull();
  expect(state.history.map((past) => past.outcome)).toEqual(["UNDONE", "ADMITTED"]);
});

test("a refused undo says so and leaves the admission", () => {
  const admitted = run(READ, READY, CONFIRM, ADMITTED);
  const undo: ScanEvent = { type: "undo", moved: movedIn(admitted), undoId: "u1", reason: "Wrong person" };
  const state = [undo, failedWith("UNDO_TOO_LATE")].reduce(scanReducer, admitted);
  expect(state.step).toMatchObject({ at: "problem", during: "undo" });
  expect(scanReducer(state, { type: "retry" })).toBe(state);
});

test("a failed preview can be tried again with what was read", () => {
  expect(run(READ, failedWith("FORBIDDEN"), { type: "retry" }).step).toMatchObject({ at: "previewing", reading });
});

const READY_OUT: ScanEvent = {
  type: "previewed",
  result: { verdict: "READY", direction: "out", ticket, previewToken: "t2" },
  now: 1,
};
const CHECKED_OUT: ScanEvent = {
  type: "confirmed",
  result: { verdict: "CHECKED_OUT", ticket, checkInId: "c2", checkedOutAt: "2026-11-21T11:02:00Z" },
  gateId: null,
  now: 2,
};

test("a ticket is checked out by read, preview, confirm and the server's word, and that can be undone", () => {
  const state = run(READ, READY_OUT, CONFIRM, CHECKED_OUT);
  expect(state.step).toMatchObject({ at: "verdict", verdict: "CHECKED_OUT", movedAt: "2026-11-21T11:02:00Z" });
  expect(state.lastMoved).toMatchObject({ checkInId: "c2", direction: "out" });
});

test("a check-out that got no answer is remembered as one, not as an admission", () => {
  const state = run(READ, READY_OUT, CONFIRM, UNANSWERED, { type: "give-up", now: 4 });
  expect(state.history).toMatchObject([{ outcome: "NO_ANSWER", asked: "check-out", ticket }]);
  expect(run(READ, READY_OUT, CONFIRM, UNANSWERED, failedWith("FORBIDDEN")).step).toMatchObject({
    at: "problem",
    during: "check-out",
    isUncertain: true,
  });
});

test("a preview that does not say which way is asked again, and never confirmed", () => {
  const wayless: ScanEvent = { type: "previewed", result: { verdict: "READY", ticket, previewToken: "t1" }, now: 1 };
  expect(run(READ, wayless).step.at).toBe("previewing");
});
