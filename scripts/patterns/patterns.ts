import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { z } from "zod";
import { type FoundPattern, findPatterns } from "./find";
import { judgePattern, type Known } from "./judge";

/** What is read: all that runs, and what we run it with. Tests run on texts of their own. */
const SOURCES = ["app", "components", "lib", "scripts"];
const TESTS = ["lib/testing/", "scripts/structure/fixtures/"];
const isSource = (path: string) =>
  /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && !TESTS.some((folder) => path.startsWith(folder));

/** Patterns of libraries that our schemas use on what strangers send. */
const BORROWED = { "z.email": z.regexes.email, "z.uuid": z.regexes.uuid(), "z.iso.date": z.regexes.date };

type Exception = { path: string; source: string | null; reason: string };

/** Patterns that are let through; each is a debt. */
export const EXCEPTIONS: readonly Exception[] = [
  { path: "scripts/structure/glob.ts", source: null, reason: "put together from the globs of the law" },
];

/** Every pattern below `root` that some input takes more than linear time, as lines to print. */
export function judgeTree(root: string, known: Known): { count: number; complaints: string[] } {
  const found = readPatterns(root);
  const borrowed = Object.entries(BORROWED).map(
    ([name, { source, flags }]): FoundPattern => ({ path: name, line: 1, source, flags }),
  );
  const complaints = [...found, ...borrowed].flatMap((pattern) => complaintOf(pattern, known) ?? []);
  return { count: found.length, complaints };
}

function complaintOf({ path, line, source, flags }: FoundPattern, known: Known): string | null {
  if (EXCEPTIONS.some((one) => one.path === path && one.source === source)) return null;
  if (source === null) return `${path}:${line} a pattern is put together at run time, so nobody can judge it`;
  const reason = judgePattern({ source, flags }, known);
  return reason === null ? null : `${path}:${line} /${source}/${flags} ${reason}`;
}

function readPatterns(root: string): FoundPattern[] {
  const top = readdirSync(root, { withFileTypes: true });
  const files = top.filter((entry) => entry.isFile()).map((entry) => entry.name);
  for (const folder of top.filter((entry) => entry.isDirectory() && SOURCES.includes(entry.name))) {
    for (const name of readdirSync(join(root, folder.name), { recursive: true, encoding: "utf8" })) {
      files.push(`${folder.name}/${name.split(sep).join("/")}`);
    }
  }
  return files.filter(isSource).flatMap((path) => findPatterns(path, readFileSync(join(root, path), "utf8")));
}
