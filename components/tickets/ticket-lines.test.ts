import { expect, test } from "vitest";
import { lineTrouble, readTicketLines } from "./ticket-lines";

test("a line is a name and an email; empty lines are passed over", () => {
  const { tickets, problems } = readTicketLines("Ana Reyes, Ana@Example.com\n\n  \r\nBen Cruz,ben@example.com\n");
  expect(problems).toEqual([]);
  expect(tickets).toEqual([
    { line: 1, name: "Ana Reyes", email: "ana@example.com" },
    { line: 4, name: "Ben Cruz", email: "ben@example.com" },
  ]);
});

test.each([
  ["Reyes, Ana, ana@example.com", "Reyes, Ana"],
  ["Ana Reyes\tana@example.com", "Ana Reyes"],
  ["Ana Reyes; ana@example.com", "Ana Reyes"],
  ['"Reyes, Ana","ana@example.com"', "Reyes, Ana"],
  ['"Ana ""Annie"" Reyes",ana@example.com', 'Ana "Annie" Reyes'],
])("%j is %j", (text, name) => {
  expect(readTicketLines(text).tickets).toEqual([{ line: 1, name, email: "ana@example.com" }]);
});

test("each bad line is named by its number, and the good ones are still read", () => {
  const read = readTicketLines("Ana Reyes\nBen, ben@example.com\n, c@example.com\nDee, not-an-email");
  expect(read.tickets.map((ticket) => ticket.line)).toEqual([2]);
  expect(read.problems.map((problem) => problem.line)).toEqual([1, 3, 4]);
  expect(lineTrouble(read)).toBe(
    "Line 1: Write a name, a comma and an email address.\nLine 3: Enter a name.\nLine 4: Enter an email address like name@example.com.",
  );
});

test("a long list of bad lines is cut short", () => {
  const read = readTicketLines(Array.from({ length: 9 }, () => "nobody").join("\n"));
  expect(lineTrouble(read)?.split("\n").at(-1)).toBe("And 1 more line.");
});

test("nothing is too few and 501 are too many", () => {
  const lines = (count: number) => Array.from({ length: count }, (_, n) => `Guest ${n}, g${n}@example.com`).join("\n");
  expect(lineTrouble(readTicketLines(""))).toBe("Add at least one line.");
  expect(lineTrouble(readTicketLines(lines(500)))).toBeNull();
  expect(lineTrouble(readTicketLines(lines(501)))).toContain("501 tickets");
});
