import { isListed, matchesAny } from "./glob";
import {
  defaultExporters,
  envReaders,
  rawSqlHomes,
  serverOnlyFiles,
  sizeLimit,
  systemDbImporters,
  unsafeRawSqlHomes,
} from "./law";
import type { RuleId, Violation } from "./rules";
import type { SourceFile } from "./source";
import { isIsomorphic, isTest } from "./tree";

/** Where a finding is no breach, per rule. A rule that is not named here has no exceptions. */
const excused: Partial<Record<RuleId, readonly { match: string }[]>> = {
  "process-env": envReaders,
  "unsafe-system-db": systemDbImporters,
  "raw-sql": rawSqlHomes,
  "unsafe-raw-sql": unsafeRawSqlHomes,
  "default-export": defaultExporters,
};

/** Judges what a file says, apart from its imports. */
export function judgeContent(file: SourceFile): Violation[] {
  const at = (rule: RuleId, line: number, detail: string): Violation => ({ rule, path: file.path, line, detail });
  if (file.parseError) return [at("unreadable", file.parseError.line, file.parseError.message)];

  const violations = file.findings
    .filter((finding) => !isListed(file.path, excused[finding.rule] ?? []))
    .map((finding) => at(finding.rule, finding.line, finding.detail));
  if (needsServerOnly(file) && file.firstImport !== "server-only") {
    violations.push(at("server-only", 1, "a server module that a browser bundle would accept"));
  }
  if (file.onlyReExports && /(^|\/)index\.[cm]?[jt]sx?$/.test(file.path)) {
    violations.push(at("barrel", 1, "an index that only passes on other modules' names"));
  }
  if (hasLimit(file.path) && file.lineCount > sizeLimit.fail) {
    violations.push(at("file-size", sizeLimit.fail + 1, `${file.lineCount} lines, over ${sizeLimit.fail}`));
  }
  return violations;
}

/** A file on its way to the limit, as a line to print; undefined when it is short enough. */
export function describeGrowth(file: SourceFile): string | undefined {
  if (!hasLimit(file.path) || file.lineCount <= sizeLimit.warn || file.lineCount > sizeLimit.fail) return undefined;
  return `${file.path}:1 file-size — ${file.lineCount} lines, over ${sizeLimit.warn}; at ${sizeLimit.fail} the check fails`;
}

function hasLimit(path: string): boolean {
  return sizeLimit.extensions.some((extension) => path.endsWith(`.${extension}`));
}

function needsServerOnly(file: SourceFile): boolean {
  return (
    file.isCode &&
    matchesAny(file.path, serverOnlyFiles) &&
    !file.path.endsWith(".d.ts") &&
    !file.directives.includes("use client") &&
    !isTest(file.path) &&
    !isIsomorphic(file.path)
  );
}
