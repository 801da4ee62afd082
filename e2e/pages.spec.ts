import { readdirSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures";
import { PAGES } from "./support/page-list";
import type { ShownPage } from "./support/shown-page";
import type { World } from "./support/world";

test("every page there is stands in the list", () => {
  const routes = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === "page.tsx")
    .map((file) => path.dirname(file).replace(/^\.$/, ""));
  expect(routes.length).toBeGreaterThan(5);
  expect([...new Set(PAGES.map((page) => page.route))].sort()).toEqual(routes.sort());
});

for (const shown of PAGES) {
  test(`${shown.name}: no barrier, nothing beyond the edge, light and dark`, async ({ openAs, watch, world }, info) => {
    if (shown.status !== undefined) watch.allow(new RegExp(`status of ${shown.status}`));
    const page = await openAs(shown.as, { reducedMotion: "reduce", colorScheme: "light", ...info.project.use });
    await reach(page, shown, world);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      expect(await barriers(page, colorScheme), `${shown.name}, ${colorScheme}`).toEqual([]);
      await page.screenshot({ path: info.outputPath(`${shown.name.replaceAll(/[ ,]+/g, "-")}-${colorScheme}.png`) });
    }
    const beyond = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(beyond, "pixels to scroll sideways").toBe(0);
  });
}

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
    expect(await barriers(page, "light", ["region", "landmark-one-main"]), colorScheme).toEqual([]);
  }
});

/** What axe finds, as readable text. Colours are all that the dark scheme changes. */
async function barriers(page: Page, colorScheme: "light" | "dark", without: string[] = []): Promise<string[]> {
  // Without its own page for the end of a run, and without looking into frames, which the only one, an email's, does not let in.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).disableRules(without);
  const { violations } = await (colorScheme === "dark" ? axe.withRules(["color-contrast"]) : axe).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html}\n${node.failureSummary}`).join("\n")}`,
  );
}

async function reach(page: Page, shown: ShownPage, world: World): Promise<void> {
  const answer = await page.goto(shown.path(world));
  expect(answer?.status()).toBe(shown.status ?? 200);
  await shown.reach?.(page, world);
  const name = typeof shown.heading === "function" ? shown.heading(world) : shown.heading;
  await expect(page.getByRole("heading", { name, exact: true }).first()).toBeVisible();
}
