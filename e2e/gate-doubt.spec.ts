import type { Page, Route } from "@playwright/test";
import { barrier } from "./support/barrier";
import { placeOf, scansOf } from "./support/database";
import { expect, test } from "./support/fixtures";
import { admitByKey } from "./support/gate-calls";
import { openAtGarden } from "./support/gate-page";
import { gardenTicket, type World } from "./support/world";

type Door = "in" | "out" | "undo";

/** Brings a ticket to the point where one tap asks the server for something, and says what that tap is. */
async function beforeTap(page: Page, world: World, { door, number }: { door: Door; number: number }) {
  const { code } = gardenTicket(world, number);
  if (door !== "in")
    await admitByKey({ origin: world.origin, apiKey: world.demo.apiKey }, { eventId: world.garden.id, code });
  const gate = await openAtGarden(page, world, door === "in" ? "Entry" : "Exit");
  await gate.scan(code);
  await gate.at("ready");
  if (door !== "undo") return { gate, tap: () => gate.button(door === "in" ? "Admit" : "Check out").click() };
  await gate.button("Check out").click();
  await gate.at("verdict", "CHECKED_OUT");
  await gate.button("Undo").click();
  const sheet = page.getByRole("dialog", { name: "Undo this check-out?" });
  await sheet.getByText("Wrong person").click();
  return { gate, tap: () => sheet.getByRole("button", { name: "Undo check-out" }).click() };
}

const DOORS = {
  in: { path: "confirm", waiting: "Not admitted yet", end: "ADMITTED", place: "inside", rows: ["ADMITTED"] },
  out: {
    path: "confirm",
    waiting: "Not checked out yet",
    end: "CHECKED_OUT",
    place: "out",
    rows: ["ADMITTED", "CHECKED_OUT"],
  },
  undo: {
    path: "undo",
    waiting: "Not undone yet",
    end: "UNDONE",
    place: "inside",
    rows: ["ADMITTED", "CHECKED_OUT", "UNDONE"],
  },
} as const satisfies Record<Door, object>;

/** Where the first request's line is cut. The server has done its part only when the answer is what gets lost. */
const CUTS = {
  before: (route: Route) => route.abort("connectionrefused"),
  during: async (route: Route) => {
    // Sent, and the line gone before the server's answer can come.
    void route.fetch().catch(() => {});
    await route.abort("connectionreset");
  },
  after: async (route: Route) => {
    expect((await route.fetch()).status()).toBe(200);
    await route.abort("connectionreset");
  },
} as const;

