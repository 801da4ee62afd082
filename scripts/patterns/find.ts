import { type Argument, type CallExpression, type NewExpression, parseSync, Visitor } from "oxc-parser";

/** A regular expression of our sources; `source` is null where it is put together at run time. */
export type FoundPattern = { path: string; line: number; source: string | null; flags: string };

/** Every literal and every `RegExp(…)` of a file. Throws what keeps it from being parsed. */
export function findPatterns(path: string, text: string): FoundPattern[] {
  const found: FoundPattern[] = [];
  const add = (node: { start: number }, source: string | null, flags: string) => {
    found.push({ path, line: text.slice(0, node.start).split("\n").length, source, flags });
  };
  const addCall = (node: NewExpression | CallExpression) => {
    if (node.callee.type !== "Identifier" || node.callee.name !== "RegExp") return;
    const [source, flags] = node.arguments;
    // `RegExp(/…/)` repeats a literal, which is judged where it stands.
    if (source?.type !== "Literal" || !("regex" in source)) add(node, textOf(source), textOf(flags) ?? "");
  };
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  new Visitor({
    Literal(node) {
      if ("regex" in node) add(node, node.regex.pattern, node.regex.flags);
    },
    NewExpression: addCall,
    CallExpression: addCall,
  }).visit(program);
  return found;
}

/** A text that stands in the source as it is; null for one that is computed. */
function textOf(node: Argument | undefined): string | null {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type !== "TemplateLiteral" || node.expressions.length > 0) return null;
  return node.quasis[0]?.value.cooked ?? null;
}
