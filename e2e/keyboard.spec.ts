import { expect, type Locator, type Page } from "@playwright/test";
import { test } from "./support/fixtures";
import { gatePage, openAtGarden } from "./support/gate-page";

/** Goes on with Tab until the focus is where it is wanted, as a person without a mouse does; every stop must show itself. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let stops = 0; stops < 60; stops += 1) {
    const [isThere] = await target.evaluateAll((elements) =>
      elements.map((element) => element === document.activeElement),
    );
    if (isThere) return expectVisibleFocus(page);
    await page.keyboard.press("Tab");
  }
  throw new Error(`The focus never came to ${target}.`);
}

/** The focused element, or what stands around a hidden input, has an outline or a changed border, and is on the screen. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const shown = await page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement)) return "nothing is focused";
    const shows = (element: HTMLElement | null) => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    };
    const holder = shows(focused) ? focused : focused.closest("label");
    if (!holder || !shows(holder)) return `no outline on ${focused.outerHTML.slice(0, 200)}`;
    const { top, bottom, width } = holder.getBoundingClientRect();
    return width > 0 && bottom > 0 && top < innerHeight ? "shown" : "beyond the screen";
  });
  expect(shown).toBe("shown");
}

async function press(page: Page, target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.type(text);
}

/** Types a date and a time into the parts of a date field, which the browser sets in its own order: month, day, year, clock. */
async function typeMoment(page: Page, field: Locator, value: string): Promise<void> {
  const [date = "", clock = ""] = value.split("T");
  const [year = "", month = "", day = ""] = date.split("-");
  // A field with a last year goes on by itself once four figures of it are there.
  await type(page, field, month + day + year);
  await page.keyboard.type(`${clock.replace(":", "")}AM`);
  await expect(field).toHaveValue(value);
}

