import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { readTokens } from "@/lib/testing/colours";
import { barriers, judge, unknownColours } from "./support/barriers";
import { expect, test } from "./support/fixtures";
import { PAGES } from "./support/page-list";
import { LAPTOP, PHONE, type ShownPage } from "./support/shown-page";
import type { World } from "./support/world";

test("every page there is stands in the list", () => {
  const routes = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.dirname(file).replace(/^\.$/, ""));
  expect(routes.length).toBeGreaterThan(5);
  expect([...new Set(PAGES.map((page) => page.route))].sort()).toEqual(routes.sort());
});

// A page is opened once for all that is judged of it: whole where it is mostly seen, and of the other width what is new
// there. Its colours in the dark follow from those in the light, which must be ones that colours.test.ts judges in both.
for (const shown of PAGES) {
  test(`${shown.name}: no barrier, nothing beyond the edge, known colours, on a laptop and a phone`, async ({
    openAs,
    watch,
    world,
  }) => {
    if (shown.status !== undefined) watch.allow(new RegExp(`status of ${shown.status}`));
    const [here, there] = shown.device === "phone" ? [PHONE, LAPTOP] : [LAPTOP, PHONE];
    const page = await openAs(shown.as, { ...here, reducedMotion: "reduce", colorScheme: "light" });
    await reach(page, shown, world);
    await expectFit(page);
    const seen = await judge(page);
    expect(seen.barriers).toEqual([]);
    await noteVisible(page);
    await page.setViewportSize(there.viewport);
    await expectFit(page);
    const isAnythingNew = await markRevealed(page);
    const other = isAnythingNew ? await judge(page, { within: `[${REVEALED}]` }) : { barriers: [], colours: [] };
    expect(other.barriers).toEqual([]);
    // The gate has its own few colours, the same in both schemes.
    if (!shown.route.startsWith("gate/")) expect(unknownColours([...seen.colours, ...other.colours])).toEqual([]);
  });
}

test("in the dark a page takes the dark tokens", async ({ openAs }) => {
  const { dark } = readTokens(readFileSync("app/globals.css", "utf8"));
  const page = await openAs(null, { colorScheme: "dark" });
  await page.goto("/sign-in");
  const taken = await page.evaluate((names) => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)]));
  }, Object.keys(dark));
  expect(taken).toEqual(dark);
});

test("the email itself, out of its frame: no barrier, light and dark", async ({ openAs, page, watch, world }) => {
  // A mail program knows where the picture is; a browser does not.
  watch.allow(/ERR_UNKNOWN_URL_SCHEME/);
  const outbox = await openAs("elsewhere");
  await outbox.goto(`/o/${world.elsewhere.organization}/outbox/${world.elsewhere.messageId}`);
  const html = await outbox.locator("iframe").getAttribute("srcdoc");
  await page.setContent(html ?? "");
  await expect(page.getByRole("heading", { level: 1, name: world.elsewhere.event.name })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // Mail has no landmarks: programs show it inside a page of their own.
    expect(await barriers(page, { without: ["region", "landmark-one-main"] }), colorScheme).toEqual([]);
  }
});

async function reach(page: Page, shown: ShownPage, world: World): Promise<void> {
  const answer = await page.goto(shown.path(world));
  expect(answer?.status()).toBe(shown.status ?? 200);
  await shown.reach?.(page, world);
  const name = typeof shown.heading === "function" ? shown.heading(world) : shown.heading;
  await expect(page.getByRole("heading", { name, exact: true }).first()).toBeVisible();
}

async function expectFit(page: Page): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(beyond, `pixels to scroll sideways at ${page.viewportSize()?.width}`).toBe(0);
}

const REVEALED = "data-revealed";
declare global {
  interface Window {
    visibleBefore?: WeakSet<Element>;
  }
}

/** Notes in the page which elements can be seen at this width. */
function noteVisible(page: Page): Promise<void> {
  return page.evaluate(() => {
    const all = [...document.querySelectorAll("body *")];
    window.visibleBefore = new WeakSet(all.filter((element) => element.checkVisibility()));
  });
}

/** Marks what can be seen now and could not be then; answers whether there is anything. */
function markRevealed(page: Page): Promise<boolean> {
  return page.evaluate((mark) => {
    const before = window.visibleBefore ?? new WeakSet();
    const revealed = [...document.querySelectorAll("body *")].filter(
      (element) => element.checkVisibility() && !before.has(element),
    );
    for (const element of revealed) element.setAttribute(mark, "");
    return revealed.length > 0;
  }, REVEALED);
}
