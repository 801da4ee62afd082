import { randomUUID } from "node:crypto";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { v7 as newId } from "uuid";
import { GATE_PHONE } from "./support/camera";
import { expect, test } from "./support/fixtures";
import { openAtDemo } from "./support/gate-page";
import { keepSecret } from "./support/kept-secrets";
import { mailsTo } from "./support/mail-sink";
import { keepCookies } from "./support/sign-in";
import { demoTicket, type World } from "./support/world";

const PASSWORD = "tall ships at noon";

/** The link that the mail server was given for an address, beside those known already. */
async function linkFor(world: World, email: string, known: readonly string[] = []): Promise<string> {
  const links = new Set<string>();
  await expect(async () => {
    for (const { text } of await mailsTo(path.join(world.directory, "mail"), email)) {
      const found = /https?:\/\/\S+\/invite\/[A-Z2-7]{32}/.exec(text ?? "")?.[0];
      if (found) links.add(found);
    }
    expect(links.size).toBe(known.length + 1);
  }).toPass();
  for (const link of links) keepSecret("invitation link", link.split("/invite/")[1] ?? "");
  return [...links].find((link) => !known.includes(link)) ?? "";
}

type Guest = { name: string; email: string; maySearch?: boolean };

async function inviteAtPage(page: Page, { name, email, maySearch }: Guest): Promise<void> {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Invite to the team" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByLabel("Email").fill(email);
  if (maySearch) await dialog.getByLabel("May search guests by name").check();
  await dialog.getByRole("button", { name: "Send invitation" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("row", { name: new RegExp(email) })).toBeVisible();
}

async function choose(page: Page, who: string, item: string): Promise<Locator> {
  await page.getByRole("button", { name: `More for ${who}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
  return page.getByRole("alertdialog");
}

/** Fills the invitation's form in and joins, as somebody new. */
async function register(page: Page, link: string): Promise<void> {
  keepSecret("password", PASSWORD);
  await page.goto(link);
  await page.getByLabel("Choose a password").fill(PASSWORD);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/gate/"));
  await keepCookies(await page.context().cookies());
}

const teamOf = ({ demo }: World) => `/o/${demo.organization}/team`;
const membersIn = (page: Page, email: string) =>
  page.getByRole("table", { name: /^Members/ }).getByRole("row", { name: new RegExp(email) });

test("a helper is invited, joins, scans, is removed, and the next scan is refused", async ({
  openAs,
  world,
  watch,
}) => {
  // The refused scans: the browser says so too.
  watch.allow(/status of 404/);
  const guest = { name: "Sol Steward", email: "sol.steward@example.com", maySearch: true };
  const organizer = await openAs("organizer");
  await organizer.goto(teamOf(world));
  await inviteAtPage(organizer, guest);
  const link = await linkFor(world, guest.email);

  const helper = await openAs(null, GATE_PHONE);
  const gate = await test.step("joins in a fresh browser and admits a guest", async () => {
    await helper.goto(link);
    await expect(helper.getByLabel("Your name")).toHaveValue(guest.name);
    await register(helper, link);
    const opened = await openAtDemo(helper, world);
    await opened.scan(demoTicket(world, 160).code);
    await opened.at("ready");
    await opened.button("Admit").click();
    await opened.at("verdict", "ADMITTED");
    return opened;
  });

  await test.step("the team's page knows who scanned", async () => {
    await organizer.reload();
    await expect(membersIn(organizer, guest.email)).toContainText("Gate staff");
    await expect(membersIn(organizer, guest.email)).toContainText("Search by name");
    await expect(membersIn(organizer, guest.email).getByRole("cell", { name: "1", exact: true })).toBeVisible();
    await expect(organizer.getByRole("table", { name: /^Open invitations/ })).not.toContainText(guest.email);
  });

  await test.step("is removed between looking and admitting: the confirm is refused, and so is the next look", async () => {
    const device = { id: randomUUID(), label: "Sol’s phone" };
    const { demo } = world;
    const call = (name: string, body: object) =>
      helper.request.post(`/api/gate/${name}`, {
        data: { organization: demo.organization, ...body },
        headers: { origin: world.origin },
      });
    const reading = { eventId: demo.event.id, code: demoTicket(world, 161).code, device };
    const preview = await call("preview", reading);
    expect(preview.status()).toBe(200);
    const { previewToken } = await preview.json();
    keepSecret("preview token", previewToken);
    const dialog = await choose(organizer, guest.name, "Remove…");
    await dialog.getByRole("button", { name: "Remove member" }).click();
    // While it asks, the page behind it is hidden: its empty list would say nothing.
    await expect(dialog).toHaveCount(0);
    await expect(membersIn(organizer, guest.email)).toHaveCount(0);
    const confirm = await call("confirm", { previewToken, scanId: newId(), deviceId: device.id });
    expect([confirm.status(), (await confirm.json()).code]).toEqual([404, "NOT_FOUND"]);
    expect((await call("preview", reading)).status()).toBe(404);
    await gate.button("Scan next").click();
    await gate.at("scanning");
    await gate.scan(demoTicket(world, 162).code);
    await gate.at("problem");
  });

  await test.step("the used link is dead, and the audit has all of it", async () => {
    const stranger = await openAs(null);
    expect((await stranger.goto(link))?.status()).toBe(404);
    await expect(stranger.getByRole("heading", { name: "This invitation cannot be used" })).toBeVisible();
    await organizer.goto(`/o/${world.demo.organization}/audit?area=team`);
    for (const [what, who] of [
      ["Invited to the team", "Olive Organizer"],
      ["Joined the team", guest.name],
      ["Removed from the team", "Olive Organizer"],
    ] as const) {
      const row = organizer.getByRole("row").filter({ hasText: what }).filter({ hasText: guest.name });
      await expect(row.first()).toContainText(who);
    }
  });
});

test("inviting an address again kills the first link; who joins in two tabs at once joins once", async ({
  openAs,
  world,
  watch,
}) => {
  watch.allow(/status of 404/);
  const guest = { name: "Tam Twotabs", email: "tam.twotabs@example.com" };
  const organizer = await openAs("organizer");
  await organizer.goto(teamOf(world));
  await inviteAtPage(organizer, guest);
  const first = await linkFor(world, guest.email);
  await inviteAtPage(organizer, guest);
  const link = await linkFor(world, guest.email, [first]);
  // With a mail server the link is the mailbox's alone.
  await organizer.getByRole("button", { name: `More for the invitation of ${guest.name}` }).click();
  await expect(organizer.getByRole("menuitem", { name: "Copy its link…" })).toHaveCount(0);
  await organizer.keyboard.press("Escape");
  expect(link).not.toBe(first);
  const holder = await openAs(null);
  expect((await holder.goto(first))?.status()).toBe(404);

  keepSecret("password", PASSWORD);
  const tabs = [holder, await holder.context().newPage()];
  for (const tab of tabs) {
    await tab.goto(link);
    await tab.getByLabel("Choose a password").fill(PASSWORD);
  }
  await Promise.all(tabs.map((tab) => tab.getByRole("button", { name: "Join", exact: true }).click()));
  for (const tab of tabs) {
    // One joins; the other joins too, or finds the invitation used.
    await expect(async () => {
      const isIn = new URL(tab.url()).pathname.startsWith("/gate/");
      const isTold = await tab.getByText("We could not find that.").isVisible();
      expect(isIn || isTold).toBe(true);
    }).toPass();
  }
  await keepCookies(await holder.context().cookies());
  await organizer.reload();
  await expect(membersIn(organizer, guest.email)).toHaveCount(1);
});

test("before any script has loaded one joins all the same", async ({ openAs, world }) => {
  const guest = { name: "Una Unscripted", email: "una.unscripted@example.com" };
  const organizer = await openAs("organizer");
  await organizer.goto(teamOf(world));
  await inviteAtPage(organizer, guest);
  const link = await linkFor(world, guest.email);
  const holder = await openAs(null, { javaScriptEnabled: false });
  await holder.goto(link);
  await holder.getByLabel("Choose a password").fill("short");
  await holder.getByRole("button", { name: "Join", exact: true }).click();
  await expect(holder.getByText("Use 8 characters at least.").first()).toBeVisible();
  await register(holder, link);
});

test("somebody else at this browser is told so, goes on as the invited one, and is throttled", async ({
  openAs,
  world,
}) => {
  const guest = { name: "Vic Visitor", email: "vic.visitor@example.com" };
  const organizer = await openAs("organizer");
  await organizer.goto(teamOf(world));
  await inviteAtPage(organizer, guest);
  const link = await linkFor(world, guest.email);
  const shared = await openAs(null);
  await register(shared, link);

  // Invited elsewhere too, while signed in as another.
  const ada = await openAs("elsewhere");
  await ada.goto(`/o/${world.elsewhere.organization}/team`);
  await inviteAtPage(ada, guest);
  const second = await linkFor(world, guest.email, [link]);
  const other = await openAs(null);
  const newcomer = { name: "Wil Walkin", email: "wil.walkin@example.com" };
  await organizer.reload();
  await inviteAtPage(organizer, newcomer);
  await register(other, await linkFor(world, newcomer.email));
  await other.goto(second);
  await expect(other.getByText(`you are signed in as ${newcomer.email}`)).toBeVisible();
  await other.getByRole("button", { name: "Sign out and go on" }).click();
  await expect(other.getByText(`There is an account for ${guest.email}.`)).toBeVisible();
  for (let attempt = 1; attempt <= 5; attempt++) {
    await other.getByLabel("Password", { exact: true }).fill(`wrong ${attempt}`);
    await other.getByRole("button", { name: "Sign in and join" }).click();
    await expect(other.getByText("That email and password do not match.")).toBeVisible();
    await expect(other.getByRole("button", { name: "Sign in and join" })).toBeEnabled();
  }
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.getByRole("button", { name: "Sign in and join" }).click();
  await expect(other.getByText("Too many tries.")).toBeVisible();

  // Its own person, signed in already, joins with one press.
  await shared.goto(second);
  await shared.getByRole("button", { name: "Join", exact: true }).click();
  await shared.waitForURL((url) => url.pathname === `/gate/${world.elsewhere.organization}`);
});

test("an invitation's page is kept by nobody, found by no search, and its path goes nowhere", async ({
  page,
  world,
  request,
}) => {
  for (const address of [world.invitations.newcomer, `/invite/${"A".repeat(32)}`]) {
    const headers = (await request.get(address)).headers();
    expect(headers["cache-control"]).toContain("no-store");
    expect(headers["referrer-policy"]).toBe("strict-origin");
    expect(headers["x-robots-tag"]).toContain("noindex");
  }
  const referrers: (string | undefined)[] = [];
  page.on("request", (sent) => referrers.push(sent.headers().referer));
  await page.goto(world.invitations.newcomer);
  await page.getByRole("link", { name: "Usher" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  expect(referrers.length).toBeGreaterThan(3);
  for (const referrer of referrers) expect(referrer ?? "").not.toContain("/invite/");
});

test("the last administrator stays, and one’s own place asks with a warning", async ({ openAs }) => {
  const ada = await openAs("elsewhere");
  await ada.goto("/o/quiet/team");
  const dialog = await choose(ada, "Ada Admin", "Leave the team…");
  await expect(dialog.getByRole("heading", { name: "Leave this team yourself?" })).toBeVisible();
  await dialog.getByRole("button", { name: "Leave the team" }).click();
  await expect(dialog.getByText("This is the last administrator")).toBeVisible();
  await dialog.getByRole("button", { name: "Stay" }).click();
  await expect(membersIn(ada, "ada@elsewhere.example")).toHaveCount(1);
});

test("gate staff see neither the team nor the audit", async ({ openAs, watch, world }) => {
  watch.allow(/status of 404/);
  const staff = await openAs("gateStaff");
  for (const page of ["team", "audit"]) {
    expect((await staff.goto(`/o/${world.demo.organization}/${page}`))?.status()).toBe(404);
  }
});
