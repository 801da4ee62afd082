import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { expect, test, WORK } from "./support/fixtures";
import { admitByKey, callGate } from "./support/gate-calls";
import { demoTicket, type World } from "./support/world";

// Tickets 150 to 155 of the demo are this spec's own.

const eventPath = ({ demo: { organization, event } }: World) => `/o/${organization}/events/${event.id}`;

/** The figure under a name, on the door's page and on the wall. */
async function figure(page: Page, name: string): Promise<number> {
  const text = await page
    .locator("div", { has: page.getByText(name, { exact: true }) })
    .locator("dd > span")
    .first()
    .textContent();
  return Number(/[\d,]+/.exec(text ?? "")?.[0].replaceAll(",", ""));
}

test("who is admitted appears on the door's page and on the wall by itself, and the wall names nobody", async ({
  openAs,
  world,
}) => {
  const { demo, origin } = world;
  const [door, wall] = [await openAs("organizer"), await openAs("organizer")];
  await door.goto(`${eventPath(world)}/door`);
  await wall.goto(`/wall/${demo.organization}/${demo.event.id}`);
  await expect(wall.getByRole("heading", { level: 1, name: demo.event.name })).toBeVisible();
  const ticket = demoTicket(world, 150);
  const [before, onWall] = [await figure(door, "Inside"), await figure(wall, "Inside")];

  await admitByKey({ origin, apiKey: demo.apiKey }, { eventId: demo.event.id, code: ticket.code });

  // Two of its periods are enough, without anybody touching the page.
  await expect(async () => expect(await figure(door, "Inside")).toBeGreaterThan(before)).toPass();
  await expect(async () => expect(await figure(wall, "Inside")).toBeGreaterThan(onWall)).toPass();
  const row = door.getByRole("row", { name: /No\. 150\b/ });
  await expect(row.getByText("Admitted", { exact: true })).toBeVisible();
  await expect(row.getByText("Demo (API key)")).toBeVisible();
  await expect(door.getByRole("img", { name: /^Admissions per five minutes from/ })).toBeVisible();
  await door.getByText("The same in numbers").click();
  await expect(door.getByRole("table", { name: /^Movements per five minutes/ })).toBeVisible();

  const holder = ((await row.getByRole("rowheader").textContent()) ?? "").replace(/No\. 150/, "").trim();
  expect(holder).not.toBe("");
  expect(await wall.content()).not.toContain(holder);
});

test("a door that cannot reach its server says so and keeps its numbers, until it can", async ({
  openAs,
  watch,
  world,
}) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const door = await openAs("organizer");
  await door.goto(`${eventPath(world)}/door`);
  const inside = await figure(door, "Inside");
  await door.context().setOffline(true);
  await expect(door.getByText("These numbers are old.")).toBeVisible();
  expect(await figure(door, "Inside")).toBe(inside);
  await door.context().setOffline(false);
  await expect(door.getByText("These numbers are old.")).toBeHidden();
});

test("the wall takes the whole screen and gives it back", async ({ openAs, world }) => {
  const wall = await openAs("organizer");
  await wall.goto(`/wall/${world.demo.organization}/${world.demo.event.id}`);
  const button = wall.getByRole("button", { name: "Full screen" });
  await button.click();
  await expect(button).toBeHidden();
  expect(await wall.evaluate(() => document.fullscreenElement !== null)).toBe(true);
  await wall.evaluate(() => document.exitFullscreen());
  await expect(button).toBeVisible();
});

test("gate staff see neither door nor exports, and are told no more than that", async ({ openAs, watch, world }) => {
  watch.allow(/status of 404/);
  const page = await openAs("gateStaff");
  const { demo } = world;
  for (const path of [
    `${eventPath(world)}/door`,
    `${eventPath(world)}/exports`,
    `/wall/${demo.organization}/${demo.event.id}`,
  ])
    expect((await page.goto(path))?.status(), path).toBe(404);
});

test("attendees and scans are made into files and downloaded, right to the cell", async ({ openAs, world }) => {
  const { demo, origin } = world;
  const ticket = demoTicket(world, 151);
  const caller = { origin, apiKey: demo.apiKey };
  await admitByKey(caller, { eventId: demo.event.id, code: ticket.code });
  const device = { id: "0192f6a0-0000-7000-8000-00000000d00f", label: "=Spec" };
  await callGate(caller, "preview", { eventId: demo.event.id, code: ticket.code, device });

  const page = await openAs("organizer");
  await page.goto(`${eventPath(world)}/exports`);
  const attendees = await exportAndRead(page, "attendees");
  expect(attendees.length).toBeGreaterThanOrEqual(200);
  expect(attendees.map((line) => Number(line.Number))).toEqual(attendees.map((_line, index) => index + 1));
  expect(attendees[150]).toMatchObject({ Standing: "Used", Gate: "Main gate", "Time zone": "Asia/Manila" });
  expect(attendees[150]?.["Checked in at"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+08:00$/);

  const scans = await exportAndRead(page, "scans");
  const ofTicket = scans.filter((line) => line.Number === "151");
  expect(ofTicket.map((line) => [line.Verdict, line.Person, line.Device])).toEqual([
    ["ADMITTED", "Demo (API key)", "Spec"],
    ["ALREADY_CHECKED_IN", "Demo (API key)", "'=Spec"],
  ]);
  const secrets = world.demo.tickets.flatMap(({ code, link }) => [code.slice(3), link]);
  const text = JSON.stringify([attendees, scans]);
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

async function exportAndRead(page: Page, kind: "attendees" | "scans"): Promise<Record<string, string>[]> {
  await page.getByRole("button", { name: `Export ${kind}` }).click();
  const link = page.getByRole("link", { name: `Download ${kind}` }).first();
  await expect(link).toBeVisible(WORK);
  const arriving = page.waitForEvent("download");
  await link.click();
  const file = await arriving;
  expect(file.suggestedFilename()).toMatch(new RegExp(`^${kind}-[a-z0-9-]+\\.csv$`));
  const bytes = await readFile(await file.path());
  expect([...bytes.subarray(0, 3)], "the byte order mark").toEqual([0xef, 0xbb, 0xbf]);
  return parse(bytes, { bom: true, columns: true, record_delimiter: "\r\n" });
}
