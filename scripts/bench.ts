import { fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { sections } from "./bench/registry";
import type { Row } from "./bench/section";
import { buildIfStale } from "./start/build";

type Outcome = { section: string; seconds: number; rows: Row[]; failure?: string };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: "boolean", default: false }, json: { type: "string" } },
});

async function main(): Promise<void> {
  const unknown = positionals.filter((name) => !(name in sections));
  if (unknown.length > 0)
    throw new Error(`There is no section ${unknown.join(", ")}. There are: ${Object.keys(sections).join(", ")}.`);
  await buildIfStale(process.cwd());
  const outcomes: Outcome[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(sections)) {
    console.log(`\n== ${name}`);
    const outcome = await runSection(name);
    printRows(outcome);
    outcomes.push(outcome);
  }
  await report(outcomes);
}

/** Each section is a process of its own: settings are read once a process, and no section pays for another's garbage. */
function runSection(section: string): Promise<Outcome> {
  const started = performance.now();
  return new Promise((done) => {
    let rows: Row[] | null = null;
    const child = fork("scripts/bench/run.ts", [section, ...(values.quick ? ["--quick"] : [])]);
    child.on("message", (message) => {
      rows = message as Row[];
    });
    child.once("exit", (code) => {
      const seconds = (performance.now() - started) / 1000;
      if (rows && code === 0) done({ section, seconds, rows });
      else done({ section, seconds, rows: rows ?? [], failure: `It ended with ${code}.` });
    });
  });
}

function printRows({ rows, failure, seconds }: Outcome): void {
  const width = Math.max(20, ...rows.map((row) => row.name.length));
  for (const { name, value, unit, aim, ok } of rows) {
    const verdict = ok === undefined ? "" : ok ? "  ok" : "  MISSED";
    const wanted = aim === undefined ? "" : `  (aim ${aim})`;
    console.log(`${name.padEnd(width)}  ${String(value).padStart(10)} ${unit}${wanted}${verdict}`);
  }
  if (failure) console.log(`FAILED: ${failure}`);
  console.log(`${seconds.toFixed(0)} s`);
}

async function report(outcomes: Outcome[]): Promise<void> {
  const missed = outcomes.flatMap(({ rows }) => rows.filter((row) => row.ok === false));
  const failed = outcomes.filter(({ failure }) => failure !== undefined);
  const result = {
    at: new Date().toISOString(),
    isQuick: values.quick,
    machine: { cpus: cpus().length, model: cpus()[0]?.model ?? "", memoryGb: Math.round(totalmem() / 2 ** 30) },
    node: process.version,
    sections: Object.fromEntries(outcomes.map(({ section, ...rest }) => [section, rest])),
  };
  if (outcomes.length > 1) {
    console.log("\n== all");
    printRows({
      section: "all",
      seconds: outcomes.reduce((sum, { seconds }) => sum + seconds, 0),
      rows: outcomes.flatMap(({ section, rows }) => rows.map((row) => ({ ...row, name: `${section}: ${row.name}` }))),
    });
  }
  if (values.json) await writeFile(values.json, `${JSON.stringify(result, null, 2)}\n`);
  else console.log(`\n${JSON.stringify(result)}`);
  if (values.quick) console.log("\nQuick: too few samples for these figures to be quoted.");
  console.log(`\n${missed.length} aims missed, ${failed.length} sections failed.`);
  if (missed.length + failed.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
