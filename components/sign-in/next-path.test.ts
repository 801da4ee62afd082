import { expect, test } from "vitest";
import { nextPath } from "./next-path";

test.each(["/o", "/o/riverside/events/1?after=100", "/gate/riverside?event=1#top"])("%s is followed", (path) => {
  expect(nextPath(path, "/o")).toBe(path);
});

test.each([
  undefined,
  "",
  "o/riverside",
  "https://evil.example",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "/./\\evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "javascript:alert(1)",
  "/sign-in?next=/o",
])("%j is not followed", (path) => {
  expect(nextPath(path, "/o")).toBe("/o");
});
