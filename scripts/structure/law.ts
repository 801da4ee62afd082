/**
 * The law of imports and of file names, as data. The files beside this one only apply it.
 * Every exception stands here with its reason; an entry that matches no file is printed as a warning, so that the lists shrink.
 */

type Exception = { match: string; reason: string };

/** Left to right: a feature imports only features that stand before it, which makes cycles impossible. */
export const features = [
  "access",
  "audit",
  "flags",
  "tenants",
  "accounts",
  "hooks",
  "api-keys",
  "messages",
  "members",
  "devices",
  "events",
  "gates",
  "ticket-types",
  "runs",
  "orders",
  "payments",
  "tickets",
  "checkout",
  "check-in",
  "door",
  "imports",
  "exports",
  "support",
  "platform",
  "backup",
  "demo",
] as const;

export type Stratum =
  | "app"
  | "process"
  | "scripts"
  | "e2e"
  | "config"
  | "components"
  | "entry"
  | "domain"
  | "core"
  | "testing"
  | "generated";

/** How far one stratum sees into another; `public` is what a feature offers plus isomorphic files. */
type Reach = "all" | "public" | "isomorphic";

type StratumLaw = { files: readonly string[]; imports: Partial<Record<Stratum, Reach>> };

/** A file that belongs to no stratum is itself a violation: nothing would judge it. */
export const strata: Record<Stratum, StratumLaw> = {
  app: {
    files: ["app/**"],
    imports: { app: "all", components: "all", entry: "all", domain: "public", core: "isomorphic" },
  },
  process: {
    files: ["server.ts", "proxy.ts", "instrumentation.ts", "instrumentation-client.ts"],
    imports: { process: "all", entry: "all", domain: "public", core: "isomorphic" },
  },
  scripts: {
    files: ["scripts/**"],
    imports: { scripts: "all", process: "all", entry: "all", domain: "public", core: "isomorphic" },
  },
  e2e: {
    files: ["e2e/**"],
    imports: { e2e: "all", entry: "all", domain: "public", core: "isomorphic" },
  },
  config: {
    files: ["*.config.{ts,mts,js,mjs}"],
    imports: { config: "all", e2e: "all", core: "isomorphic" },
  },
  components: {
    files: ["components/**"],
    imports: { components: "all", domain: "isomorphic", core: "isomorphic" },
  },
  entry: {
    files: ["lib/entry/**"],
    imports: { entry: "all", domain: "all", core: "all", generated: "all" },
  },
  domain: {
    files: ["lib/domain/*/**"],
    imports: { domain: "all", core: "all", generated: "all" },
  },
  core: { files: ["lib/core/**"], imports: { core: "all", generated: "all" } },
  testing: {
    files: ["lib/testing/**"],
    imports: { testing: "all", entry: "all", domain: "all", core: "all", generated: "all" },
  },
  generated: { files: ["prisma/generated/**"], imports: {} },
};

/** The strata below the doors: they run the same from a page, a job and the command line. */
export const belowEntry: readonly Stratum[] = ["domain", "core"];
export const frameworkPackages = ["next"];

/** Files above the doors that may use lib/core beyond its isomorphic files. */
export const coreImporters: readonly Exception[] = [
  { match: "server.ts", reason: "builds the process before any request, and so any door, exists" },
  { match: "proxy.ts", reason: "gives request id and headers; authorizes nothing, so there is no door to go through" },
  { match: "scripts/start{*.ts,/**}", reason: "brings up the embedded database and the keys before the application" },
  { match: "scripts/db-*.ts", reason: "migrates as the owner, below every tenant" },
  { match: "scripts/demo*.ts", reason: "brings up a database and runs the demo's commands in it" },
  { match: "scripts/worker*.ts", reason: "runs the job loop as a process of its own" },
  { match: "scripts/bench{*.ts,/**}", reason: "measures pools and locks directly" },
  { match: "scripts/test*.ts", reason: "brings up a database for the tests" },
  { match: "scripts/organization.ts", reason: "closes the pools of a process that serves nobody" },
  { match: "scripts/keys.ts", reason: "makes an app key before there is an application to ask" },
];

