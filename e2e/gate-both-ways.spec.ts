import { admissionsOf, placeOf, scansOf } from "./support/database";
import { expect, test } from "./support/fixtures";
import { openAtDemo, openAtGarden, openReady } from "./support/gate-page";
import { demoTicket, gardenTicket } from "./support/world";

test("out and in again: each way its own word, and the way is always to be seen", async ({ openAs, world }) => {
  const { code } = gardenTicket(world, 1);
  const exit = await openAtGarden(await openAs("gateStaff"), world, "Exit");
  await expect(exit.page.getByTestId("gate-direction")).toHaveText("Out");
  await exit.scan(code);
  await exit.at("verdict", "NOT_INSIDE");
  await expect(exit.word("Not inside")).toBeVisible();
  await exit.button("Scan next").click();

  const entry = await openAtGarden(await openAs("organizer"), world, "Entry");
  await expect(entry.page.getByTestId("gate-direction")).toHaveText("In");
  await entry.scan(code);
  await entry.at("ready");
  await entry.button("Admit").click();
  await entry.at("verdict", "ADMITTED");

  await exit.scan(code);
  await exit.at("ready");
  await expect(exit.word("Let out?")).toBeVisible();
  await expect(exit.button("Admit")).toHaveCount(0);
  await exit.button("Check out").click();
  await exit.at("verdict", "CHECKED_OUT");
  await expect(exit.word("Checked out")).toBeVisible();
  await expect(exit.page.getByTestId("gate-counts")).toHaveText(/ · \d+ out$/);
  expect(await placeOf(world, world.garden.id, 1)).toBe("out");

  await exit.button("Undo").click();
  const sheet = exit.page.getByRole("dialog", { name: "Undo this check-out?" });
  await sheet.getByText("Did not go out").click();
  await sheet.getByRole("button", { name: "Undo check-out" }).click();
  await exit.at("verdict", "UNDONE");
  expect(await placeOf(world, world.garden.id, 1)).toBe("inside");
  await exit.button("Scan next").click();
  await exit.scan(code);
  await exit.at("ready");
  await exit.button("Check out").click();
  await exit.at("verdict", "CHECKED_OUT");

  await entry.button("Scan next").click();
  await entry.scan(code);
  await entry.at("ready");
  await entry.button("Admit").click();
  await entry.at("verdict", "ADMITTED");
  expect((await scansOf(world, world.garden.id, 1)).map(({ verdict }) => verdict)).toEqual([
    "NOT_INSIDE",
    "ADMITTED",
    "CHECKED_OUT",
    "UNDONE",
    "CHECKED_OUT",
    "ADMITTED",
  ]);
});

test("a guest without a code is found by name, looked at, and admitted", async ({ openAs, world }) => {
  const gate = await openAtGarden(await openAs("organizer"), world, "Entry");
  await gate.button("Search a guest").click();
  const sheet = gate.page.getByRole("dialog", { name: "Search a guest" });
  await sheet.getByLabel("Name or number").fill("nobody of this name");
  await expect(sheet.getByText("Nobody found for “nobody of this name”. Try a part of the name.")).toBeVisible();
  await sheet.getByLabel("Name or number").fill("garden 2");
  await sheet.getByRole("button", { name: /^Guest of the garden 2 ?No/ }).click();
  await gate.at("ready");
  await expect(gate.root.getByText("Found by name. Make sure that this is the person, then confirm.")).toBeVisible();
  await gate.button("Admit").click();
  await gate.at("verdict", "ADMITTED");
  expect(await admissionsOf(world, world.garden.id, 2)).toBe(1);
  await gate.button("Scan next").click();
  await gate.button("Search a guest").click();
  await sheet.getByLabel("Name or number").fill("2");
  await expect(sheet.getByText("Type at least 2 letters, or a ticket's number.")).toBeVisible();
  await sheet.getByLabel("Name or number").fill("garden 2");
  await expect(sheet.getByRole("button", { name: /^Guest of the garden 2 ?No.*Inside/ })).toBeVisible();
});

