import { expect, test } from "vitest";
import { bulkWords } from "./bulk-words";

const narrowed = " of this event";

test("all are named so when the act takes them all", () => {
  expect(bulkWords("revoke", { count: 200, isAll: true, taken: 200, narrowed })).toEqual({
    named: "all 200 tickets",
    which: "all 200 tickets of this event",
    counted: "200 tickets",
    leftOut: "",
  });
});

test("one that is revoked already is not counted, and that is said", () => {
  expect(bulkWords("revoke", { count: 200, isAll: true, taken: 199, narrowed })).toEqual({
    named: "199 tickets",
    which: "199 tickets of this event",
    counted: "199 tickets",
    leftOut: " Left out: 1 chosen that is revoked or refunded already.",
  });
  expect(bulkWords("resend", { count: 3, isAll: false, taken: 1, narrowed })).toMatchObject({
    which: "1 ticket",
    leftOut: " Left out: 2 chosen that are not valid.",
  });
});

test("beyond what is counted no number is claimed", () => {
  const words = bulkWords("resend", { count: 10_000, isAll: true, taken: null, narrowed });
  expect(words).toMatchObject({ which: "all of more than 10,000 tickets of this event", counted: "them all" });
});
