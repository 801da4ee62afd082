import type { Page } from "@playwright/test";
import { admissionsOf, scansOf } from "./support/database";
import { expect, test } from "./support/fixtures";
import { openAtDemo, openGate, openReady } from "./support/gate-page";
import { signInAtPage } from "./support/sign-in";
import { demoTicket } from "./support/world";

test.describe("ways to read a ticket", () => {
  test("typed, in small letters and with a space for the hyphen", async ({ openAs, world }) => {
    const ticket = demoTicket(world, 1);
    const gate = await openAtDemo(await openAs("gateStaff"), world);
    await gate.type("1");
    await expect(gate.page.getByText("Type the number, then its four letters, like 17-K7QF.")).toBeVisible();
    await gate.page.getByLabel("Ticket number and letters").fill(ticket.typed.toLowerCase().replace("-", " "));
    await gate.page.getByRole("button", { name: "Check ticket" }).click();
    await gate.at("ready");
    await gate.button("Admit").click();
    await gate.at("verdict", "ADMITTED");
  });

  test("a number with letters that are not its own opens nothing", async ({ openAs, world }) => {
    const gate = await openAtDemo(await openAs("gateStaff"), world);
    await gate.type(`2-${demoTicket(world, 3).typed.split("-")[1]}`);
    await gate.at("verdict", "INVALID");
    expect(await admissionsOf(world, world.demo.event.id, 2)).toBe(0);
  });

  test("a picture of the code, chosen and dropped", async ({ openAs, world }) => {
    const holder = await openAs(null);
    await holder.goto(`/t/${demoTicket(world, 4).link}`);
    const buffer = await holder.getByRole("img", { name: "Code of ticket 4" }).screenshot();
    const gate = await openAtDemo(await openAs("gateStaff"), world);
    await gate.page.getByLabel("Use a picture").setInputFiles({ name: "ticket.png", mimeType: "image/png", buffer });
    await gate.at("ready");
    await expect(gate.root.getByText("No. 4", { exact: true })).toBeVisible();
    await gate.button("Cancel").click();
    await gate.at("scanning");
    await gate.page.evaluate(dropPicture, buffer.toString("base64"));
    await gate.at("ready");
  });

  test("a picture without a code, and a file that is no picture, are told apart", async ({ openAs, world }) => {
    const gate = await openAtDemo(await openAs("gateStaff"), world);
    const choose = (name: string, mimeType: string, buffer: Buffer) =>
      gate.page.getByLabel("Use a picture").setInputFiles({ name, mimeType, buffer });
    await choose("wall.png", "image/png", await gate.page.screenshot());
    await expect(gate.root.getByText("No QR code found in that picture. Try a sharper one.")).toBeVisible();
    await choose("words.png", "image/png", Buffer.from("no picture"));
    await expect(gate.root.getByText("That file could not be opened as a picture. Try a PNG or JPEG.")).toBeVisible();
  });

  test("without a camera: plain words, and the other ways", async ({ openAs, world }) => {
    const page = await openAs("gateStaff");
    await denyCamera(page, world.origin);
    const gate = await openAtDemo(page, world);
    await expect(gate.word("The camera is blocked")).toBeVisible();
    await expect(gate.root.getByText("allow the camera for this site, then try again.")).toBeVisible();
    await expect(gate.root.getByText("Meanwhile you can type the number")).toBeVisible();
    await expect(gate.button("Try again")).toBeVisible();
    await gate.type(demoTicket(world, 5).typed);
    await gate.at("ready");
  });
});

