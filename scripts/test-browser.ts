import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { runCommand } from "./run-command";

const candidates = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Finds a Chromium that starts, or installs one; throws with a sentence on what to do when neither succeeds. */
export async function provideChromium(): Promise<string> {
  const found = await findChromium();
  if (found) return found;
  for (const commands of installations()) {
    console.log(`no Chromium found, trying: ${commands.map((command) => command.join(" ")).join(" && ")}`);
    for (const command of commands) if (!(await runCommand(command, { isShown: true })).isOk) break;
    const installed = await findChromium();
    if (installed) return installed;
  }
  throw new Error("The browser tests need Chromium or Chrome: install one and name its path in USHER_CHROMIUM.");
}

async function findChromium(): Promise<string | undefined> {
  const named = process.env.USHER_CHROMIUM;
  const own = chromium.executablePath();
  for (const candidate of [...(named ? [named] : []), ...candidates, ...(existsSync(own) ? [own] : [])]) {
    const path = await locate(candidate);
    // Some systems put a stub at this path that only says how to install the browser.
    if (path && (await runCommand([path, "--version"])).isOk) return path;
  }
  return undefined;
}

async function locate(candidate: string): Promise<string | undefined> {
  if (candidate.includes("/")) return existsSync(candidate) ? candidate : undefined;
  const result = await runCommand(["which", candidate]);
  return result.isOk ? result.output.trim() : undefined;
}

function installations(): string[][][] {
  const isRoot = process.getuid?.() === 0;
  const playwright = ["playwright", "install", ...(isRoot ? ["--with-deps"] : []), "chromium"];
  const sudo = isRoot ? [] : ["sudo", "-n"];
  const apt = [
    [...sudo, "apt-get", "update"],
    [...sudo, "apt-get", "install", "-y", "--no-install-recommends", "chromium"],
  ];
  return existsSync("/usr/bin/apt-get") ? [apt, [playwright]] : [[playwright]];
}
