import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks";
import { endAfterCommands, runCommand } from "./run-command";
import { provideChromium, provideFirefox } from "./test-browser";
import { countPlaywright, countVitest, slowestFiles, type TestCount } from "./test-counts";

endAfterCommands();
const reports = mkdtempSync(join(tmpdir(), "usher-reports-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

const stages: Record<string, () => Promise<TestCount>> = {
  check: async () => ({ ...(await runChecks()), skipped: 0, failures: [], times: [] }),
  unit: () => runVitest("unit"),
  db: () => runVitest("db"),
  browser: runBrowser,
};

const SLOWEST = "--slowest";
const chosen = chooseStages(process.argv.slice(2).filter((arg) => arg !== SLOWEST));
const total = { passed: 0, failed: 0 };
const summary: string[] = [];
const failures: string[] = [];
const times: TestCount["times"] = [];
if (!existsSync("prisma/generated")) await runCommand(["prisma", "generate"], { isShown: true });
for (const name of chosen) {
  console.log(`\n== ${name}`);
  const startedAt = performance.now();
  const count = await runStage(name);
  total.passed += count.passed;
  total.failed += count.failed;
  failures.push(...count.failures);
  times.push(...count.times);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
  summary.push(`${name.padEnd(8)} ${seconds.padStart(6)} s  ${count.passed} passed, ${count.failed} failed${skipped}`);
}
if (process.argv.includes(SLOWEST)) console.log(`\n${slowestFiles(times, 15).join("\n")}`);
if (failures.length > 0) console.log(`\n${failures.join("\n\n")}`);
console.log(`\n${summary.join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;

function chooseStages(args: string[]): string[] {
  const names = Object.keys(stages);
  const only = args
    .find((arg) => arg.startsWith("--only="))
    ?.slice("--only=".length)
    .split(",");
  const unknown = [
    ...args.filter((arg) => !arg.startsWith("--only=")),
    ...(only ?? []).filter((name) => !names.includes(name)),
  ];
  if (unknown.length > 0) {
    console.error(`Unknown: ${unknown.join(", ")}. Use --only= with some of ${names.join(",")}, and ${SLOWEST}.`);
    process.exit(2);
  }
  return only ?? names;
}

async function runStage(name: string): Promise<TestCount> {
  try {
    return (await stages[name]?.()) ?? { passed: 0, failed: 1, skipped: 0, failures: [], times: [] };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0, failures: [], times: [] };
  }
}

async function runVitest(project: string): Promise<TestCount> {
  const report = join(reports, `${project}.json`);
  const command = ["vitest", "run", "--project", project, "--reporter=default", "--reporter=json"];
  const { isOk } = await runCommand([...command, `--outputFile.json=${report}`], { isShown: true });
  return countVitest(report, isOk);
}

async function runBrowser(): Promise<TestCount> {
  const report = join(reports, "browser.json");
  const firefox = await provideFirefox();
  if (!firefox) console.log("There is no Firefox: only one browser opens the pages.");
  const env = {
    USHER_CHROMIUM: await provideChromium(),
    USHER_FIREFOX: firefox ?? "",
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  };
  const { isOk } = await runCommand(["playwright", "test", "--reporter=line,json"], { env, isShown: true });
  return countPlaywright(report, isOk);
}
