import { expect, type Locator, type Page } from "@playwright/test";
import type { World, WorldTicket } from "./world";

/** The scanner as a person at the gate uses it. */
export type GatePage = {
  page: Page;
  root: Locator;
  word: (text: string) => Locator;
  button: (name: string) => Locator;
  type: (typed: string) => Promise<void>;
  /** As a hardware scanner does: keys in a burst, then Enter. */
  scan: (code: string) => Promise<void>;
  /** Waits for the step and, with it, for what it shows. */
  at: (step: string, verdict?: string) => Promise<void>;
};

export type GatePlace = { organization: string; eventId: string; device?: string; checkpoint?: string };

/** Opens the gate of an event and presses Start; `step` is where that leads, which a code before the camera changes. */
export async function openGate(
  page: Page,
  { organization, eventId, device, checkpoint }: GatePlace,
  step = "scanning",
): Promise<GatePage> {
  await page.goto(`/gate/${organization}?event=${eventId}`);
  if (device !== undefined) await page.getByLabel("Name of this device").fill(device);
  if (checkpoint !== undefined)
    await page.getByRole("group", { name: "Checkpoint" }).getByText(checkpoint, { exact: true }).click();
  await page.getByRole("button", { name: "Start" }).click();
  const gate = gatePage(page);
  await gate.at(step);
  return gate;
}

/** The gate of the demo's event. */
export function openAtDemo(page: Page, { demo: { organization, event } }: World): Promise<GatePage> {
  return openGate(page, { organization, eventId: event.id });
}

/** The gate of the event with re-entry, at its way in or out. */
export function openAtGarden(
  page: Page,
  { demo: { organization }, garden }: World,
  checkpoint: "Entry" | "Exit",
): Promise<GatePage> {
  return openGate(page, { organization, eventId: garden.id, checkpoint });
}

/** The gate of the demo's event with a ticket read, up to "Ready". */
export async function openReady(page: Page, world: World, ticket: WorldTicket): Promise<GatePage> {
  const gate = await openAtDemo(page, world);
  await gate.scan(ticket.code);
  await gate.at("ready");
  return gate;
}

/** The scanner on a page that is there already. */
export function gatePage(page: Page): GatePage {
  const root = page.getByTestId("gate");
  const button = (name: string) => root.getByRole("button", { name, exact: true });
  return {
    page,
    root,
    word: (text) => root.getByRole("heading", { level: 2, name: text, exact: true }),
    button,
    async type(typed) {
      await button("Type a number").click();
      const sheet = page.getByRole("dialog", { name: "Type a number" });
      await sheet.getByLabel("Ticket number and letters").fill(typed);
      await sheet.getByRole("button", { name: "Check ticket" }).click();
    },
    async scan(code) {
      // In one go within the page: a key that came late on a busy machine would be a person's.
      await page.evaluate(
        (keys) => {
          const target = document.activeElement ?? document.body;
          for (const key of keys)
            target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
        },
        [...code, "Enter"],
      );
    },
    async at(step, verdict) {
      await expect(root).toHaveAttribute("data-step", step);
      if (verdict !== undefined) await expect(root).toHaveAttribute("data-verdict", verdict);
    },
  };
}
