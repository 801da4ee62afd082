import path from "node:path";
import type { Page } from "@playwright/test";
import { GATE_PHONE } from "./support/camera";
import { expect, test } from "./support/fixtures";
import { gatePage } from "./support/gate-page";
import { mailsTo } from "./support/mail-sink";
import type { World } from "./support/world";

const GUEST = { name: "Early Bird", email: "early.bird@example.com" };

/** Makes an event after the demo's, in the organizer's browser, and answers the path of its pages. */
async function duplicateDemo(page: Page, { demo }: World, name: string): Promise<string> {
  await page.goto(`/o/${demo.organization}/events/${demo.event.id}`);
  await fromMenu(page, "More for this event", "Duplicate…");
  const dialog = page.getByRole("dialog", { name: `Duplicate ${demo.event.name}` });
  await expect(dialog.getByLabel("Name")).toHaveValue(`Copy of ${demo.event.name}`);
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Duplicate event" }).click();
  await expect(page.getByRole("heading", { level: 1, name, exact: true })).toBeVisible();
  await page.waitForURL(/\/settings$/);
  return new URL(page.url()).pathname.replace(/\/settings$/, "");
}

async function fromMenu(page: Page, menu: string, item: string): Promise<void> {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item, exact: true }).click();
}

async function save(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save changes" }).click();
}

test("a copy of an event gets a limit, a type, and a gate, and the scanner goes by them", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  const home = await duplicateDemo(page, world, "Second Lantern Night");
  await expect(page.getByText("Draft", { exact: true })).toBeVisible();

  await test.step("its settings are saved, and a mistake keeps what was typed", async () => {
    await page.getByLabel("Venue").fill("Pier 9");
    await page.getByLabel("Ticket limit").fill("");
    await save(page);
    await expect(page.getByRole("alert").getByText("Enter a number.")).toBeVisible();
    await expect(page.getByLabel("Venue")).toHaveValue("Pier 9");
    await expect(page.getByLabel("Ticket limit")).toHaveValue("");
    await page.getByLabel("Ticket limit").fill("40");
    await page.getByLabel("Show the ticket type").setChecked(true);
    await save(page);
    await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
    await page.reload();
    await expect(page.getByLabel("Venue")).toHaveValue("Pier 9");
    await expect(page.getByLabel("Ticket limit")).toHaveValue("40");
  });

  await test.step("a type that was valid until yesterday, and a second gate, are added", async () => {
    await page.getByRole("button", { name: "Add ticket type" }).click();
    const dialog = page.getByRole("dialog", { name: "Add ticket type" });
    await dialog.getByLabel("Name").fill("general ADMISSION");
    await dialog.getByRole("button", { name: "Add ticket type" }).click();
    await expect(dialog.getByText("This event already has one of that name.").first()).toBeVisible();
    await dialog.getByLabel("Name").fill("Early entry");
    await dialog.getByLabel("Valid until").fill(yesterday());
    await dialog.getByRole("button", { name: "Add ticket type" }).click();
    await expect(page.getByRole("region", { name: "Ticket types" }).getByText(/^Valid until/)).toBeVisible();
    await expect(page.getByRole("button", { name: "Add ticket type" })).toBeFocused();
    await page.getByRole("button", { name: "Add gate" }).click();
    const gate = page.getByRole("dialog", { name: "Add gate" });
    await gate.getByLabel("Name").fill("North gate");
    await page.keyboard.press("Enter");
    await expect(page.getByText("North gate is added.", { exact: true })).toBeVisible();
  });

  await test.step("it is published and a ticket of the new type goes out", async () => {
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Publish" }).click();
    await expect(page.getByRole("link", { name: "Open the gate" })).toBeVisible();
    await page.goto(home);
    await page.getByLabel("Name", { exact: true }).fill(GUEST.name);
    await page.getByLabel("Email", { exact: true }).fill(GUEST.email);
    await page.getByLabel("Type", { exact: true }).first().selectOption("Early entry");
    await page.getByRole("button", { name: "Issue 1 ticket" }).click();
    await expect(page.getByText("Issued 1 ticket, number 1.")).toBeVisible();
  });

  let typed = "";
  await expect(async () => {
    const [mail] = await mailsTo(path.join(world.directory, "mail"), GUEST.email);
    typed = /\b1-[A-Z2-7]{4}\b/.exec(mail?.text ?? "")?.[0] ?? "";
    expect(typed).not.toBe("");
  }).toPass();

  const door = await openAs("gateStaff", GATE_PHONE);
  const openGate = async () => {
    await door.goto(`/gate/${world.demo.organization}?event=${home.split("/").at(-1)}`);
    await door.getByRole("radio", { name: "North gate" }).check();
    await door.getByRole("button", { name: "Start" }).click();
    const gate = gatePage(door);
    await gate.at("scanning");
    return gate;
  };
  await test.step("the gate refuses it outside its time", async () => {
    const gate = await openGate();
    await gate.type(typed);
    await gate.at("verdict", "OUTSIDE_WINDOW");
  });

  await test.step("and lets it in, with its type, once the time is taken away", async () => {
    await page.goto(`${home}/settings`);
    await fromMenu(page, "More for ticket type Early entry", "Edit…");
    const dialog = page.getByRole("dialog", { name: "Edit ticket type Early entry" });
    await dialog.getByLabel("Valid until").fill("");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Early entry is saved.", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "More for ticket type Early entry" })).toBeFocused();
    const gate = await openGate();
    await gate.type(typed);
    await gate.at("ready");
    await expect(gate.root.getByText("Early entry", { exact: true })).toBeVisible();
  });

  await test.step("what is in use stays, what is not goes, and the last one stays", async () => {
    await fromMenu(page, "More for ticket type Early entry", "Delete…");
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("button", { name: "Delete ticket type" }).click();
    await expect(dialog.getByText(/1 valid ticket is of this type/)).toBeVisible();
    await dialog.getByRole("button", { name: "Keep it" }).click();
    await fromMenu(page, "More for gate Main gate", "Delete…");
    await dialog.getByRole("button", { name: "Delete gate" }).click();
    await expect(page.getByText("Main gate is deleted.", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Add gate" })).toBeFocused();
    await page.getByRole("button", { name: "More for gate North gate" }).click();
    await expect(page.getByRole("menuitem", { name: "Delete…" })).toHaveCount(0);
  });
});

test("two people edit an event: the later is told what is saved, keeps what they typed, and decides", async ({
  openAs,
  world,
}) => {
  const page = await openAs("organizer");
  const home = await duplicateDemo(page, world, "Edited Twice");
  const other = await openAs("organizer");
  await other.goto(`${home}/settings`);
  await other.getByLabel("Venue").fill("Pier 5");
  await page.getByLabel("Venue").fill("Pier 4");
  await save(page);
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await save(other);
  await expect(other.getByText("Saved now: “Pier 4”.").first()).toBeVisible();
  await expect(other.getByLabel("Venue")).toHaveValue("Pier 5");
  // The page learns the present revision behind the form.
  await expect(other.locator("input[name=revision]")).toHaveValue("2");
  await save(other);
  await expect(other.getByText("Saved.", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Venue")).toHaveValue("Pier 5");
});

test("two people rename a gate: the later is told what it is called now, in the dialog, and decides", async ({
  openAs,
  world,
}) => {
  const page = await openAs("organizer");
  const home = await duplicateDemo(page, world, "Renamed Twice");
  const other = await openAs("organizer");
  await other.goto(`${home}/settings`);
  const rename = async (by: Page, name: string) => {
    await fromMenu(by, "More for gate Main gate", "Edit…");
    const dialog = by.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: "Save" }).click();
    return dialog;
  };
  await rename(page, "North gate");
  await expect(page.getByText("North gate is saved.", { exact: true })).toBeVisible();
  const dialog = await rename(other, "South gate");
  await expect(dialog.getByText("Saved now: “North gate”.").first()).toBeVisible();
  await expect(dialog.getByLabel("Name")).toHaveValue("South gate");
  await expect(dialog).toHaveAccessibleName("Edit gate North gate");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("South gate is saved.", { exact: true })).toBeVisible();
});

