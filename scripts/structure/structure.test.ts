import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { rules } from "./rules";
import { checkStructure } from "./structure";

const fixtures = join(import.meta.dirname, "fixtures");
const cleanTree = "clean";
const foldersIn = (path: string) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
const ruleFolders = foldersIn(fixtures).filter((name) => name !== cleanTree);

test("every rule has trees that break it, and every tree stands for a rule", () => {
  expect(ruleFolders.sort()).toEqual(Object.keys(rules).sort());
});

describe.each(ruleFolders)("%s", (rule) => {
  test.each(foldersIn(join(fixtures, rule)))("%s breaks this rule and no other", (name) => {
    const { violations } = checkStructure(join(fixtures, rule, name));
    expect([...new Set(violations.map((violation) => violation.rule))]).toEqual([rule]);
  });
});

test("a tree that keeps the law passes", () => {
  const { fileCount, violations } = checkStructure(join(fixtures, cleanTree));
  expect(violations).toEqual([]);
  expect(fileCount).toBeGreaterThan(20);
});

test("a breach is reported where it stands", () => {
  const { violations } = checkStructure(join(fixtures, "process-env", "destructured"));
  expect(violations).toMatchObject([{ path: "lib/core/port.ts", line: 1 }]);
});
