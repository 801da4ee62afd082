import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { runCommand } from "./run-command";

const chromiums = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

const firefoxes = ["firefox", "firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"];

/** Finds a Chromium that starts, or installs one; throws with a sentence on what to do when neither succeeds. */
export async function provideChromium(): Promise<string> {
  const found = await findChromium();
  if (found) return found;
  for (const commands of installations()) {
    console.log(`no Chromium found, trying: ${commands.map((command) => command.join(" ")).join(" && ")}`);
    const installed = await install(commands, findChromium);
    if (installed) return installed;
  }
  throw new Error("The browser tests need Chromium or Chrome: install one and name its path in USHER_CHROMIUM.");
}

/** Finds a Firefox that starts, or installs one; undefined where there is none to be had, and then the tests do without. */
export async function provideFirefox(): Promise<string | undefined> {
  const find = () => findFirst([process.env.USHER_FIREFOX ?? "", ...firefoxes]);
  const found = await find();
  if (found || !existsSync("/usr/bin/apt-get")) return found;
  console.log("no Firefox found, trying: apt-get install firefox-esr");
  return install(aptInstall("firefox-esr"), find);
}

function findChromium(): Promise<string | undefined> {
  const own = chromium.executablePath();
  return findFirst([process.env.USHER_CHROMIUM ?? "", ...chromiums, ...(existsSync(own) ? [own] : [])]);
}

async function findFirst(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates.filter(Boolean)) {
    const path = await locate(candidate);
    // Some systems put a stub at this path that only says how to install the browser.
    if (path && (await runCommand([path, "--version"])).isOk) return path;
  }
  return undefined;
}

async function install(
  commands: readonly string[][],
  find: () => Promise<string | undefined>,
): Promise<string | undefined> {
  for (const command of commands) if (!(await runCommand(command, { isShown: true })).isOk) break;
  return find();
}

async function locate(candidate: string): Promise<string | undefined> {
  if (candidate.includes("/")) return existsSync(candidate) ? candidate : undefined;
  const result = await runCommand(["which", candidate]);
  return result.isOk ? result.output.trim() : undefined;
}

function installations(): string[][][] {
  const isRoot = process.getuid?.() === 0;
  const playwright = ["playwright", "install", ...(isRoot ? ["--with-deps"] : []), "chromium"];
  return existsSync("/usr/bin/apt-get") ? [aptInstall("chromium"), [playwright]] : [[playwright]];
}

function aptInstall(name: string): string[][] {
  const sudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  return [
    [...sudo, "apt-get", "update"],
    [...sudo, "apt-get", "install", "-y", "--no-install-recommends", name],
  ];
}