test.describe("what is refused", () => {
  test("a ticket of another event names it", async ({ openAs, world }) => {
    const gate = await openAtDemo(await openAs("organizer"), world);
    await gate.scan(world.matinee.tickets.valid.code);
    await gate.at("verdict", "WRONG_EVENT");
    await expect(gate.root.getByText(`This ticket is for ${world.matinee.name}.`)).toBeVisible();
  });

  for (const [state, verdict] of [
    ["revoked", "REVOKED"],
    ["replaced", "REPLACED"],
    ["refunded", "REFUNDED"],
    ["unpaid", "UNPAID"],
  ] as const) {
    test(`a ticket that was ${state}`, async ({ openAs, world }) => {
      const {
        demo: { organization },
        matinee,
      } = world;
      const gate = await openGate(await openAs("gateStaff"), { organization, eventId: matinee.id });
      await gate.scan(matinee.tickets[state].code);
      await gate.at("verdict", verdict);
      await expect(gate.button("Admit")).toHaveCount(0);
    });
  }

  test("an unknown code, another organization's and mere words are one answer", async ({ openAs, world }) => {
    const gate = await openAtDemo(await openAs("gateStaff"), world);
    const answers = new Set<string | null>();
    for (const code of [`U1:${"A".repeat(32)}`, world.elsewhere.ticket.code, "https://example.com/menu"]) {
      await gate.scan(code);
      await gate.at("verdict", "INVALID");
      // Not the line above it: its counts go up while others are admitted.
      answers.add(await gate.root.locator("section").textContent());
      await gate.button("Scan next").click();
      await gate.at("scanning");
    }
    expect(answers.size).toBe(1);
  });
});

test("an admission is undone with a reason, and the ticket can be admitted again", async ({ openAs, world }) => {
  const ticket = demoTicket(world, 11);
  const gate = await openReady(await openAs("gateStaff"), world, ticket);
  await gate.button("Admit").click();
  await gate.at("verdict", "ADMITTED");
  await gate.button("Undo").click();
  const sheet = gate.page.getByRole("dialog", { name: "Undo this admission?" });
  await sheet.getByRole("button", { name: "Undo" }).click();
  await expect(sheet.getByText("Choose why.")).toBeVisible();
  await sheet.getByText("Wrong person").click();
  await sheet.getByRole("button", { name: "Undo" }).click();
  await gate.at("verdict", "UNDONE");
  await gate.button("Scan next").click();
  await gate.scan(ticket.code);
  await gate.at("ready");
  await gate.button("Admit").click();
  await gate.at("verdict", "ADMITTED");
  expect((await scansOf(world, world.demo.event.id, 11)).map(({ verdict }) => verdict)).toEqual([
    "ADMITTED",
    "UNDONE",
    "ADMITTED",
  ]);
});

test("who is signed out is told so, and led to sign in and back", async ({ openAs, watch, world }) => {
  watch.allow(/status of 401/);
  const gate = await openAtDemo(await openAs("gateStaff"), world);
  await gate.page.context().clearCookies();
  await gate.scan(demoTicket(world, 12).code);
  await gate.at("signed-out");
  await expect(gate.root.getByText("Your session has ended. Sign in to go on scanning.").first()).toBeVisible();
  await gate.root.getByRole("link", { name: "Sign in" }).click();
  await gate.page.waitForURL(
    (url) => url.pathname === "/sign-in" && url.searchParams.get("next") === `/gate/${world.demo.organization}`,
  );
});

test("staff sign out of the gate: told when there is no answer, asked while a scan has none, and then out", async ({
  page,
  watch,
  world,
}) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED|CLIENT_FETCH_ERROR|ERR_CONNECTION_REFUSED|status of 40[13]/);
  const {
    demo: { organization, gateStaff, event },
  } = world;
  // A session of its own: it ends here.
  await signInAtPage(page, gateStaff, `/gate/${organization}?event=${event.id}`);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Sign out" }).click();
  const leaving = page.getByRole("dialog", { name: "Sign out" });
  await expect(leaving.getByText("That did not work. You are still signed in.", { exact: false })).toBeVisible();
  await leaving.getByRole("button", { name: "Stay signed in" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeFocused();
  await page.context().setOffline(false);

  // A refusal is an answer as well, and no sign-out.
  await page.route("**/api/auth/signout", (route) => route.fulfill({ status: 403, json: { code: "FORBIDDEN" } }));
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(leaving.getByText("You are still signed in.", { exact: false })).toBeVisible();
  await leaving.getByRole("button", { name: "Stay signed in" }).click();
  await page.unroute("**/api/auth/signout");

  const gate = await openReady(page, world, demoTicket(world, 16));
  await page.route("**/api/gate/confirm", (route) => route.abort("connectionrefused"));
  await gate.button("Admit").click();
  await gate.button("Give up").click();
  await gate.at("unknown");
  await gate.button("Menu").click();
  const menu = page.getByRole("dialog", { name: "Menu" });
  await expect(menu.getByText("Signed in as")).toBeVisible();
  await menu.getByRole("button", { name: "Sign out" }).click();
  await expect(leaving.getByText("1 scan got no answer", { exact: false })).toBeVisible();
  await expect(leaving.getByRole("listitem")).toContainText("No. 16");
  await leaving.getByRole("button", { name: "Stay signed in" }).click();
  await gate.at("unknown");
  await gate.button("Menu").click();
  await menu.getByRole("button", { name: "Sign out" }).click();
  await leaving.getByRole("button", { name: "Sign out anyway" }).click();
  const isAtSignIn = (url: URL) =>
    url.pathname === "/sign-in" && url.searchParams.get("next") === `/gate/${organization}`;
  await page.waitForURL(isAtSignIn);
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("usher.gate")))).toEqual(
    [],
  );
  await page.goto(`/gate/${organization}`);
  await page.waitForURL(isAtSignIn);
});

