import { type ChildProcess, spawn } from "node:child_process";
import { delimiter, resolve } from "node:path";

type CommandResult = { isOk: boolean; output: string; seconds: number };
type CommandOptions = { env?: Record<string, string>; isShown?: boolean };

const running = new Set<ChildProcess>();
let isInterrupted = false;

/** Runs a command with the packages' own binaries in its path; promises a result, also when it cannot be started. */
export function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = "", ...args] = command;
  const startedAt = performance.now();
  const path = [resolve("node_modules/.bin"), process.env.PATH].join(delimiter);
  return new Promise((settle) => {
    const child = spawn(program, args, {
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: "1",
        USHER_TEST_RUNNER: String(process.pid),
        ...options.env,
        PATH: path,
      },
      stdio: ["ignore", options.isShown ? "inherit" : "pipe", options.isShown ? "inherit" : "pipe"],
    });
    running.add(child);
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    const finish = (isOk: boolean) => {
      running.delete(child);
      if (isInterrupted && running.size === 0) process.exit(130);
      settle({ isOk, output, seconds: (performance.now() - startedAt) / 1000 });
    };
    child.on("error", (error) => {
      output += `${program} could not be started: ${error.message}\n`;
      finish(false);
    });
    child.on("close", (code) => finish(code === 0));
  });
}

/** Passes on what asks this process to end, and ends only after the commands: they have servers of their own to take away. */
export function endAfterCommands(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      isInterrupted = true;
      if (running.size === 0) process.exit(130);
      // Of all signals this is the one at which a test runner cleans up.
      for (const child of running) child.kill("SIGINT");
    });
  }
}
