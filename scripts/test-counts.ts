import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

export type TestCount = { passed: number; failed: number; skipped: number };

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), flaky: z.number(), unexpected: z.number(), skipped: z.number() }),
});

/** Counts a Vitest JSON report; a file that failed outside its tests, or a run without a report, counts as one failure. */
export function countVitest(path: string, isOk: boolean): TestCount {
  const report = readReport(path, vitestReport);
  if (!report) return withExit({ passed: 0, failed: 0, skipped: 0 }, isOk);
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && file.assertionResults.every((result) => result.status !== "failed"),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return withExit({ passed: report.numPassedTests, failed, skipped: report.numPendingTests }, isOk);
}

/** Counts a Playwright JSON report; a run without one counts as one failure. */
export function countPlaywright(path: string, isOk: boolean): TestCount {
  const report = readReport(path, playwrightReport);
  if (!report) return withExit({ passed: 0, failed: 0, skipped: 0 }, isOk);
  const { expected, flaky, unexpected, skipped } = report.stats;
  return withExit({ passed: expected + flaky, failed: unexpected, skipped }, isOk);
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
