import { describeGrowth, judgeContent } from "./content";
import { matchesGlob } from "./glob";
import { judgeImports } from "./imports";
import * as law from "./law";
import { judgeLayout } from "./layout";
import type { Violation } from "./rules";
import { judgeThreads } from "./threads";
import { readTree, type Tree } from "./tree";

export type Report = { fileCount: number; violations: Violation[]; warnings: string[] };

/** Holds the tree below `root` against the law. A root without source files is itself a violation. */
export function checkStructure(root: string): Report {
  const tree = readTree(root);
  const files = [...tree.files.values()];
  const violations = [
    ...files.flatMap((file) => [...judgeImports(tree, file), ...judgeContent(file)]),
    ...judgeLayout(tree),
    ...judgeThreads(tree),
  ];
  if (files.length === 0) violations.push({ rule: "nothing-read", path: ".", line: 1, detail: "0 files" });
  violations.sort((one, other) => one.path.localeCompare(other.path) || one.line - other.line);
  return { fileCount: files.length, violations, warnings: [...findGrowth(tree), ...findStaleExceptions(tree)] };
}

function findGrowth(tree: Tree): string[] {
  return [...tree.files.values()].flatMap((file) => describeGrowth(file) ?? []);
}

function findStaleExceptions(tree: Tree): string[] {
  const paths = [...tree.files.keys()];
  const lists = {
    coreImporters: law.coreImporters,
    testingImporters: law.testingImporters,
    extraFeatureFiles: law.extraFeatureFiles,
    isomorphicFiles: law.isomorphicFiles,
    erasedTypes: law.erasedTypes,
    envReaders: law.envReaders,
    systemDbImporters: law.systemDbImporters,
    driverImporters: law.driverImporters,
    rawSqlHomes: law.rawSqlHomes,
    unsafeRawSqlHomes: law.unsafeRawSqlHomes,
    defaultExporters: law.defaultExporters,
    computedImports: law.computedImports,
  };
  return Object.entries(lists).flatMap(([name, list]) => {
    const stale = list.map((entry) => entry.match).filter((match) => !paths.some((path) => matchesGlob(path, match)));
    return stale.length > 0 ? [`law.ts: ${name} lists what matches no file: ${stale.join(" ")}`] : [];
  });
}
