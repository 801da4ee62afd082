import { runCommand } from "./run-command";

/** The commands of one check run one after the other; the checks run side by side. */
const checks: Record<string, string[][]> = {
  // The types of routes, and next-env.d.ts, are generated and not in the repository.
  types: [
    ["next", "typegen"],
    ["tsc", "--noEmit"],
  ],
  biome: [["biome", "check", "--error-on-warnings"]],
  structure: [["tsx", "scripts/structure/main.ts"]],
  patterns: [["tsx", "scripts/patterns/main.ts"]],
  unused: [["knip", "--no-progress"]],
};

export type CheckCount = { passed: number; failed: number };

/** Runs every check, printing a line for each and the output of those that failed. */
export async function runChecks(): Promise<CheckCount> {
  const outcomes = await Promise.all(Object.entries(checks).map(([name, commands]) => runCheck(name, commands)));
  for (const outcome of outcomes) if (!outcome.isOk) console.log(`\n${outcome.name}\n${outcome.output.trimEnd()}`);
  const passed = outcomes.filter((outcome) => outcome.isOk).length;
  return { passed, failed: outcomes.length - passed };
}

async function runCheck(name: string, commands: string[][]): Promise<{ name: string; isOk: boolean; output: string }> {
  let output = "";
  let seconds = 0;
  for (const command of commands) {
    const result = await runCommand(command);
    output += result.output;
    seconds += result.seconds;
    if (result.isOk) continue;
    console.log(`${name.padEnd(10)} failed ${seconds.toFixed(1)} s`);
    return { name, isOk: false, output };
  }
  const warnings = output.split("\n").filter((line) => line.startsWith("warning: "));
  const note = warnings.length > 0 ? `, ${warnings.length} warnings` : "";
  console.log(`${name.padEnd(10)} ok     ${seconds.toFixed(1)} s${note}`);
  return { name, isOk: true, output };
}
