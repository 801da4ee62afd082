import { expect, it } from "vitest";
import { failureText, isDeferred } from "./message-words";

const waiting = {
  state: "queued" as const,
  failure: "DEFERRED",
  attempts: 1,
  mayHaveArrived: false,
  nextTryAt: new Date("2026-09-18T06:05:00Z"),
};
const text = (changes: Partial<Parameters<typeof failureText>[0]> = {}) =>
  failureText({ ...waiting, ...changes }, "Asia/Manila");

it("an email that waits for another try says why and until when, in the organization's time", () => {
  expect(isDeferred(waiting)).toBe(true);
  expect(text()).toBe("The mail server asked to try again later. Next try: 18 Sep, 14:05.");
  expect(text({ failure: "CONNECTION_LOST", mayHaveArrived: true })).toBe(
    "The connection to the mail server broke. It may have arrived all the same. Next try: 18 Sep, 14:05.",
  );
});

it("one that was given up says after how many tries, and no longer when the next is", () => {
  expect(text({ state: "failed", attempts: 4 })).toBe(
    "The mail server asked to try again later. Given up after 4 tries.",
  );
  expect(text({ state: "bounced", failure: "RECIPIENT_REFUSED" })).toBe("The mail server refused this address.");
  expect(isDeferred({ ...waiting, state: "failed" })).toBe(false);
});
