import { expect, test } from "vitest";
import { readPreview } from "./gate-answers";
import { readCounts, readEvents, readSearch } from "./list-answers";

const EVENT = {
  id: "e1",
  name: "Lantern Night",
  venue: null,
  timeZone: "Asia/Manila",
  startsAt: "2026-11-21T11:00:00Z",
  endsAt: "2026-11-21T15:00:00Z",
  reentry: true,
  gates: [{ id: "g1", name: "Main gate" }],
  checkpoints: [{ id: "c1", name: "Entry", direction: "in" }],
  may: { type: true, search: false, undoAny: false },
};
const TICKET = { id: "t1", name: "Ana Cruz", number: 17, standing: "left" };
const COUNTS = { issued: 500, inside: 310, left: 3, gate: { admitted: 42, at: null }, event: { admittedLast5Min: 7 } };

test("lists and counts are read as they are", () => {
  expect(readEvents({ events: [EVENT] })).toEqual([EVENT]);
  expect(readSearch({ tickets: [TICKET] })).toEqual({ tickets: [TICKET] });
  expect(readCounts(COUNTS)).toEqual(COUNTS);
  expect(readCounts({ ...COUNTS, gate: null })).toMatchObject({ gate: null });
});

test("what is not understood is no answer: another's page, a checkpoint without a direction, a standing nobody knows", () => {
  for (const body of [null, "<h1>Wi-Fi</h1>", {}, [], { events: {} }]) {
    expect(readEvents(body)).toBeNull();
    expect(readSearch(body)).toBeNull();
    expect(readCounts(body)).toBeNull();
  }
  expect(readEvents({ events: [{ ...EVENT, checkpoints: [{ id: "c1", name: "Entry" }] }] })).toBeNull();
  expect(readSearch({ tickets: [{ ...TICKET, standing: "asleep" }] })).toBeNull();
  expect(readCounts({ ...COUNTS, inside: -1 })).toBeNull();
});

test("what a person may is only what is plainly said", () => {
  expect(readEvents({ events: [{ ...EVENT, may: { search: "yes" } }] })).toMatchObject([
    { may: { type: false, search: false, undoAny: false } },
  ]);
});

test("a ready preview that does not say which way it goes is no answer", () => {
  const ready = { verdict: "READY", ticket: TICKET, previewToken: "token" };
  expect(readPreview(ready)).toBeNull();
  expect(readPreview({ ...ready, direction: "out" })).toMatchObject({ verdict: "READY", direction: "out" });
});
