import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { findPatterns } from "./find";
import { EXCEPTIONS, judgeTree } from "./patterns";

const made: string[] = [];
afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true });
});

/** A tree of sources with these files in it. */
function treeOf(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "usher-patterns-"));
  made.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
const judge = (files: Record<string, string>) => judgeTree(treeOf(files), new Set());

describe("a pattern that some input takes more than linear time", () => {
  it.each([
    ["a literal", "lib/domain/imports/rules.ts", String.raw`export const at = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;`],
    ["exponential", "components/gate/code.tsx", "export const Code = (s: string) => <b>{/^(a+)+$/.test(s)}</b>;"],
    ["a text made into a pattern", "app/page.ts", String.raw`const end = new RegExp("\\s+$", "u");`],
    ["without `new`", "scripts/start.ts", "const end = RegExp(`(x|x)*y`);"],
    ["at the root", "server.ts", `"".replace(/-+$/, "");`],
  ])("is complained of where it stands: %s", (_name, path, text) => {
    const { complaints } = judge({ [path]: `// A line before.\n${text}\n`, "lib/a.ts": "/^a+$/.test('');" });
    expect(complaints).toEqual([expect.stringMatching(`^${path}:2 `)]);
  });

  it("is one that is put together at run time: nobody knows", () => {
    const { complaints } = judge({ "lib/a.ts": "export const of = (s: string) => new RegExp(s);" });
    expect(complaints).toEqual([expect.stringMatching("^lib/a.ts:1 ")]);
  });
});

it("reads what runs and not what tests it", () => {
  const bad = "/(a|a)*b/.test('');";
  const files = {
    "lib/a.test.ts": bad,
    "e2e/a.spec.ts": bad,
    "lib/testing/a.ts": bad,
    "node_modules/a/a.ts": bad,
    "lib/a.ts": "/a/.test('');",
  };
  expect(judge(files)).toEqual({ count: 1, complaints: [] });
});

it("lets nothing through that is no longer there", () => {
  for (const { path, source } of EXCEPTIONS) {
    const there = findPatterns(path, readFileSync(path, "utf8"));
    expect(there.map((pattern) => pattern.source)).toContain(source);
  }
});
