import { type BrowserContextOptions, test as base, expect, type Page } from "@playwright/test";
import { awaitInteractive } from "./interactive";
import { Watch } from "./watch";
import { loadWorld, type Role, signInFile, type World } from "./world";

/** A browser of its own for somebody; signed in when a role is named. */
type OpenAs = (role: Role | null, options?: BrowserContextOptions) => Promise<Page>;

type Fixtures = { world: World; watch: Watch; openAs: OpenAs };

/** How long to wait for what a job does: it makes way for requests, of which the specs send many. */
export const WORK = { timeout: 160_000 };

/** The specs' `test`: a world to work in, and a watch over every page that fails the test for what no page may do. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern.
  world: async ({}, use) => use(loadWorld()),
  baseURL: async ({ world }, use) => use(world.origin),
  watch: [
    async ({ world }, use) => {
      const watch = new Watch(world.origin);
      await use(watch);
      expect(await watch.problems(), "what pages complained of").toEqual([]);
    },
    { auto: true },
  ],
  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
  },
  page: async ({ page }, use) => use(awaitInteractive(page)),
  openAs: async ({ browser, contextOptions, watch, world }, use) => {
    const opened: Page[] = [];
    await use(async (role, options = {}) => {
      const storageState = role === null ? undefined : signInFile(world.directory, role);
      const context = await browser.newContext({ ...contextOptions, storageState, ...options });
      await watch.over(context);
      const page = await context.newPage();
      opened.push(page);
      return options.javaScriptEnabled === false ? page : awaitInteractive(page);
    });
    for (const page of opened) await page.context().close();
  },
});

export { expect };
