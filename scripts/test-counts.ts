import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";

export type TestCount = {
  passed: number;
  failed: number;
  skipped: number;
  /** Each failed test with what it said, in a few lines: in a long run the first account of it is far up. */
  failures: string[];
  /** How long each file's tests and their hooks took. */
  times: FileTime[];
};

type FileTime = { file: string; seconds: number };

const NOTHING: TestCount = { passed: 0, failed: 0, skipped: 0, failures: [], times: [] };
const LINES_SAID = 12;

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

const suite = z.object({
  title: z.string(),
  file: z.string(),
  specs: z.array(
    z.object({
      title: z.string(),
      tests: z.array(
        z.object({
          projectName: z.string(),
          status: z.string(),
          results: z.array(
            z.object({
              duration: z.number(),
              errors: z.array(z.object({ message: z.string().optional() })).optional(),
            }),
          ),
        }),
      ),
    }),
  ),
  get suites(): z.ZodOptional<z.ZodArray<typeof suite>> {
    return z.array(suite).optional();
  },
});
type Suite = z.infer<typeof suite>;

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), flaky: z.number(), unexpected: z.number(), skipped: z.number() }),
  suites: z.array(suite),
});

/** Counts a Vitest JSON report; a file that failed outside its tests, or a run without a report, counts as one failure. */
export function countVitest(path: string, isOk: boolean): TestCount {
  const report = readReport(path, vitestReport);
  if (!report) return withExit(NOTHING, isOk);
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((result) => result.status !== "failed"),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  const failures = [
    ...brokenFiles.map((file) => account(file.name, [file.message])),
    ...report.testResults.flatMap((file) =>
      file.assertionResults
        .filter((result) => result.status === "failed")
        .map((result) => account(`${file.name} › ${result.fullName}`, result.failureMessages ?? [])),
    ),
  ];
  const times = report.testResults.map(({ name, startTime, endTime }) => ({
    file: relative(process.cwd(), name),
    seconds: (endTime - startTime) / 1000,
  }));
  return withExit({ passed: report.numPassedTests, failed, skipped: report.numPendingTests, failures, times }, isOk);
}

/** Counts a Playwright JSON report; a run without one counts as one failure. */
export function countPlaywright(path: string, isOk: boolean): TestCount {
  const report = readReport(path, playwrightReport);
  if (!report) return withExit(NOTHING, isOk);
  const { expected, flaky, unexpected, skipped } = report.stats;
  const failures = report.suites.flatMap((each) => failuresOf(each, []));
  const times = report.suites.map((each) => ({ file: `e2e/${each.file}`, seconds: durationOf(each) / 1000 }));
  return withExit({ passed: expected + flaky, failed: unexpected, skipped, failures, times }, isOk);
}

/** The files that took longest, added up over the browsers that ran them, one a line; seconds. */
export function slowestFiles(times: readonly FileTime[], count: number): string[] {
  const total = new Map<string, number>();
  for (const { file, seconds } of times) total.set(file, (total.get(file) ?? 0) + seconds);
  return [...total]
    .sort(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([file, seconds]) => `${seconds.toFixed(1).padStart(8)} s  ${file}`);
}

function durationOf(within: Suite): number {
  const own = within.specs.flatMap(({ tests }) =>
    tests.flatMap(({ results }) => results.map((result) => result.duration)),
  );
  return [...own, ...(within.suites ?? []).map(durationOf)].reduce((sum, one) => sum + one, 0);
}

function failuresOf(within: Suite, above: string[]): string[] {
  const path = [...above, within.title];
  const own = within.specs.flatMap(({ title, tests }) =>
    tests
      .filter((test) => test.status === "unexpected")
      .map(({ projectName, results }) =>
        account(
          [`[${projectName}]`, ...path, title].join(" › "),
          results.flatMap(({ errors = [] }) => errors.map(({ message }) => message)),
        ),
      ),
  );
  return [...own, ...(within.suites ?? []).flatMap((each) => failuresOf(each, path))];
}

function account(name: string, said: (string | undefined)[]): string {
  const lines = said
    .flatMap((text) => stripVTControlCharacters(text ?? "").split("\n"))
    .filter((line) => !/^\s+at .*(node_modules|node:)/.test(line));
  return [name, ...lines.slice(0, LINES_SAID).map((line) => `  ${line}`)].join("\n");
}

/** A run that ended badly, or in which nothing ran, must not add up to a success. */
function withExit(count: TestCount, isOk: boolean): TestCount {
  const hasFailed = count.failed === 0 && (!isOk || count.passed === 0);
  return hasFailed ? { ...count, failed: 1 } : count;
}

function readReport<Report>(path: string, schema: z.ZodType<Report>): Report | undefined {
  if (!existsSync(path)) return undefined;
  return schema.parse(JSON.parse(readFileSync(path, "utf8")));
}