test("another zone keeps the times as typed, and an ended event can be opened again", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  await duplicateDemo(page, world, "Moved Abroad");
  const starts = await page.getByLabel("Starts").inputValue();
  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await expect(page.getByText(/stay as typed, and now mean Tokyo time/)).toBeVisible();
  await save(page);
  await expect(page.getByText("Saved.", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Starts")).toHaveValue(starts);
  await expect(page.getByText(/Tokyo time \(UTC\+9\)/)).toBeVisible();

  await page.getByRole("button", { name: "Publish" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "Publish" }).click();
  await fromMenu(page, "More for this event", "End event…");
  await dialog.getByRole("button", { name: "End event" }).click();
  await expect(page.getByText(/This event has ended: only its name and venue/)).toBeVisible();
  await expect(page.getByLabel("Starts")).toHaveCount(0);
  await page.getByLabel("Name", { exact: true }).fill("Moved Back");
  await save(page);
  await expect(page.getByRole("heading", { level: 1, name: "Moved Back" })).toBeVisible();
  await fromMenu(page, "More for this event", "Reopen event…");
  await dialog.getByRole("button", { name: "Reopen event" }).click();
  await expect(page.getByText("Moved Back is open again.", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Starts")).toHaveValue(starts);
});

test("events are found by a part of their name, and an address that makes no sense shows the first page", async ({
  openAs,
  world,
}) => {
  const page = await openAs("organizer");
  await page.goto(`/o/${world.demo.organization}?q=matin`);
  await expect(page.getByRole("link", { name: world.matinee.name })).toBeVisible();
  await expect(page.getByRole("link", { name: world.demo.event.name, exact: true })).toHaveCount(0);
  await page.getByRole("link", { name: "All events" }).click();
  await expect(page.getByRole("link", { name: world.demo.event.name, exact: true })).toBeVisible();
  await page.goto(`/o/${world.demo.organization}?part=later&after=nonsense`);
  await expect(page.getByRole("heading", { name: /^Coming up/ })).toBeVisible();
});

/** The clock at the demo's venue a day ago, as a date field takes it. */
function yesterday(): string {
  const moment = new Date(Date.now() - 86_400_000);
  return moment.toLocaleString("sv-SE", { timeZone: "Asia/Manila" }).slice(0, 16).replace(" ", "T");
}
