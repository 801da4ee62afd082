import {
  type Argument,
  type BindingPattern,
  type Expression,
  type ImportDeclaration,
  type Program,
  Visitor,
} from "oxc-parser";
import { systemDb } from "./law";
import type { RuleId } from "./rules";
import type { ImportSite } from "./source";

/** Something a rule may forbid; whether this file is excused is decided later, by the law's lists. */
export type Finding = { rule: RuleId; line: number; detail: string };

const systemDbNames = new Set(systemDb.names);
const rawCalls = new Set(["$queryRaw", "$executeRaw", "$queryRawTyped"]);
const unsafeRawCalls = new Set(["$queryRawUnsafe", "$executeRawUnsafe"]);
const prismaSqlMembers = new Set(["sql", "raw", "join", "Sql"]);
const testRoots = new Set(["test", "it", "describe", "suite", "bench"]);
const focusing = new Set(["only", "skip", "fixme", "todo"]);
const looksLikeSql = /^\s*(select|insert\s+into|update|delete\s+from|with)\s/i;
const looksLikePool = /(pool|client|pg|conn|connection|db|tx)$/i;

/** Walks one syntax tree once and collects its imports and everything the rules forbid somewhere. */
export function scan(
  program: Program,
  lineAt: (offset: number) => number,
): { imports: ImportSite[]; findings: Finding[] } {
  const imports: ImportSite[] = [];
  const findings: Finding[] = [];
  const find = (rule: RuleId, node: { start: number }, detail: string) =>
    findings.push({ rule, line: lineAt(node.start), detail });
  const addImport = (specifier: string | null, node: { start: number; importKind?: string }) =>
    imports.push({ specifier, line: lineAt(node.start), isType: node.importKind === "type" });

  const judgeName = (name: string | undefined, node: { start: number }) => {
    if (name && systemDbNames.has(name)) find("unsafe-system-db", node, `${name} sees every tenant`);
    if (name && rawCalls.has(name)) find("raw-sql", node, `${name} sends raw SQL`);
    if (name && unsafeRawCalls.has(name)) find("unsafe-raw-sql", node, `${name} takes SQL from a string`);
  };

  const judgeText = (text: string, node: { start: number }) => {
    if (systemDb.sql.test(text)) find("unsafe-system-db", node, "SQL that changes the connection's role");
  };

  new Visitor({
    ImportDeclaration(node) {
      addImport(node.source.value, node);
      judgeImport(node, find);
    },
    ExportAllDeclaration(node) {
      addImport(node.source.value, node);
      if (!node.exported) find("barrel", node, "`export *` passes on another module's names");
    },
    ExportNamedDeclaration(node) {
      if (node.source) addImport(node.source.value, node);
      for (const specifier of node.specifiers) {
        if (nameOf(specifier.exported) === "default") find("default-export", node, "a default export");
      }
    },
    ExportDefaultDeclaration(node) {
      find("default-export", node, "a default export");
    },
    ImportExpression(node) {
      addImport(staticSpecifier(node.source), node);
    },
    TSImportType(node) {
      addImport(node.source.value, node);
    },
    TSExternalModuleReference(node) {
      addImport(node.expression.value, node);
    },
    Identifier(node) {
      judgeName(node.name, node);
    },
    Literal(node) {
      if (typeof node.value === "string") judgeText(node.value, node);
    },
    TemplateElement(node) {
      judgeText(node.value.raw, node);
    },
    MemberExpression(node) {
      const property =
        node.property.type === "PrivateIdentifier" ? undefined : memberName(node.property, node.computed);
      // Plain members are judged as identifiers; `db["$queryRaw"]` would slip past that.
      if (node.computed) judgeName(property, node);
      if (property === "env" && holdsEnvironment(node.object))
        find("process-env", node, "the environment is read here");
      if (property && isNamed(node.object, "Prisma") && prismaSqlMembers.has(property)) {
        find("raw-sql", node, `Prisma.${property} builds raw SQL`);
      }
      if (property && focusing.has(property) && testRoots.has(rootName(node.object) ?? "")) {
        find("test-focus", node, `.${property} leaves tests out`);
      }
    },
    VariableDeclarator(node) {
      if (!node.init) return;
      const takesEnvironment = node.id.type === "Identifier" || takesKey(node.id, "env");
      if (holdsEnvironment(node.init) && takesEnvironment)
        find("process-env", node, "the environment is taken apart here");
    },
    CallExpression(node) {
      if (isNamed(node.callee, "require")) {
        addImport(staticSpecifier(node.arguments[0]), node);
      }
      if (isNamed(node.callee, "sql") && sqlText(node.arguments[0])) find("raw-sql", node, "SQL in a call to sql");
      if (
        node.callee.type !== "MemberExpression" ||
        memberName(node.callee.property, node.callee.computed) !== "query"
      ) {
        return;
      }
      const receiver = lastName(node.callee.object);
      if (sqlText(node.arguments[0]) || (receiver && looksLikePool.test(receiver))) {
        find("raw-sql", node, "a query sent past Prisma");
      }
    },
    TaggedTemplateExpression(node) {
      if (isNamed(node.tag, "sql")) find("raw-sql", node, "a template tagged sql");
    },
    TSAnyKeyword(node) {
      find("type-escape", node, "`any` switches the compiler off");
    },
    TSNonNullExpression(node) {
      find("type-escape", node, "`!` asserts what nothing has checked");
    },
  }).visit(program);
  return { imports, findings };
}