export const testFiles = ["**/*.test.{ts,tsx}", "e2e/**"];

/** Who besides test files may import lib/testing. */
export const testingImporters: readonly Exception[] = [
  { match: "lib/testing/**", reason: "itself" },
  { match: "vitest.config.ts", reason: "names the global set-up" },
  { match: "playwright.config.ts", reason: "names the global set-up" },
  { match: "scripts/bench{*.ts,/**}", reason: "benchmarks start servers and databases of their own" },
  { match: "scripts/{simulate,screenshots}{*.ts,/**}", reason: "start a server, and the mail server it sends to" },
];

/** What other features may import of a feature. A folder in `verbFolders` holds one file per verb in place of the file of that name. */
export const publicNames = ["schema", "rules", "queries", "commands"];
export const verbFolders = ["commands"];
export const featureFiles = [
  "schema.ts",
  "rules.ts",
  "queries.ts",
  "commands.ts",
  "jobs.ts",
  "emails.tsx",
  "sql.ts",
  "decide.ts",
  "README.md",
];
export const featureTests = ["*.test.{ts,tsx}", "*.db.test.{ts,tsx}"];

/** Other names a feature may use, private to it; all of them are server modules. */
export const extraFeatureFiles: readonly Exception[] = [
  { match: "lib/domain/tickets/codes.ts", reason: "derives and verifies the code a ticket carries" },
  { match: "lib/domain/tickets/pages.ts", reason: "finds the page of a list that a filter and a number name" },
  {
    match: "lib/domain/imports/sheet.ts",
    reason: "an uploaded file as a table, and refused rows as a file, for upload, preview, commit and download alike",
  },
  { match: "lib/domain/*/thread.ts", reason: "what the feature has threads do; no more than `threadLimits` lets it" },
  { match: "lib/domain/imports/list.ts", reason: "asks threads for what a file says, for upload, preview and commit" },
  { match: "lib/domain/imports/outcomes.ts", reason: "a list's rows as decided or foreseen, for preview and download" },
  {
    match: "lib/domain/members/invitation-secret.ts",
    reason: "derives and verifies the secret an invitation's link carries",
  },
  {
    match: "lib/domain/members/last-administrator.ts",
    reason:
      "the lock and the count that keep an organization from losing its last administrator, for removal and change of role alike",
  },
  {
    match: "lib/domain/members/held-permissions.ts",
    reason: "what somebody may do now, for an invitation and for long work, which outlive the request that began them",
  },
  { match: "lib/domain/check-in/preview-token.ts", reason: "signs and reads what binds a confirm to its preview" },
  {
    match: "lib/domain/check-in/answers.ts",
    reason: "turns stored facts into the protocol's answers, for preview and confirm alike",
  },
];

/** Files that threads begin with, and what none of them reaches: a thread has no connection, no setting and no door. */
export const threadFiles: readonly string[] = ["lib/domain/*/thread.ts", "lib/entry/thread.ts"];
export const threadLimits: readonly string[] = [
  "lib/core/{db,embedded-postgres,migrations}/**",
  "lib/core/{env,log,keys,threads}.ts",
  "lib/entry/**",
  "prisma/**",
];