test("who may not search is not offered it", async ({ openAs, world }) => {
  const gate = await openAtDemo(await openAs("gateStaff"), world);
  await expect(gate.button("Type a number")).toBeVisible();
  await expect(gate.button("Search a guest")).toHaveCount(0);
});

test("the last scans outlive a reload by number and time, without names, and the last can still be undone", async ({
  openAs,
  world,
}) => {
  const page = await openAs("gateStaff");
  const gate = await openReady(page, world, demoTicket(world, 14));
  const name = await gate.root.locator("section p").first().textContent();
  await gate.button("Admit").click();
  await gate.at("verdict", "ADMITTED");
  await page.reload();
  await page.getByRole("button", { name: "Start" }).click();
  await gate.at("scanning");
  await gate.button("Last scans").click();
  const sheet = page.getByRole("dialog", { name: "Last scans" });
  await expect(sheet.getByRole("listitem")).toHaveText(/^AdmittedNo\. 14\d{2}:\d{2}$/);
  const stored = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
  expect(stored).not.toContain(String(name));
  await sheet.getByRole("button", { name: "Undo No. 14" }).click();
  const undo = page.getByRole("dialog", { name: "Undo this admission?" });
  await undo.getByText("Wrong person").click();
  await undo.getByRole("button", { name: "Undo admission" }).click();
  await gate.at("verdict", "UNDONE");
  expect(await placeOf(world, world.demo.event.id, 14)).toBe("not come");
});

test("the counts are those of the event, go up with an admission, and say their age when they cannot be had", async ({
  openAs,
  watch,
  world,
}) => {
  watch.allow(/api\/gate\/counts/);
  const page = await openAs("gateStaff");
  const gate = await openAtGarden(page, world, "Entry");
  const line = page.getByTestId("gate-counts");
  await expect(line).toHaveText(/^\d+ here · \d+ of 30 inside/);
  await gate.scan(gardenTicket(world, 3).code);
  await gate.at("ready");
  const counted = async () => ((await line.textContent()) ?? "").match(/\d+/g)?.slice(0, 2).map(Number);
  // Without the server's counts: the verdict itself is what counts.
  await page.route("**/api/gate/counts?*", (route) => route.abort("connectionrefused"));
  const [here = 0, inside = 0] = (await counted()) ?? [];
  await gate.button("Admit").click();
  await gate.at("verdict", "ADMITTED");
  const [hereThen = 0, insideThen = 0] = (await counted()) ?? [];
  expect([hereThen - here, insideThen - inside]).toEqual([1, 1]);
  await gate.button("Scan next").click();
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(line).toHaveText(/^\d+ here · .* · \d+ (s|min) ago$/);
  await expect(page.getByTestId("gate-network")).toHaveText("No answer");
  // Nothing waits for them.
  await gate.scan(gardenTicket(world, 4).code);
  await gate.at("ready");
});

test("the set-up looks for newer gates when one returns to it, and says when it got no answer", async ({
  openAs,
  watch,
  world,
}) => {
  watch.allow(/api\/gate\/events/);
  const page = await openAs("gateStaff");
  const gate = await openAtGarden(page, world, "Exit");
  const answered = page.waitForResponse("**/api/gate/events?*");
  await gate.button("Menu").click();
  await gate.page.getByRole("dialog", { name: "Menu" }).getByRole("button", { name: "Set-up" }).click();
  expect((await answered).status()).toBe(200);
  await expect(page.getByRole("group", { name: "Checkpoint" }).getByText("Checks people out")).toBeVisible();
  await page.getByRole("button", { name: "Start" }).click();
  await gate.at("scanning");
  await page.route("**/api/gate/events?*", (route) => route.abort("connectionrefused"));
  await gate.button("Menu").click();
  await gate.page.getByRole("dialog", { name: "Menu" }).getByRole("button", { name: "Set-up" }).click();
  await expect(page.getByText(/^No answer: gates and checkpoints are as they were at \d{2}:\d{2}\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Start" }).click();
  await gate.at("scanning");
});
