import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, it } from "vitest";

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** Runs a module's text as a process; `heard` waits until it has printed a word. */
function start(text: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", text], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  children.push(child);
  let output = "";
  const listeners = new Set<() => void>();
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    for (const look of listeners) look();
  });
  const heard = (word: string) =>
    new Promise<void>((done) => {
      const look = () => output.includes(word) && done();
      listeners.add(look);
      look();
    });
  const ended = new Promise<number | NodeJS.Signals | null>((done) =>
    child.once("close", (code, signal) => done(code ?? signal)),
  );
  return { child, heard, ended, output: () => output };
}

/** A test runner: it says that it runs, and takes its things away when it is interrupted. */
const RUNNER = `
  process.on("SIGINT", () => setTimeout(() => { console.log("taken away"); process.exit(0); }, 200));
  setTimeout(() => {}, 600_000);
  console.log("running");
`;

it("a run that is asked to end waits until its commands have taken their things away", async () => {
  const run = start(`
    const { endAfterCommands, runCommand } = await import("./scripts/run-command.ts");
    endAfterCommands();
    await runCommand([process.execPath, "-e", ${JSON.stringify(RUNNER)}], { isShown: true });
    console.log("the next stage");
  `);
  await run.heard("running");
  run.child.kill("SIGTERM");
  expect(await run.ended).toBe(130);
  expect(run.output()).toBe("running\ntaken away\n");
});

it("a test runner is interrupted once the script that started it is gone, killed or not", async () => {
  const script = start("setTimeout(() => {}, 600_000); console.log('here');");
  await script.heard("here");
  const runner = start(
    `
      const { endWithRunner } = await import("./lib/testing/run-directory.ts");
      endWithRunner();
      ${RUNNER}
    `,
    { USHER_TEST_RUNNER: String(script.child.pid) },
  );
  await runner.heard("running");
  script.child.kill("SIGKILL");
  await script.ended;
  expect(await runner.ended).toBe(0);
  expect(runner.output()).toBe("running\ntaken away\n");
});