/** Files that run in the browser and on the server alike. They import only one another and `isomorphicPackages`. */
export const isomorphicFiles: readonly Exception[] = [
  { match: "lib/domain/*/{schema,rules,decide}.ts", reason: "pure by definition" },
  { match: "lib/core/time.ts", reason: "times are shown on both sides" },
  { match: "lib/core/qr.ts", reason: "a code is drawn where it is shown" },
  { match: "lib/core/errors.ts", reason: "codes are thrown on the server and read in the browser" },
  { match: "lib/core/error-texts.ts", reason: "a code becomes a sentence where it is shown" },
];
/** Server files whose types an isomorphic file may name with `import type`, which leaves nothing behind in a bundle. */
export const erasedTypes: readonly Exception[] = [
  { match: "lib/core/ctx.ts", reason: "pure decisions such as assertCan take the caller's ctx" },
];
export const isomorphicPackages = ["zod", "luxon", "qrcode", "uuid", "@scure/base", "clsx"];
export const clientPackages = [
  "react",
  "react-dom",
  "next/link",
  "next/navigation",
  "next/error",
  "next/image",
  "next/dynamic",
  "next-auth/react",
  "lucide-react",
  "radix-ui",
  "qrcode",
  "zxing-wasm",
  "@zxing/browser",
  "@zxing/library",
  "@fontsource-variable/inter",
];

export const envReaders: readonly Exception[] = [
  { match: "lib/core/env.ts", reason: "the one place where settings are parsed" },
  { match: "*.config.{ts,mts,js,mjs}", reason: "read by tools before the application exists" },
  { match: "scripts/**", reason: "hand the environment to the processes they start" },
  { match: "lib/testing/**", reason: "makes environments for tests" },
  { match: "e2e/**", reason: "makes environments for tests" },
  { match: "**/*.test.{ts,tsx}", reason: "hands an environment to the processes it starts" },
];

/**
 * Every way to a connection that is not bound to one tenant: the modules that hand one out, the packages that open one, the
 * names such a thing goes by when it is passed on, and SQL that changes the role of a connection.
 */
export const systemDb = {
  modules: ["lib/core/db/database.ts", "lib/core/db/system.ts"],
  packages: ["pg", "@prisma/adapter-pg", "pg-boss"],
  names: [
    "unsafeSystemDb",
    "unsafeSystemQuery",
    "unsafeUnhurriedQuery",
    "systemPool",
    "unhurriedPool",
    "systemClient",
    "openDatabase",
    "openQueue",
    "PrismaClient",
  ],
  sql: /\b(re)?set\s+((session|local)\s+)?(role|session\s+authorization)\b/i,
};

/** Who may hold the connection that sees every tenant. */
export const systemDbImporters: readonly Exception[] = [
  { match: "lib/core/db/**", reason: "defines it" },
  { match: "lib/core/queue.ts", reason: "the queue's tables are the system role's alone" },
  { match: "lib/core/rate-limit.ts", reason: "limits are counted before a tenant is known" },
  { match: "lib/domain/accounts/{queries,commands}.ts", reason: "sign-in and sessions: no tenant is known yet" },
  { match: "lib/domain/api-keys/queries.ts", reason: "a key says which tenant; it is looked up before" },
  { match: "lib/domain/members/queries.ts", reason: "an invitation's link says which tenant; it is looked up before" },
  { match: "lib/domain/tickets/queries.ts", reason: "a ticket link says which tenant; it is looked up before" },
  { match: "lib/domain/tenants/{queries,commands}.ts", reason: "organizations are made and chosen above all of them" },
  { match: "lib/entry/job.ts", reason: "a job names its tenant; the tenant is read before its ctx is made" },
  { match: "lib/entry/caller.ts", reason: "gives a ctx the gate's connections" },
  { match: "lib/entry/{boot,health}.ts", reason: "ask whether the whole deployment can serve" },
  { match: "lib/entry/{relay,worker}.ts", reason: "relay every tenant's jobs, tidy, and say that the worker lives" },
  { match: "scripts/{start,worker,demo,organization}.ts", reason: "close the pools of a process" },
  { match: "scripts/bench{*.ts,/**}", reason: "measures pools and locks directly" },
  { match: "lib/testing/**", reason: "makes and inspects the world of a test" },
  { match: "**/*.db.test.ts", reason: "looks behind the fences to prove that they hold" },
];

