import { spawn } from "node:child_process";
import { delimiter, resolve } from "node:path";

type CommandResult = { isOk: boolean; output: string; seconds: number };
type CommandOptions = { env?: Record<string, string>; isShown?: boolean };

/** Runs a command with the packages' own binaries in its path; promises a result, also when it cannot be started. */
export function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = "", ...args] = command;
  const startedAt = performance.now();
  const path = [resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
  return new Promise((settle) => {
    const child = spawn(program, args, {
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...options.env, PATH: path },
      stdio: ["ignore", options.isShown ? "inherit" : "pipe", options.isShown ? "inherit" : "pipe"],
    });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const finish = (isOk: boolean) => settle({ isOk, output, seconds: (performance.now() - startedAt) / 1000 });
    child.on("error", (error) => {
      output += `${program} could not be started: ${error.message}\n`;
      finish(false);
    });
    child.on("close", (code) => finish(code === 0));
  });
}
