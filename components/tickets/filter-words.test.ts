import { expect, test } from "vitest";
import { filterText, isFiltered, ticketsHref } from "./filter-words";

const types = [{ id: "b", name: "Balcony" }];

test("a filter is said in words, and the empty one in none", () => {
  expect(filterText({ search: "garcia", standing: "used", typeId: "b", email: "unopened" }, types)).toBe(
    "“garcia”, standing Used, type Balcony, email not opened",
  );
  expect(filterText({ typeId: "gone" }, types)).toBe("type a type that is gone");
  expect(filterText({}, types)).toBe("");
});

test("an address holds what was chosen and nothing else, whatever was typed", () => {
  expect(ticketsHref("/e", {})).toBe("/e");
  expect(ticketsHref("/e", { search: "a&b=c#17", standing: "valid" }, { after: 50 })).toBe(
    "/e?q=a%26b%3Dc%2317&standing=valid&after=50",
  );
  expect(ticketsHref("/e", { email: "failed" }, { before: 51 })).toBe("/e?email=failed&before=51");
});

test("an empty search is no filter", () => {
  expect([isFiltered({}), isFiltered({ search: "" }), isFiltered({ email: "failed" })]).toEqual([false, false, true]);
});
