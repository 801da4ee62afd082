import { expect, test } from "vitest";
import { fromKeptScans, keptScans, unansweredScans } from "./kept-scans";
import { INITIAL_SCAN_STATE, type ScanEvent, type ScanState, scanReducer } from "./scan-state";

const ticket = { name: "Ana Cruz", number: 17, type: "Balcony" };
const READ: ScanEvent = { type: "read", reading: { id: "r1", method: "camera", text: "U1:SECRET" } };
const READY: ScanEvent = {
  type: "previewed",
  result: { verdict: "READY", direction: "in", shift: { inside: 1, left: -1 }, ticket, previewToken: "token" },
  now: 1,
};
const CONFIRM: ScanEvent = { type: "confirm", scanId: "s1" };
const ADMITTED: ScanEvent = {
  type: "confirmed",
  result: { verdict: "ADMITTED", ticket, checkInId: "c1" },
  gateId: "g1",
  now: 2,
};

function run(...events: ScanEvent[]): ScanState {
  return events.reduce(scanReducer, INITIAL_SCAN_STATE);
}

test("number, outcome and time outlive a reload, and so does the undo", () => {
  const state = fromKeptScans(keptScans(run(READ, READY, CONFIRM, ADMITTED), 9));
  expect(state.step.at).toBe("scanning");
  expect(state.history).toEqual([
    { id: 1, now: 2, outcome: "ADMITTED", asked: null, ticket: { name: null, number: 17 } },
  ]);
  expect(state.lastMoved).toEqual({
    checkInId: "c1",
    direction: "in",
    ticket: { name: null, number: 17 },
    shift: { inside: 1, left: -1 },
    gateId: "g1",
    receivedAt: 2,
  });
});

test("neither a name, a code nor a token is stored", () => {
  for (const state of [run(READ, READY, CONFIRM), run(READ, READY, CONFIRM, ADMITTED)])
    expect(keptScans(state, 9)).not.toMatch(/Ana|Balcony|SECRET|token/);
});

test("a reload in the middle of a confirm leaves it as one that got no answer", () => {
  const state = fromKeptScans(keptScans(run(READ, READY, CONFIRM), 9));
  expect(state.history).toMatchObject([{ now: 9, outcome: "NO_ANSWER", asked: "admit", ticket: { number: 17 } }]);
  expect(state.lastMoved).toBeNull();
});

test("further scans go on top of the kept ones, each with an id of its own", () => {
  const kept = fromKeptScans(keptScans(run(READ, READY, CONFIRM, ADMITTED), 9));
  const state = [READ, READY, CONFIRM, ADMITTED].reduce(scanReducer, kept);
  expect(state.history.map(({ id }) => id)).toEqual([2, 1]);
});

test("nonsense in the storage is an empty history", () => {
  for (const text of [null, "", "{", "[]", '{"scans":3}']) expect(fromKeptScans(text)).toEqual(INITIAL_SCAN_STATE);
  const mixed =
    '{"scans":[{"now":1,"outcome":"EATEN"},{"outcome":"ADMITTED"},{"now":2,"outcome":"INVALID"}],"moved":{}}';
  expect(fromKeptScans(mixed)).toMatchObject({ history: [{ outcome: "INVALID", ticket: null }], lastMoved: null });
});

test("a scan without an answer stays open until its ticket is scanned again", () => {
  const open = run(READ, READY, CONFIRM, { type: "give-up", now: 4 });
  expect(unansweredScans(open.history)).toMatchObject([{ now: 4, ticket: { number: 17 } }]);
  expect(unansweredScans(fromKeptScans(keptScans(run(READ, READY, CONFIRM), 9)).history)).toHaveLength(1);
  const other = { ...ticket, number: 18 };
  const otherAdmitted = { ...ADMITTED, result: { verdict: "ADMITTED", ticket: other, checkInId: "c2" } } as ScanEvent;
  expect(unansweredScans([READ, READY, CONFIRM, otherAdmitted].reduce(scanReducer, open).history)).toHaveLength(1);
  expect(unansweredScans([READ, READY, CONFIRM, ADMITTED].reduce(scanReducer, open).history)).toEqual([]);
});
