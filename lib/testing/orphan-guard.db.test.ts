import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { processStartedAt } from "@/lib/core/process-lock";
import { freePort, isDatabaseRunning } from "./server-process";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "usher-orphans-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A process that starts a server as specs do, which brings up a database and never ends; both are there when it says so. */
async function startParent(dataDirectory: string) {
  const server = path.join(directory, "server.mts");
  await writeFile(
    server,
    `import { startEmbeddedPostgres } from ${JSON.stringify(path.resolve("lib/core/embedded-postgres/start.ts"))};
     await startEmbeddedPostgres({ dataDirectory: process.env.USHER_DATA_DIR, extraSettings: { fsync: "off" } });
     for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => undefined);
     console.log("STARTED");
     setInterval(() => undefined, 1000);`,
  );
  const logFile = path.join(directory, "log");
  const code = `
    const { launchStart } = await import("./lib/testing/server-process.ts");
    const [dataDirectory, logFile, script, port] = process.argv.slice(1);
    const server = launchStart({ port: Number(port), logFile, script, env: { USHER_DATA_DIR: dataDirectory } });
    const look = setInterval(() => {
      if (!server.output().includes("STARTED")) return;
      clearInterval(look);
      console.log("PID " + server.pid);
    }, 50);
    setInterval(() => undefined, 1000);`;
  const args = [dataDirectory, logFile, server, String(await freePort())];
  const tsx = path.resolve("node_modules/tsx/dist/loader.mjs");
  const parent = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", code, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "test",
      TSX_TSCONFIG_PATH: "tsconfig.node.json",
    },
  });
  const [chunk] = await once(parent.stdout, "data");
  return { parent, pid: Number(/PID (\d+)/.exec(String(chunk))?.[1]) };
}

it("a killed test leaves neither its server, though that heeds no signal, nor the server's database behind", async () => {
  const dataDirectory = path.join(directory, "data");
  const { parent, pid } = await startParent(dataDirectory);
  expect(await isDatabaseRunning(dataDirectory)).toBe(true);
  parent.kill("SIGKILL");
  await vi.waitFor(
    async () => {
      expect(await processStartedAt(pid)).toBeNull();
      await expect(stat(dataDirectory)).rejects.toThrow("ENOENT");
    },
    { timeout: 60_000, interval: 100 },
  );
  expect(await isDatabaseRunning(dataDirectory)).toBe(false);
});
