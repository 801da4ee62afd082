import path from "node:path";
import type { Page } from "@playwright/test";
import { expect, test, WORK } from "./support/fixtures";
import { WITHOUT_SCRIPT } from "./support/interactive";
import { keepSecret } from "./support/kept-secrets";
import { mailsTo } from "./support/mail-sink";
import type { World } from "./support/world";

// Each test takes tickets of its own numbers, so that none stands in another's way.

const deskPath = ({ demo, desk }: World) => `/o/${demo.organization}/events/${desk.id}`;
const row = (page: Page, number: number) =>
  page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: `Choose ticket ${number} of` }) });
const rows = (page: Page) => page.getByRole("row").filter({ has: page.getByRole("checkbox") });

/** The link in the latest email to an address, once there are so many. */
async function linkOf(world: World, address: string, count: number): Promise<string> {
  let link = "";
  await expect(async () => {
    const mails = await mailsTo(path.join(world.directory, "mail"), address);
    expect(mails).toHaveLength(count);
    link = /https?:\S+\/t\/[A-Z2-7]{32}/.exec(mails.at(-1)?.text ?? "")?.[0] ?? "";
    expect(link).not.toBe("");
  }).toPass();
  keepSecret("ticket link", link.split("/t/")[1] ?? "");
  return link;
}

test("a list is searched, filtered and paged, and its address is the view", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  await page.goto(deskPath(world));
  await expect(page.getByText("60 tickets", { exact: false }).first()).toBeVisible();
  await expect(rows(page)).toHaveCount(50);
  await page.getByRole("link", { name: "Next, from number 51" }).click();
  await expect(rows(page)).toHaveCount(10);
  await expect(row(page, 60)).toBeVisible();
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(row(page, 1)).toBeVisible();
  await expect(rows(page)).toHaveCount(50);

  await page.locator("body").press("/");
  await expect(page.getByLabel("Search tickets")).toBeFocused();
  await page.keyboard.type("TOMAS");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\?q=TOMAS$/);
  await expect(page.getByText("3 tickets match")).toBeVisible();
  await expect(rows(page)).toHaveCount(3);
  await page.getByLabel("Standing").selectOption("Used");
  await expect(page.getByText("No ticket matches “TOMAS”, standing Used.")).toBeVisible();
  await page.goBack();
  await expect(page.getByText("3 tickets match")).toBeVisible();
  await page.getByRole("link", { name: "Reset" }).click();
  await expect(rows(page)).toHaveCount(50);
  await page.goto(`${deskPath(world)}?q=%2342`);
  await expect(rows(page)).toHaveCount(1);
  await expect(row(page, 42)).toBeVisible();
});

test("the search works before any script has come", async ({ openAs, watch, world }) => {
  watch.allow(/ERR_FAILED/);
  const page = await openAs("organizer");
  await page.route("**/_next/static/**/*.js", (route) => route.abort());
  await page.goto(deskPath(world), WITHOUT_SCRIPT);
  await page.getByLabel("Search tickets").fill("tomás");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/\?q=tom%C3%A1s/);
  await expect(rows(page)).toHaveCount(3);
});

