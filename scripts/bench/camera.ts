import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { z } from "zod";
import { FEED_KINDS, type FeedKind } from "@/lib/testing/camera/feeds";
import { type Stage, stageCamera } from "@/lib/testing/camera/stage";
import { chance } from "@/lib/testing/chance";
import { destroyDatabase, freePort, launchStart, untilServing } from "@/lib/testing/server-process";
import { provideChromium } from "../test-browser";
import { percentile } from "./load";

/** Feeds of one kind and how they fared. `readMs` counts from a feed's first picture; those never read count as `GIVEN_UP_MS`. */
type CameraRow = {
  feed: FeedKind | "first code after Start";
  feeds: number;
  readWithin1s: number;
  wrong: number;
  readMs: { p50: number; p95: number };
};

const GIVEN_UP_MS = 2_000;
const SOON_MS = 1_000;
const FEEDS = 24;
/** Of first codes, each of which costs a page of its own. */
const STARTS = 5;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const demoFile = z.object({
  organization: z.string(),
  gateStaff: z.object({ email: z.string(), password: z.string() }),
  eventId: z.string(),
});

/**
 * Holds generated codes before the camera of the real gate page, in the production build, in a phone's view, and measures
 * until the page goes on to check the code. `feeds` of each kind; each has a code, a pose and a grain of its own.
 */
export async function benchCamera(feeds = FEEDS): Promise<CameraRow[]> {
  const directory = await mkdtemp(path.join(tmpdir(), "usher-bench-camera-"));
  const dataDirectory = path.join(directory, "data");
  const port = await freePort();
  const logFile = path.join(directory, "server.log");
  const server = launchStart({ port, logFile, env: { USHER_DATA_DIR: dataDirectory, LOG_LEVEL: "warn" } });
  const browser = await chromium.launch({ executablePath: await provideChromium() });
  try {
    await untilServing(server);
    const demo = demoFile.parse(JSON.parse(await readFile(path.join(dataDirectory, "demo.json"), "utf8")));
    const context = await browser.newContext({
      baseURL: server.origin,
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await signIn(context, demo.gateStaff);
    const gatePath = `/gate/${demo.organization}?event=${demo.eventId}`;
    const rows = [await measureStarts(context, gatePath)];
    const gate = await openGate(context, gatePath);
    for (const kind of FEED_KINDS) rows.push(await measureKind(gate, kind, feeds));
    return rows;
  } finally {
    await browser.close();
    server.signal("SIGTERM");
    await server.ended;
    await destroyDatabase(dataDirectory);
    await rm(directory, { recursive: true, force: true });
  }
}

type Gate = { page: Page; stage: Stage; lastCode: () => string | null };

async function signIn(context: BrowserContext, login: { email: string; password: string }): Promise<void> {
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(login.email);
  await page.getByLabel("Password", { exact: true }).fill(login.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await page.close();
}

/** The gate up to its set-up. The server is not asked about made-up codes: they would only fill its scans and its limits. */
async function openSetup(context: BrowserContext, gatePath: string): Promise<Gate> {
  const page = await context.newPage();
  let lastCode: string | null = null;
  await page.route("**/api/gate/preview", (route) => {
    lastCode = String(route.request().postDataJSON().code);
    return route.fulfill({ json: { verdict: "INVALID" } });
  });
  const stage = await stageCamera(page);
  await page.goto(gatePath);
  return { page, stage, lastCode: () => lastCode };
}

async function openGate(context: BrowserContext, gatePath: string): Promise<Gate> {
  const gate = await openSetup(context, gatePath);
  await gate.page.getByRole("button", { name: "Start" }).click();
  await gate.page.getByText("Point at the QR code").waitFor();
  // One code to load and warm the decoder: what that costs is a row of its own.
  await gate.stage.read(feedOf("clean", 0), 60_000);
  await goOn(gate.page);
  return gate;
}

async function goOn(page: Page): Promise<void> {
  await page.locator("[data-step=verdict]").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("[data-step=scanning]").waitFor();
}

function feedOf(kind: FeedKind, seed: number) {
  const { unit } = chance(seed * 7919 + kind.length);
  const code = () => `U1:${Array.from({ length: 32 }, () => LETTERS[Math.floor(unit() * 32)]).join("")}`;
  return { kind, seed, code: code(), other: code() };
}

async function measureKind(gate: Gate, kind: FeedKind, feeds: number): Promise<CameraRow> {
  const times: number[] = [];
  let wrong = 0;
  for (let seed = 1; seed <= feeds; seed += 1) {
    const feed = feedOf(kind, seed);
    const ms = await gate.stage.read(feed, GIVEN_UP_MS);
    if (ms !== null) {
      await goOn(gate.page);
      if (gate.lastCode() !== feed.code) wrong += 1;
    }
    times.push(ms ?? GIVEN_UP_MS);
    await gate.stage.show(null);
  }
  return rowOf(kind, times, wrong);
}

/** From the press of Start: the camera opens, the decoder loads, the first code is read. */
async function measureStarts(context: BrowserContext, gatePath: string): Promise<CameraRow> {
  const times: number[] = [];
  for (let start = 1; start <= STARTS; start += 1) {
    const { page, stage } = await openSetup(context, gatePath);
    await stage.show(feedOf("clean", start));
    await page.locator("button:enabled", { hasText: "Start" }).waitFor();
    times.push(await page.evaluate(pressStart));
    await page.close();
  }
  return rowOf("first code after Start", times, 0);
}

/** Presses Start and waits until a code was read. Runs in the page. */
function pressStart(): Promise<number> {
  const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Start");
  const startedAt = performance.now();
  button?.click();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const step = document.querySelector("[data-testid=gate]")?.getAttribute("data-step");
      if (step === undefined || step === null || step === "scanning") return;
      observer.disconnect();
      resolve(performance.now() - startedAt);
    });
    observer.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-step"] });
  });
}

function rowOf(feed: CameraRow["feed"], times: readonly number[], wrong: number): CameraRow {
  return {
    feed,
    feeds: times.length,
    readWithin1s: Math.round((times.filter((ms) => ms <= SOON_MS).length / times.length) * 1_000) / 1_000,
    wrong,
    readMs: { p50: Math.round(percentile(times, 0.5)), p95: Math.round(percentile(times, 0.95)) },
  };
}