for (const [at, door] of (["in", "out", "undo"] as const).entries()) {
  const { path, waiting, end, place, rows } = DOORS[door];

  for (const [index, cut] of (["before", "during", "after"] as const).entries()) {
    test(`cut ${cut} ${door === "undo" ? "an undo" : `a confirm ${door}`}: asked again with the same id, done once`, async ({
      openAs,
      watch,
      world,
    }) => {
      watch.allow(new RegExp(`api/gate/${path}`));
      const number = 11 + at * 4 + index;
      const page = await openAs("organizer");
      const { gate, tap } = await beforeTap(page, world, { door, number });
      const sent: unknown[] = [];
      await page.route(`**/api/gate/${path}`, async (route) => {
        sent.push(route.request().postDataJSON());
        return sent.length === 1 ? CUTS[cut](route) : route.continue();
      });
      await tap();
      await expect(gate.word(waiting)).toBeVisible();
      await gate.at("verdict", end);
      expect(sent.length).toBeGreaterThanOrEqual(2);
      for (const again of sent) expect(again).toEqual(sent[0]);
      expect((await scansOf(world, world.garden.id, number)).map(({ verdict }) => verdict)).toEqual(rows);
      expect(await placeOf(world, world.garden.id, number)).toBe(place);
    });
  }

  test(`answers to ${door === "undo" ? "an undo" : `a confirm ${door}`} that come very late: nothing claimed, nothing doubled`, async ({
    openAs,
    watch,
    world,
  }) => {
    watch.allow(new RegExp(`api/gate/${path}`));
    const number = 14 + at * 4;
    const page = await openAs("organizer");
    const { gate, tap } = await beforeTap(page, world, { door, number });
    const sent: { body: unknown; late: ReturnType<typeof barrier>; heard: Promise<unknown> }[] = [];
    await page.route(`**/api/gate/${path}`, async (route) => {
      const late = barrier();
      const heard = late.opened.then(async () => route.fulfill({ response: await answered }).catch(() => {}));
      const answered = route.fetch();
      sent.push({ body: route.request().postDataJSON(), late, heard });
      await heard;
    });
    const tappedAt = Date.now();
    await tap();
    await expect(gate.word(waiting)).toBeVisible();
    expect(Date.now() - tappedAt, "milliseconds until it is said that there is no answer").toBeGreaterThan(1_500);
    await expect(gate.root).not.toHaveAttribute("data-verdict", /./);
    await expect.poll(() => sent.length).toBeGreaterThanOrEqual(3);
    await expect(gate.root).not.toHaveAttribute("data-verdict", /./);
    // The first answer is heard, although the page has asked again since.
    sent[0]?.late.open();
    await gate.at("verdict", end);
    for (const { body } of sent) expect(body).toEqual(sent[0]?.body);
    // The answers still under way come to a page that has gone on.
    await gate.button("Scan next").click();
    await gate.at("scanning");
    for (const { late } of sent) late.open();
    await Promise.all(sent.map(({ heard }) => heard));
    await gate.at("scanning");
    expect((await scansOf(world, world.garden.id, number)).map(({ verdict }) => verdict)).toEqual(rows);
    expect(await placeOf(world, world.garden.id, number)).toBe(place);
  });
}

test("a reload in the middle of a confirm leaves it known as not answered, and a scan finds out", async ({
  openAs,
  watch,
  world,
}) => {
  watch.allow(/api\/gate\/confirm/);
  const page = await openAs("organizer");
  const { gate, tap } = await beforeTap(page, world, { door: "in", number: 23 });
  const done = new Promise<void>((resolve) => {
    void page.route("**/api/gate/confirm", async (route) => {
      await route.fetch();
      resolve();
    });
  });
  await tap();
  await done;
  await gate.at("confirming");
  await page.reload();
  await page.getByRole("button", { name: "Start" }).click();
  await gate.at("scanning");
  await gate.scan(gardenTicket(world, 23).code);
  await gate.at("verdict", "ALREADY_CHECKED_IN");
  await expect(gate.root.getByText(/^You admitted this ticket here at .* and got no answer\./)).toBeVisible();
});

test("a preview and a search whose answers do not come are asked again by themselves", async ({
  openAs,
  watch,
  world,
}) => {
  watch.allow(/api\/gate\/(preview|search)/);
  const page = await openAs("organizer");
  const gate = await openAtGarden(page, world, "Entry");
  let previews = 0;
  // The words stand until the next answer comes: it waits for us to read them.
  const read = barrier();
  await page.route("**/api/gate/preview", async (route) => {
    previews += 1;
    if (previews === 1) return;
    await read.opened;
    // The page may have given this one up meanwhile, and asked again.
    await route.continue().catch(() => undefined);
  });
  await gate.scan(gardenTicket(world, 24).code);
  await expect(gate.word("Not checked yet")).toBeVisible();
  await expect(gate.root.getByText("No answer yet — trying again (1). Nothing was changed.").first()).toBeVisible();
  read.open();
  await gate.at("ready");
  await gate.button("Cancel").click();

  let searches = 0;
  const readToo = barrier();
  await page.route("**/api/gate/search", async (route) => {
    searches += 1;
    if (searches === 1) return route.abort("connectionreset");
    await readToo.opened;
    await route.continue().catch(() => undefined);
  });
  await gate.button("Search a guest").click();
  const sheet = page.getByRole("dialog", { name: "Search a guest" });
  await sheet.getByLabel("Name or number").fill("garden 24");
  await expect(sheet.getByText("No answer yet — trying again (1).")).toBeVisible();
  readToo.open();
  await expect(sheet.getByRole("button", { name: /^Guest of the garden 24/ })).toBeVisible();
});
