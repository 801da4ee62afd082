import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test, WORK } from "./support/fixtures";
import type { World } from "./support/world";

const importsOf = ({ demo: { organization }, listed }: World) => `/o/${organization}/events/${listed.id}/import`;

async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  await page.getByLabel("Choose a CSV file").setInputFiles({
    name,
    mimeType: "application/octet-stream",
    buffer: typeof content === "string" ? Buffer.from(content) : content,
  });
}

test("a list of guests: refused in words, looked at, corrected, issued; what was left out comes back and is issued too", async ({
  openAs,
  watch,
  world,
}) => {
  // A file that is refused is answered with 400, which the browser notes.
  watch.allow(/status of 400/);
  const page = await openAs("organizer", { acceptDownloads: true });
  await page.goto(importsOf(world));

  await choose(page, "guests.xlsx", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0]));
  await expect(page.getByRole("alert").getByText(/This is a spreadsheet, not CSV\./)).toBeVisible();
  await expect(page.getByLabel("Choose a CSV file")).toBeFocused();
  await choose(page, "large.csv", Buffer.alloc(5 * 1024 * 1024 + 1, "a"));
  await expect(page.getByText(/This file is larger than 5 MB\./)).toBeVisible();

  await choose(
    page,
    "friends.csv",
    "\ufeffWho;E-Mail\r\nZoë Ünal;zoe.unal@example.com\r\nMax Mustermann;max at example\r\nZoë Ünal;zoe.unal@example.com\r\nIda Quist;ida.quist@example.com\r\n",
  );
  await expect(page.getByRole("heading", { name: "friends.csv" })).toBeVisible();
  await expect(page.getByText("Choose the column with the names.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Issue/ })).toHaveCount(0);
  await page.getByLabel("Name", { exact: true }).selectOption({ label: "Who" });
  const issue = page.getByRole("button", { name: "Issue 2 tickets, leave 2 out" });
  await expect(issue).toBeVisible();
  await page.getByRole("link", { name: /^Left out/ }).click();
  await expect(page.getByRole("link", { name: /^Left out/ })).toHaveAttribute("aria-current", "true");
  await expect(page.getByRole("row", { name: /Max Mustermann/ })).toContainText("This is not an email address.");
  await expect(page.getByRole("row", { name: /Zoë Ünal/ })).toContainText("The same guest as on line 2.");

  await issue.click();
  const issued = page.getByText("got a ticket", { exact: true });
  await expect(issued.or(page.getByText("Issuing tickets"))).toBeVisible();
  await page.reload();
  await expect(issued).toBeVisible(WORK);
  await expect(page.getByText("1 with a broken email · 1 twice in the list")).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download the 2 left out" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("friends-refused.csv");
  const refused = await readFile(await download.path(), "utf8");
  expect(refused).toBe(
    "\ufeffline;reason;Who;E-Mail\r\n3;This is not an email address.;Max Mustermann;max at example\r\n" +
      "4;The same guest as on line 2.;Zoë Ünal;zoe.unal@example.com\r\n",
  );

  await page.getByRole("link", { name: "Upload the corrected list" }).click();
  await choose(page, "friends-refused.csv", refused.replace("max at example", "max@example.com"));
  await page.getByLabel("Name", { exact: true }).selectOption({ label: "Who" });
  await page.getByRole("button", { name: "Issue 1 ticket, leave 1 out" }).click();
  await expect(page.getByText("1 with a ticket already")).toBeVisible(WORK);
  await page.getByRole("link", { name: "the tickets" }).click();
  for (const name of ["Zoë Ünal", "Ida Quist", "Max Mustermann"]) {
    await expect(page.getByRole("row", { name: new RegExp(name) })).toHaveCount(1);
  }
});

test("a list without a mouse: chosen, looked at and thrown away", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  await page.goto(importsOf(world));
  // Asked for before the focus: a key reaches a busy browser sooner than the wish to have its file dialog caught.
  const chosen = page.waitForEvent("filechooser");
  await page.getByLabel("Choose a CSV file").focus();
  await page.keyboard.press("Space");
  await (await chosen).setFiles({
    name: "keys.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("name,email\nKei Board,kei@example.com\n"),
  });
  await expect(page.getByRole("button", { name: "Issue 1 ticket", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Discard" }).press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Discard the list" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Import a list of guests" })).toBeVisible();
  await expect(page.getByText("keys.csv")).toHaveCount(0);
});