function judgeImport(
  node: ImportDeclaration,
  find: (rule: RuleId, node: { start: number }, detail: string) => void,
): void {
  if (node.source.value !== "process" && node.source.value !== "node:process") return;
  const reaches = node.specifiers.some(
    (specifier) =>
      (specifier.type === "ImportSpecifier" && ["env", "default"].includes(nameOf(specifier.imported) ?? "")) ||
      (specifier.type !== "ImportSpecifier" && specifier.local.name !== "process"),
  );
  if (reaches) find("process-env", node, "the environment is imported here");
}

/** The module a computed import names, when its beginning at least says which package it lies in. */
function staticSpecifier(node: Expression | Argument | undefined): string | null {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type !== "TemplateLiteral") return null;
  const start = node.quasis[0]?.value.cooked ?? "";
  if (node.expressions.length === 0) return start;
  return /^(node:|@?[a-z0-9][\w.-]*\/)/.test(start) ? start : null;
}

function sqlText(node: Argument | undefined): boolean {
  if (node?.type === "Literal") return typeof node.value === "string" && looksLikeSql.test(node.value);
  if (node?.type === "TemplateLiteral") return looksLikeSql.test(node.quasis[0]?.value.raw ?? "");
  if (node?.type !== "ObjectExpression") return false;
  return node.properties.some(
    (property) =>
      property.type === "Property" && memberName(property.key, property.computed) === "text" && sqlText(property.value),
  );
}

function holdsEnvironment(node: { type: string }): boolean {
  const expression = node as Expression;
  if (expression.type === "MetaProperty") return expression.meta.name === "import";
  if (expression.type === "MemberExpression" && expression.property.type !== "PrivateIdentifier") {
    return memberName(expression.property, expression.computed) === "process";
  }
  return isNamed(expression, "process");
}

function takesKey(pattern: BindingPattern, key: string): boolean {
  return (
    pattern.type === "ObjectPattern" &&
    pattern.properties.some((part) => part.type === "RestElement" || memberName(part.key, part.computed) === key)
  );
}

function isNamed(node: { type: string }, name: string): boolean {
  return node.type === "Identifier" && "name" in node && node.name === name;
}

function memberName(node: { type: string }, computed: boolean): string | undefined {
  if (node.type === "Identifier" && "name" in node && !computed) return String(node.name);
  if (node.type === "Literal" && "value" in node) return String(node.value);
  return undefined;
}

function nameOf(node: { name?: string; value?: unknown }): string | undefined {
  return node.name ?? (typeof node.value === "string" ? node.value : undefined);
}

function rootName(node: Expression): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression") return rootName(node.object);
  return node.type === "CallExpression" ? rootName(node.callee) : undefined;
}

function lastName(node: Expression): string | undefined {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression" && node.property.type !== "PrivateIdentifier") {
    return memberName(node.property, node.computed);
  }
  return node.type === "CallExpression" ? lastName(node.callee) : undefined;
}
