import { matchesAny } from "./glob";
import { threadFiles, threadLimits } from "./law";
import type { Violation } from "./rules";
import { resolveImport, type Tree } from "./tree";

/** Judges what the files reach that threads begin with, over all that they import. */
export function judgeThreads(tree: Tree): Violation[] {
  const begins = [...tree.files.keys()].filter((path) => matchesAny(path, threadFiles));
  return begins.flatMap((path) => judgeThread(tree, path));
}

function judgeThread(tree: Tree, begin: string): Violation[] {
  const seen = new Set([begin]);
  const violations: Violation[] = [];
  // A set is gone through in the order of its making, with what is added on the way.
  for (const path of seen) {
    for (const site of tree.files.get(path)?.imports ?? []) {
      if (site.isType || site.specifier === null) continue;
      const target = resolveImport(tree.root, path, site.specifier);
      if (target.kind !== "file" || seen.has(target.path)) continue;
      if (matchesAny(target.path, threadLimits)) {
        const detail = `${begin} reaches ${target.path}`;
        violations.push({ rule: "thread-reach", path, line: site.line, detail });
      } else seen.add(target.path);
    }
  }
  return violations;
}
