import type { Page } from "@playwright/test";
import { guestList, makeGuests } from "../simulate/guests";
import type { Instance } from "../simulate/instance";
import { uploadList } from "../simulate/product";
import { seedDoor } from "./door";

/** One picture of docs/images. */
export type Picture = {
  /** Its file's name. */
  name: string;
  size: "phone" | "laptop";
  /** Who looks; nobody in particular when left out. */
  as?: "organizer" | "gateStaff";
  colorScheme?: "dark";
  path: (instance: Instance) => string | Promise<string>;
  /** What to do before it is taken. */
  reach?: (page: Page, instance: Instance) => Promise<void>;
};

const event = ({ demo }: Instance) => `/o/${demo.organization}/events/${demo.eventId}`;
const gate = ({ demo }: Instance) => `/gate/${demo.organization}?event=${demo.eventId}`;

/** In the order in which they are taken: the later ones see what the earlier ones did. A line here is all it takes. */
export const PICTURES: readonly Picture[] = [
  { name: "ticket", size: "phone", path: ({ demo }) => new URL(demo.tickets[16]?.link ?? "").pathname },
  {
    name: "gate-ready",
    size: "phone",
    as: "gateStaff",
    path: gate,
    reach: (page, instance) => scan(page, instance, 16),
  },
  {
    name: "gate-admitted",
    size: "phone",
    as: "gateStaff",
    path: gate,
    async reach(page, instance) {
      await scan(page, instance, 16);
      await page.getByRole("button", { name: "Admit", exact: true }).click();
      await page.locator("[data-testid=gate][data-verdict=ADMITTED]").waitFor();
    },
  },
  {
    name: "event",
    size: "laptop",
    as: "organizer",
    async path(instance) {
      await seedDoor(instance);
      return event(instance);
    },
  },
  { name: "door", size: "laptop", as: "organizer", path: (instance) => `${event(instance)}/door` },
  {
    name: "door-dark",
    size: "laptop",
    as: "organizer",
    colorScheme: "dark",
    path: (instance) => `${event(instance)}/door`,
  },
  {
    name: "ticket-life",
    size: "laptop",
    as: "organizer",
    path: (instance) => `${event(instance)}?q=guest-17@example.com`,
    async reach(page) {
      await page.getByRole("button", { name: /^More for ticket 17 / }).click();
      await page.getByRole("menuitem", { name: "Open the ticket" }).click();
      await page.waitForURL(/\/tickets\//);
      await page.getByRole("heading", { level: 2 }).first().waitFor();
    },
  },
  {
    name: "import",
    size: "laptop",
    as: "organizer",
    path: async (instance) =>
      `${event(instance)}/import/${await uploadList(instance, instance.demo.eventId, newcomers())}`,
  },
  { name: "wall", size: "laptop", as: "organizer", path: ({ demo }) => `/wall/${demo.organization}/${demo.eventId}` },
];

/** The demo's own guests are on the list already: newcomers, and rows that people get wrong. */
function newcomers(): string {
  return guestList(
    makeGuests(240)
      .slice(200)
      .map((guest) => ({ ...guest, name: guest.name.replace(/ \d+$/, "") })),
  );
}

/** Starts the gate and reads a ticket as a hardware scanner does: keys in a burst, then Enter. */
async function scan(page: Page, { demo }: Instance, index: number): Promise<void> {
  await page.getByRole("button", { name: "Start" }).click();
  await page.locator("[data-testid=gate][data-step=scanning]").waitFor();
  await page.evaluate(
    (keys) => {
      const target = document.activeElement ?? document.body;
      for (const key of keys)
        target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    },
    [...(demo.tickets[index]?.code ?? ""), "Enter"],
  );
  await page.locator("[data-testid=gate][data-step=ready]").waitFor();
}
