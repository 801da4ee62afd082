import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";

const SOURCES = [
  "app",
  "components",
  "lib",
  "prisma",
  "public",
  "instrumentation-client.ts",
  "next.config.ts",
  "package.json",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];
/** Tests and what they share stand among the sources, and in no bundle. */
const OF_TESTS = /(\.test\.tsx?|\/lib\/testing)$/;
const STAMP = ".next/usher-build";
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Builds the production bundle unless the one there was built from these very sources. Throws with the builder's own words when it fails. */
export async function buildIfStale(directory: string): Promise<void> {
  const wanted = await fingerprint(directory);
  const stamp = path.join(directory, STAMP);
  if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return;
  console.log("Building Usher. This takes a minute the first time and after an update …");
  await run(directory);
  await writeFile(stamp, wanted);
}

/** Sizes and times of all sources; contents would take longer to read than they are worth. */
async function fingerprint(directory: string): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) await addTo(hash, path.join(directory, source));
  return hash.digest("hex");
}

async function addTo(hash: ReturnType<typeof createHash>, place: string): Promise<void> {
  if (OF_TESTS.test(place)) return;
  const info = await stat(place).catch(() => null);
  if (!info) return;
  if (!info.isDirectory()) {
    hash.update(`${place}\0${info.size}\0${info.mtimeMs}\n`);
    return;
  }
  for (const name of (await readdir(place)).sort()) await addTo(hash, path.join(place, name));
}

function run(directory: string): Promise<void> {
  const next = path.join(directory, "node_modules/next/dist/bin/next");
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [next, "build"], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production" },
    });
    let words = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (words += String(chunk)));
    const stop = () => child.kill("SIGTERM");
    for (const signal of SIGNALS) process.once(signal, stop);
    child.once("error", fail);
    child.once("exit", (code) => {
      for (const signal of SIGNALS) process.off(signal, stop);
      if (code === 0) done();
      else fail(new Error(`The build failed:\n${words}`));
    });
  });
}
