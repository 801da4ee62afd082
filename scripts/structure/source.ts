import { type Comment, type Program, parseSync } from "oxc-parser";
import { type Finding, scan } from "./scan";

/** One place that names another module; `specifier` is null where the name is computed. */
export type ImportSite = { specifier: string | null; line: number; isType: boolean };

export type SourceFile = {
  path: string;
  lineCount: number;
  isCode: boolean;
  directives: string[];
  imports: ImportSite[];
  /** The first import by position, which `server-only` has to be. */
  firstImport: string | undefined;
  findings: Finding[];
  onlyReExports: boolean;
  parseError: { line: number; message: string } | undefined;
};

const codeExtension = /\.[cm]?[jt]sx?$/;

/** Reads one file's text into the facts the rules judge. */
export function readSource(path: string, text: string): SourceFile {
  const lineCount = text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
  const facts: SourceFile = {
    path,
    lineCount,
    isCode: codeExtension.test(path),
    directives: [],
    imports: [],
    firstImport: undefined,
    findings: [],
    onlyReExports: false,
    parseError: undefined,
  };
  if (!facts.isCode) return facts;

  const lineAt = lineFinder(text);
  const parsed = parseSync(path, text, { preserveParens: false });
  const error = parsed.errors[0];
  if (error) {
    facts.parseError = { line: lineAt(error.labels[0]?.start ?? 0), message: error.message };
    return facts;
  }
  const { imports, findings } = scan(parsed.program, lineAt);
  facts.imports = imports;
  facts.findings = [...findings, ...scanComments(parsed.comments, lineAt)];
  facts.directives = readDirectives(parsed.program);
  facts.firstImport = readFirstImport(parsed.program);
  facts.onlyReExports = reExportsOnly(parsed.program);
  return facts;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

function readDirectives(program: Program): string[] {
  return program.body.flatMap((node) =>
    node.type === "ExpressionStatement" && "directive" in node && typeof node.directive === "string"
      ? [node.directive]
      : [],
  );
}

function readFirstImport(program: Program): string | undefined {
  for (const node of program.body) {
    if (node.type === "ImportDeclaration") return node.source.value;
    if (node.type === "ExportAllDeclaration") return node.source.value;
    if (node.type === "ExportNamedDeclaration" && node.source) return node.source.value;
  }
  return undefined;
}

function reExportsOnly(program: Program): boolean {
  const statements = program.body.filter((node) => !("directive" in node));
  return (
    statements.some((node) => node.type.startsWith("Export")) &&
    statements.every(
      (node) =>
        node.type === "ImportDeclaration" ||
        node.type === "ExportAllDeclaration" ||
        (node.type === "ExportNamedDeclaration" && node.declaration === null),
    )
  );
}

function scanComments(comments: Comment[], lineAt: (offset: number) => number): Finding[] {
  return comments.flatMap((comment) => {
    const line = lineAt(comment.start);
    const found: Finding[] = [];
    const mark = /\b(TODO|FIXME)\b/.exec(comment.value);
    if (mark) found.push({ rule: "todo", line, detail: `a comment says ${mark[1]}` });
    const silencer = /@ts-(ignore|expect-error|nocheck)\b/.exec(comment.value);
    if (silencer) found.push({ rule: "type-escape", line, detail: `${silencer[0]} silences the compiler` });
    return found;
  });
}
