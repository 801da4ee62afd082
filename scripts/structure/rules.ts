/** Every rule and what to do about a breach. Each has a folder of the same name in fixtures/ with trees that break only it. */
export const rules = {
  stratum:
    "imports run app, scripts → lib/entry → lib/domain → lib/core; go through the stratum between, or move the code down",
  "testing-import": "only tests, e2e, benchmarks and the test configuration import lib/testing",
  "next-below-entry": "below lib/entry nothing knows Next; take what you need as a parameter or in ctx",
  "feature-order":
    "a feature imports only features to its left in law.ts; move the code, or let the later feature call",
  "feature-unknown": "add the feature to the order in law.ts, deciding what stands to its left",
  "feature-internals":
    "from outside a feature only schema, rules, queries and commands are open; add a query or a command",
  "feature-file": "use a name of the closed list, or add this one to extraFeatureFiles in law.ts with its reason",
  "feature-readme": "write README.md with the feature's invariants, ten lines",
  "unknown-place": "put the file into a stratum; what belongs to none is judged by nothing",
  "client-import":
    "client code and components import only components, isomorphic files and listed packages; pass data and actions as props",
  "isomorphic-import": "a file that also runs in the browser imports only isomorphic files and listed packages",
  "thread-reach":
    "what a thread runs reaches no database and no setting; hand it plain data, and leave the rest to who calls it",
  "process-env": "read settings from lib/core/env",
  "unsafe-system-db": "use ctx.db; who may see every tenant is listed in law.ts",
  "raw-sql": "move the statement into the feature's sql.ts, parameterized and with tenant_id spelled out",
  "unsafe-raw-sql": "use the tagged $queryRaw or $executeRaw in sql.ts; the unsafe forms belong to lib/core/db",
  "file-size": "split the file by what its parts are for",
  "default-export": "use a named export",
  "server-only": 'make `import "server-only"` the first import',
  barrel: "import from the file that defines the thing",
  "dump-name": "name the file after what it does",
  "type-escape": "narrow or parse the value; types come from schemas",
  "test-focus": "run the whole suite; delete a test that should not run",
  todo: "do it or open an issue",
  "unresolved-import": "make the import point at a file the checker can find; what it cannot follow it cannot judge",
  unreadable: "mend the syntax; what cannot be parsed cannot be judged",
  "nothing-read": "no source file was found below the root; a check that reads nothing proves nothing",
} as const;

export type RuleId = keyof typeof rules;

export type Violation = { rule: RuleId; path: string; line: number; detail: string };

/** The line a breach prints as: where, which rule, what is wrong and what to do. */
export function describeViolation(violation: Violation): string {
  return `${violation.path}:${violation.line} ${violation.rule} — ${violation.detail}: ${rules[violation.rule]}`;
}