/** Who may open a connection past the pools of lib/core/db, or name the types of what does. */
export const driverImporters: readonly Exception[] = [
  { match: "lib/core/db/**", reason: "opens the pools" },
  { match: "lib/core/{migrations,embedded-postgres}/**", reason: "work as the owner, before anybody is served" },
  { match: "lib/core/queue.ts", reason: "pg-boss brings its own connections" },
  { match: "lib/entry/{relay,worker}.ts", reason: "name the queue's types, and a connection of the system pool" },
  { match: "lib/testing/**", reason: "makes and inspects the world of a test" },
  { match: "**/*.db.test.ts", reason: "looks behind the fences to prove that they hold" },
  { match: "e2e/**", reason: "looks behind the fences to prove that they hold" },
  { match: "scripts/bench/**", reason: "compares shapes of SQL as the owner" },
  { match: "scripts/screenshots/door.ts", reason: "spreads an evening's scans over an evening, in its own demo" },
];

export const rawSqlHomes: readonly Exception[] = [
  { match: "lib/**/sql.ts", reason: "the file for it" },
  { match: "lib/core/db/**", reason: "pools, roles and the tenant setting" },
  { match: "lib/core/migrations{*.ts,/**}", reason: "applies migrations" },
  { match: "lib/core/embedded-postgres{*.ts,/**}", reason: "creates the cluster's database and roles" },
  { match: "lib/core/queue.ts", reason: "makes pg-boss's schema and grants" },
  {
    match: "lib/entry/{sql,relay,worker,boot,health}.ts",
    reason: "the relay's transaction, the heartbeat and health, over the system pool",
  },
  { match: "lib/testing/**", reason: "template databases" },
  { match: "**/*.test.{ts,tsx}", reason: "looks behind the fences to prove that they hold" },
  { match: "e2e/**", reason: "looks behind the fences to prove that they hold" },
  { match: "scripts/bench{*.ts,/**}", reason: "compares shapes of SQL" },
  { match: "scripts/screenshots/door.ts", reason: "spreads an evening's scans over an evening, in its own demo" },
];
export const unsafeRawSqlHomes: readonly Exception[] = [
  { match: "lib/core/db/**", reason: "sets roles and settings whose names cannot be parameters" },
];

export const defaultExporters: readonly Exception[] = [
  { match: "app/**", reason: "Next asks for it" },
  { match: "*.config.{ts,mts,js,mjs}", reason: "their tools ask for it" },
  { match: "instrumentation*.ts", reason: "Next accepts it" },
  { match: "proxy.ts", reason: "Next accepts it" },
  { match: "e2e/global-*.ts", reason: "Playwright asks for it" },
];

/** Modules that must refuse to be bundled for a browser; tests and isomorphic files are exempt. */
export const serverOnlyFiles = ["lib/domain/*/**", "lib/entry/**", "lib/core/db/**"];

/** Imports whose target is computed, which the checker cannot follow. */
export const computedImports: readonly Exception[] = [
  {
    match: "lib/core/migrations/schema-engine.ts",
    reason: "loads Prisma's engine past a package entry Node 20 cannot import",
  },
];

export const sizeLimit = { warn: 250, fail: 400, extensions: ["ts", "tsx", "css", "sql"] };
/** Names of files and folders that collect what has no home; `dumpEndings` also as the end of a longer name. */
export const dumpNames = ["util", "utils", "helper", "helpers", "misc", "types"];
export const dumpEndings = ["-util", "-utils", "-helper", "-helpers"];

/** Not read at all. Paths, or names of folders anywhere. */
export const ignored: readonly Exception[] = [
  { match: "**/node_modules", reason: "not ours" },
  { match: "**/.*", reason: "built, or data" },
  { match: "public", reason: "served as it is" },
  { match: "prisma/generated", reason: "generated" },
  { match: "prisma/migrations", reason: "immutable once applied, whatever their length" },
  { match: "scripts/structure/fixtures", reason: "break the law on purpose" },
  { match: "test-results", reason: "written by the browser tests" },
  { match: "playwright-report", reason: "written by the browser tests" },
  { match: "next-env.d.ts", reason: "generated" },
];
