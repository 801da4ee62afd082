import { expect, test } from "vitest";
import { eventPageHref, readEventPage } from "./event-page";

const after = { startsAt: new Date("2026-11-21T11:00:00Z"), id: "01a1fc29-0d56-7018-8bdd-49e8a0f3fc18" };

test("an address leads back to the stretch it was made of", () => {
  for (const page of [
    { search: "jazz & blues", part: null, after },
    { search: "", part: "past" as const, after },
    { search: "", part: null, after: undefined },
  ]) {
    const query = new URL(eventPageHref("http://localhost/o/demo", page)).searchParams;
    expect(readEventPage(Object.fromEntries(query))).toEqual(page);
  }
});

test("what makes no sense is left out", () => {
  const first = { search: "", part: null, after: undefined };
  expect(readEventPage({ q: ["a", "b"], part: "all", after: "12.x" })).toEqual(first);
  expect(readEventPage({ after: `${"9".repeat(15)}9.${after.id}` })).toEqual(first);
  expect(readEventPage({ after: `1.${"-".repeat(36)}` })).toEqual(first);
  expect(readEventPage({ after: `999999999999999.${after.id}` })).toEqual(first);
});