test("on a phone on its side nothing covers the word, the name, the number or a button", async ({ openAs, world }) => {
  const page = await openAs("gateStaff");
  const gate = await openAtDemo(page, world);
  for (const viewport of SIDEWAYS) {
    await page.setViewportSize(viewport);
    expect(await hiddenParts(page), `scanning at ${viewport.width}`).toEqual([]);
    await gate.scan(demoTicket(world, 17).code);
    await gate.at("ready");
    expect(await hiddenParts(page), `ready at ${viewport.width}`).toEqual([]);
    await gate.button("Cancel").click();
    await gate.at("scanning");
  }
  await gate.scan(demoTicket(world, 17).code);
  await gate.button("Admit").click();
  const scanned = [
    [null, "ADMITTED"],
    [demoTicket(world, 17).code, "ALREADY_CHECKED_IN"],
    ["https://example.com/menu", "INVALID"],
  ] as const;
  for (const [code, verdict] of scanned) {
    if (code !== null) await gate.scan(code);
    await gate.at("verdict", verdict);
    for (const viewport of SIDEWAYS) {
      await page.setViewportSize(viewport);
      expect(await hiddenParts(page), `${verdict} at ${viewport.width}`).toEqual([]);
    }
  }
});

const SIDEWAYS = [
  { width: 844, height: 390 },
  { width: 667, height: 375 },
];

/** What of a step's words and buttons is beyond the screen, or has something else over it at its middle or a corner. */
function hiddenParts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = [...document.querySelectorAll<HTMLElement>("[data-testid=gate] :is(h2, section p, button, label)")];
    return parts.flatMap((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      if (right - left < 2 || part.closest(".sr-only") || part.textContent === "") return [];
      const isWithin = left >= 0 && top >= 0 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
      const points = [
        [(left + right) / 2, (top + bottom) / 2],
        [left + 2, top + 2],
        [right - 2, bottom - 2],
      ] as const;
      const isCovered = points.some(([x, y]) => {
        const found = document.elementFromPoint(x, y);
        return found === null || !(part.contains(found) || found.contains(part));
      });
      return isWithin && !isCovered ? [] : [`${part.tagName} ${part.textContent}`];
    });
  });
}

test("two gates confirm the same ticket at once: one admits, the other says already inside", async ({
  openAs,
  world,
}) => {
  const ticket = demoTicket(world, 13);
  const gates = [
    await openReady(await openAs("gateStaff"), world, ticket),
    await openReady(await openAs("organizer"), world, ticket),
  ];
  await Promise.all(gates.map((gate) => gate.button("Admit").click()));
  for (const gate of gates) await gate.at("verdict");
  const verdicts = await Promise.all(gates.map((gate) => gate.root.getAttribute("data-verdict")));
  expect(verdicts.sort()).toEqual(["ADMITTED", "ALREADY_CHECKED_IN"]);
  expect(await admissionsOf(world, world.demo.event.id, 13)).toBe(1);
});

async function denyCamera(page: Page, origin: string): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  await browser.send("Browser.setPermission", { origin, permission: { name: "camera" }, setting: "denied" });
}

/** Drops a picture on the page, as from a folder's window. Runs in the page. */
function dropPicture(base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([bytes], "ticket.png", { type: "image/png" }));
  document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}