test("three tickets are chosen and revoked at once, and the work is still told after a reload", async ({
  openAs,
  world,
}) => {
  const page = await openAs("organizer");
  await page.goto(deskPath(world));
  const choose = (number: number) => page.getByRole("checkbox", { name: `Choose ticket ${number} of` });
  await choose(10).check();
  await choose(12).click({ modifiers: ["Shift"] });
  await expect(page.getByText("3 chosen")).toBeVisible();
  await page.getByRole("button", { name: "Revoke…", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Revoke 3 tickets?" });
  await dialog.getByRole("button", { name: "Revoke 3 tickets" }).click();
  await expect(dialog.getByText("Say why.").first()).toBeVisible();
  await dialog.getByLabel("Reason").fill("Sold twice");
  await dialog.getByRole("button", { name: "Revoke 3 tickets" }).click();
  await expect(dialog).toBeHidden();
  const work = page.getByRole("region", { name: "Work on many tickets" });
  await expect(work.getByText("Tickets revoked")).toBeVisible(WORK);
  for (const number of [10, 11, 12]) await expect(row(page, number).getByText("Revoked")).toBeVisible();
  await expect(row(page, 13).getByText("Valid")).toBeVisible();
  await page.reload();
  await expect(work.getByText("Tickets revoked")).toBeVisible();

  // Those are not counted again.
  await choose(10).check();
  await choose(13).click({ modifiers: ["Shift"] });
  await expect(page.getByText("4 chosen")).toBeVisible();
  await page.getByRole("button", { name: "Revoke…", exact: true }).click();
  const again = page.getByRole("dialog", { name: "Revoke 1 ticket?" });
  await expect(
    again.getByText("Left out: 3 chosen that are revoked or refunded already.", { exact: false }),
  ).toBeVisible();
  await again.getByRole("button", { name: "Keep the tickets" }).click();
  await expect(page.getByRole("button", { name: "Revoke…", exact: true })).toBeFocused();

  await row(page, 11).getByRole("link", { name: "Guest Seat 11" }).click();
  await expect(page.getByRole("heading", { name: "Guest Seat 11" })).toBeVisible();
  const life = page.getByRole("region", { name: "Its life" }).getByRole("listitem");
  await expect(life).toHaveCount(3);
  await expect(life.nth(0)).toContainText("Issued");
  await expect(life.nth(1)).toContainText("Email to seat-11@example.com");
  await expect(life.nth(2)).toContainText("Revoked“Sold twice”by Olive Organizer");
  await page.getByRole("button", { name: "Restore…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Restore ticket" }).click();
  await expect(life).toHaveCount(4);
  await expect(life.nth(3)).toContainText("Restored");
  await expect(page.getByRole("button", { name: "Revoke…" })).toBeVisible();
});

test("a ticket goes to another person: the old link is dead, the new holder's shows the new name", async ({
  openAs,
  world,
}) => {
  const page = await openAs("organizer");
  await page.goto(deskPath(world));
  await row(page, 20)
    .getByRole("button", { name: /More for ticket 20/ })
    .click();
  await page.getByRole("menuitem", { name: "Transfer…" }).click();
  const dialog = page.getByRole("dialog", { name: "Transfer ticket 20 of Guest Seat 20?" });
  await dialog.getByLabel("New holder’s name").fill("Nadia Newcomer");
  await dialog.getByLabel("New holder’s email").fill("nadia.newcomer@example.com");
  await dialog.getByRole("button", { name: "Transfer ticket" }).click();
  await expect(page.getByText("Ticket 20 is transferred. The email is on its way.", { exact: true })).toBeVisible();
  await expect(row(page, 20)).toContainText("Nadia Newcomer");

  const holder = await openAs(null);
  await holder.goto(await linkOf(world, "nadia.newcomer@example.com", 1));
  await expect(holder.getByText("Nadia Newcomer")).toBeVisible();
  const before = await openAs(null);
  await before.goto(`/t/${world.desk.tickets[19]?.link}`);
  await expect(before.getByText("There is a newer ticket.", { exact: false })).toBeVisible();
  await expect(before.getByText("Nadia Newcomer")).toHaveCount(0);
});

test("a mistyped address is put right from the outbox; the stranger's link dies", async ({ openAs, world }) => {
  const wrong = "seat-30@example.com";
  const link = await linkOf(world, wrong, 1);
  const page = await openAs("organizer");
  await page.goto(`/o/${world.demo.organization}/outbox`);
  await page.getByLabel("Search emails").fill(wrong);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: wrong }).click();
  const tab = page.context().waitForEvent("page");
  await page.frameLocator("iframe").getByRole("link", { name: "Open your ticket" }).click();
  const preview = await tab;
  await expect(preview.getByRole("img", { name: "Code of ticket 30" })).toBeVisible();
  await preview.goto(`${deskPath(world)}?q=seat-30`);
  await expect(row(preview, 30)).toBeVisible();
  await expect(row(preview, 30)).not.toContainText("Opened");
  await preview.close();
  await page.getByRole("button", { name: "Correct address…" }).click();
  const dialog = page.getByRole("dialog", { name: "Correct the address of ticket 30 of Guest Seat 30?" });
  await dialog.getByLabel("Right address").fill("seat.30@example.com");
  await dialog.getByRole("button", { name: "Correct and send" }).click();
  const said = "Ticket 30 has a new code, and is on its way to the right address.";
  await expect(page.getByText(said, { exact: true })).toBeVisible();
  await expect(page.getByText("This ticket has changed since.", { exact: false })).toBeVisible();

  const stranger = await openAs(null);
  await stranger.goto(link);
  await expect(stranger.getByText("There is a newer ticket.", { exact: false })).toBeVisible();
  const holder = await openAs(null);
  await holder.goto(await linkOf(world, "seat.30@example.com", 1));
  await expect(holder.getByRole("img", { name: "Code of ticket 30" })).toBeVisible();
});