test("the organizer's half without a mouse: sign in, make an event, publish it, issue a ticket", async ({
  page,
  world,
}) => {
  await page.goto("/");
  await press(page, page.getByRole("link", { name: "Sign in" }).first());
  await page.waitForURL("**/sign-in**");
  await type(page, page.getByLabel("Email"), world.demo.organizer.email);
  await type(page, page.getByLabel("Password", { exact: true }), world.demo.organizer.password);
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/o/${world.demo.organization}`);

  await press(
    page,
    page.getByRole("link", { name: "Skip to the content" }).or(page.getByRole("link", { name: /skip/i })),
  );
  await press(page, page.getByRole("link", { name: "New event" }));
  await page.waitForURL("**/events/new");
  await press(page, page.getByRole("button", { name: "Create event" }));
  // The summary takes the focus; its links lead to the fields.
  await expect(page.getByRole("alert").first()).toBeFocused();
  await press(page, page.getByRole("link", { name: "Give the event a name." }));
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.keyboard.type("Keyboard Recital");
  await typeMoment(page, page.getByLabel("Starts"), "2026-11-20T07:00");
  await typeMoment(page, page.getByLabel("Ends"), "2027-11-20T11:00");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/events\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1, name: "Keyboard Recital" })).toBeVisible();

  const publish = page.getByRole("button", { name: "Publish" });
  await press(page, publish, "Space");
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await press(page, publish);
  await press(page, dialog.getByRole("button", { name: "Publish" }));
  await expect(page.getByRole("link", { name: "Open the gate" })).toBeVisible();

  await type(page, page.getByLabel("Name"), "Kei Board");
  await type(page, page.getByLabel("Email"), "kei.board@example.com");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Issued 1 ticket, number 1.")).toBeVisible();
  // Ready for the next guest.
  await expect(page.getByLabel("Name")).toBeFocused();
});

test("the skip link is the first stop on an event's pages, and leads past the navigation", async ({
  openAs,
  world,
}) => {
  const page = await openAs("organizer");
  const home = `/o/${world.demo.organization}/events/${world.desk.id}`;
  for (const part of ["", "/settings"]) {
    await page.goto(home + part);
    await expect(page.getByRole("navigation", { name: "This event" }).locator("[aria-current]")).toBeVisible();
    // With the script, which once moved the focus on to the tabs.
    await page.waitForLoadState("networkidle");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await expectVisibleFocus(page);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("main")?.id)).toBe("content");
  }
});

test("a menu that led to a dialog gives the focus back when it is left the next time", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  await page.goto(`/o/${world.demo.organization}/events/${world.desk.id}?q=seat-59`);
  const more = page.getByRole("button", { name: /^More for ticket 59/ });
  const item = page.getByRole("menuitem", { name: "Transfer…" });
  await more.press("Enter");
  await item.press("Enter");
  const dialog = page.getByRole("dialog", { name: /^Transfer ticket/ });
  await expect(dialog.getByLabel("New holder’s name")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(more).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(item).toBeHidden();
  await expect(more).toBeFocused();
});

test("a dialog that a button opened gives the focus back to it", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  await page.goto(`/o/${world.demo.organization}/team`);
  const invite = page.getByRole("button", { name: "Invite", exact: true });
  const dialog = page.getByRole("dialog", { name: "Invite to the team" });
  await expect(async () => {
    await invite.press("Enter");
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(invite).toBeFocused();
});

test("the gate without a mouse: choose, start, type, admit, undo, scan next", async ({ openAs, world }) => {
  const page = await openAs("gateStaff");
  await page.goto(`/gate/${world.demo.organization}`);
  const radios = page.getByRole("group", { name: "Event" }).getByRole("radio");
  await tabTo(page, radios.first());
  const wanted = page.getByRole("radio", { name: /^Lantern Night/ });
  for (let at = 0; at < (await radios.count()) && !(await wanted.isChecked()); at += 1)
    await page.keyboard.press("ArrowDown");
  await expect(wanted).toBeChecked();
  await expectVisibleFocus(page);
  await type(page, page.getByLabel("Name of this device"), "");
  await page.keyboard.press("Enter");
  const gate = gatePage(page);
  await gate.at("scanning");

  const typeButton = gate.button("Type a number");
  await press(page, typeButton);
  const sheet = page.getByRole("dialog", { name: "Type a number" });
  await expect(sheet.getByLabel("Ticket number and letters")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await press(page, typeButton);
  await page.keyboard.type(world.demo.tickets.find(({ number }) => number === 20)?.typed ?? "");
  await page.keyboard.press("Enter");

  await gate.at("ready");
  await expect(gate.button("Admit")).toBeFocused();
  await page.keyboard.press("Enter");
  await gate.at("verdict", "ADMITTED");
  await expect(gate.button("Scan next")).toBeFocused();
  await press(page, gate.button("Undo"));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await gate.at("verdict", "ADMITTED");
  await press(page, gate.button("Scan next"), "Space");
  await gate.at("scanning");

  await press(page, gate.button("Last scans"));
  await expect(page.getByRole("dialog", { name: "Last scans" }).getByText("Admitted")).toBeVisible();
  await page.keyboard.press("Escape");
  await press(page, typeButton);
  await page.keyboard.type("20-AAAA");
  await page.keyboard.press("Enter");
  await gate.at("verdict", "INVALID");
  await page.keyboard.press("Escape");
  await gate.at("scanning");
});

test("a guest is found and let in without a mouse", async ({ openAs, world }) => {
  const page = await openAs("organizer");
  const gate = await openAtGarden(page, world, "Entry");
  await press(page, gate.button("Search a guest"));
  const sheet = page.getByRole("dialog", { name: "Search a guest" });
  await expect(sheet.getByLabel("Name or number")).toBeFocused();
  await page.keyboard.type("garden 5");
  await press(page, sheet.getByRole("button", { name: /^Guest of the garden 5/ }));
  await gate.at("ready");
  await expect(gate.button("Admit")).toBeFocused();
  await page.keyboard.press("Enter");
  await gate.at("verdict", "ADMITTED");
  await page.keyboard.press("Escape");
  await gate.at("scanning");
});
