import { readFileSync } from "node:fs";
import { type Browser, type BrowserContext, launch, type Page } from "puppeteer-core";
import { noteProcess } from "@/lib/testing/run-directory";
import { expect, test } from "./support/fixtures";
import { PAGES } from "./support/page-list";
import type { ShownPage } from "./support/shown-page";
import { type Role, runDirectory, signInFile, type World } from "./support/world";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

// Every page in one test: on a machine four times slower it takes its time.
test.describe.configure({ mode: "parallel", timeout: 900_000 });

type StoredCookies = { cookies: { name: string; value: string; domain: string; expires: number }[] };

/** Milliseconds for a start of the browser, or for one page: they end a hang, they do not judge speed. */
const PATIENCE_MS = 120_000;

for (const colorScheme of ["light", "dark"] as const) {
  test(`Firefox opens every page, ${colorScheme}: its heading is there, nothing beyond the edge, no complaint`, async ({
    world,
  }) => {
    const browser = await openFirefox(colorScheme);
    try {
      const contexts = await signedIn(browser, world);
      for (const shown of addresses(world)) {
        const page = await contexts[shown.as ?? "nobody"].newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        const complaints = listen(page);
        const answer = await page.goto(new URL(shown.path(world), world.origin).href);
        expect([shown.name, answer?.status()]).toEqual([shown.name, shown.status ?? 200]);
        for (const size of SIZES) {
          await page.setViewport(size);
          await expectShown(page, shown, world);
        }
        expect(
          await page.evaluate((scheme) => matchMedia(`(prefers-color-scheme: ${scheme})`).matches, colorScheme),
        ).toBe(true);
        expect(complaints, shown.name).toEqual([]);
        await page.close();
      }
    } finally {
      await browser.close();
    }
  });
}

/** Firefox speaks WebDriver BiDi by itself. Colours come with its settings: it cannot change them on the way. */
async function openFirefox(colorScheme: "light" | "dark"): Promise<Browser> {
  const browser = await launch({
    browser: "firefox",
    timeout: PATIENCE_MS,
    executablePath: process.env.USHER_FIREFOX,
    extraPrefsFirefox: {
      "layout.css.prefers-color-scheme.content-override": colorScheme === "dark" ? 0 : 1,
      "ui.prefersReducedMotion": 1,
      "media.navigator.streams.fake": true,
    },
  });
  await noteProcess(runDirectory(), browser.process()?.pid);
  return browser;
}

/** Each address once, as the one who may see it: of a page in several states, the one in which it opens. */
function addresses(world: World): ShownPage[] {
  const found = new Map(PAGES.toReversed().map((page) => [`${page.as} ${page.path(world)}`, page]));
  return [...found.values()].toReversed();
}

async function signedIn(browser: Browser, world: World): Promise<Record<Role | "nobody", BrowserContext>> {
  const open = async (role: Role) => {
    const context = await browser.createBrowserContext();
    const { cookies } = JSON.parse(readFileSync(signInFile(world.directory, role), "utf8")) as StoredCookies;
    // Firefox takes whole seconds only.
    await context.setCookie(...cookies.map((cookie) => ({ ...cookie, expires: Math.floor(cookie.expires) })));
    return context;
  };
  return {
    nobody: await browser.createBrowserContext(),
    organizer: await open("organizer"),
    gateStaff: await open("gateStaff"),
    elsewhere: await open("elsewhere"),
  };
}

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`page: ${error instanceof Error ? error.message : error}`));
  return complaints;
}

async function expectShown(page: Page, shown: ShownPage, world: World): Promise<void> {
  const heading = typeof shown.heading === "function" ? shown.heading(world) : shown.heading;
  // What a page shows only once something was done in it is left to the first browser.
  const wanted = shown.reach ? /./ : heading;
  await expect(async () => {
    const headings = await page.$$eval("h1, h2, [role=heading]", (all) =>
      all.filter((one) => one.checkVisibility()).map((one) => one.textContent?.trim() ?? ""),
    );
    expect(
      headings.some((text) => (typeof wanted === "string" ? text === wanted : wanted.test(text))),
      `${shown.name}: ${headings}`,
    ).toBe(true);
  }).toPass();
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `${shown.name}: pixels to scroll sideways`).toBe(0);
}
