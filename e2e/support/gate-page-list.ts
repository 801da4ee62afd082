import { expect, type Page } from "@playwright/test";
import { admitByKey } from "./gate-calls";
import { type GatePage, gatePage, openAtGarden, openGate } from "./gate-page";
import type { ShownPage } from "./shown-page";
import { gardenTicket, type World } from "./world";

const gatePath = ({ demo: { organization, event } }: World) => `/gate/${organization}?event=${event.id}`;
const start = (page: Page, { demo: { organization, event } }: World) =>
  openGate(page, { organization, eventId: event.id });

const STATES: readonly ShownPage[] = [
  { name: "gate, set-up", route: "gate/[organization]", as: "gateStaff", path: gatePath, heading: "Gate" },
  {
    name: "gate, nothing to scan for",
    route: "gate/[organization]",
    as: "elsewhere",
    path: () => "/gate/quiet",
    heading: "No event to scan for",
  },
  {
    name: "gate, scanning",
    route: "gate/[organization]",
    as: "gateStaff",
    path: gatePath,
    heading: /./,
    reach: async (page, world) => void (await start(page, world)),
  },
  {
    name: "gate, typing",
    route: "gate/[organization]",
    as: "gateStaff",
    path: gatePath,
    heading: "Type a number",
    reach: async (page, world) => (await start(page, world)).button("Type a number").click(),
  },
  {
    name: "gate, searching",
    route: "gate/[organization]",
    as: "organizer",
    path: gatePath,
    heading: "Search a guest",
    reach: async (page, world) => {
      const gate = await openAtGarden(page, world, "Entry");
      await gate.button("Search a guest").click();
      const sheet = page.getByRole("dialog", { name: "Search a guest" });
      await sheet.getByLabel("Name or number").fill("garden");
      await expect(sheet.getByRole("listitem").first()).toBeVisible();
    },
  },
  {
    name: "gate, last scans",
    route: "gate/[organization]",
    as: "organizer",
    path: gatePath,
    heading: "Last scans",
    reach: async (page, world) => {
      const gate = await openAtGarden(page, world, "Exit");
      await gate.scan(gardenTicket(world, 30).code);
      await gate.at("verdict", "NOT_INSIDE");
      await gate.button("Scan next").click();
      await gate.button("Last scans").click();
    },
  },
  {
    name: "gate, not inside",
    route: "gate/[organization]",
    as: "organizer",
    path: gatePath,
    heading: "Not inside",
    reach: async (page, world) => {
      const gate = await openAtGarden(page, world, "Exit");
      await gate.scan(gardenTicket(world, 30).code);
      await gate.at("verdict", "NOT_INSIDE");
    },
  },
  {
    name: "gate, let out",
    route: "gate/[organization]",
    as: "organizer",
    path: gatePath,
    heading: "Let out?",
    reach: async (page, world) => void (await reachExit(page, world, 27)),
  },
  {
    name: "gate, checked out",
    route: "gate/[organization]",
    as: "organizer",
    path: gatePath,
    heading: "Checked out",
    reach: async (page, world) => {
      const gate = await reachExit(page, world, 28);
      await gate.button("Check out").click();
      await gate.at("verdict", "CHECKED_OUT");
    },
  },
  {
    name: "gate, no answer",
    route: "gate/[organization]",
    as: "organizer",
    path: gatePath,
    heading: "Not checked out yet",
    reach: async (page, world) => {
      const gate = await reachExit(page, world, 29);
      await page.route("**/api/gate/confirm", () => {});
      await gate.button("Check out").click();
      await expect(gate.word("Not checked out yet")).toBeVisible();
    },
  },
  { ...gateVerdict("gate, ready", (world) => world.matinee.tickets.valid.typed, "ready"), heading: "Ready" },
  {
    ...gateVerdict("gate, already inside", (world) => world.matinee.tickets.used.typed, "verdict"),
    heading: "Already inside",
  },
  { ...gateVerdict("gate, revoked", (world) => world.matinee.tickets.revoked.typed, "verdict"), heading: "Revoked" },
];

/** The gate, in every state worth a look of its own. */
export const GATE_PAGES = STATES.map((state): ShownPage => ({ ...state, device: "phone" }));

/** The way out with a guest before it who is inside. Each state has a guest of its own, so that none moves another's. */
async function reachExit(page: Page, world: World, number: number): Promise<GatePage> {
  const { code } = gardenTicket(world, number);
  const caller = { origin: world.origin, apiKey: world.demo.apiKey };
  await admitByKey(caller, { eventId: world.garden.id, code });
  const gate = await openAtGarden(page, world, "Exit");
  await gate.scan(code);
  await gate.at("ready");
  return gate;
}

function gateVerdict(name: string, typed: (world: World) => string, step: string): Omit<ShownPage, "heading"> {
  return {
    name,
    route: "gate/[organization]",
    as: "organizer",
    path: ({ demo: { organization }, matinee }) => `/gate/${organization}?event=${matinee.id}`,
    reach: async (page, { demo: { organization }, matinee, ...world }) => {
      const gate = await openGate(page, { organization, eventId: matinee.id });
      await gate.type(typed({ demo: { organization }, matinee, ...world } as World));
      await gatePage(page).at(step);
    },
  };
}
