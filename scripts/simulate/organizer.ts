import { type Browser, chromium, expect, type Page, request } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { provideChromium } from "../test-browser";
import type { Instance } from "./instance";

const doorView = z.looseObject({
  tickets: z.looseObject({ issued: z.number(), inside: z.number(), left: z.number(), notCome: z.number() }),
  refusals: z.array(z.object({ verdict: z.string(), count: z.number() })),
  undone: z.number(),
});
const scanLine = z.looseObject({ Verdict: z.string() });

type Login = { email: string; password: string };

/** The organizer at their laptop, for what has no API. */
export type Organizer = {
  /** Makes an event that is on right now, publishes it and answers its id. */
  makeEvent: (name: string) => Promise<string>;
  reissue: (ticket: { eventId: string; number: number; name: string }) => Promise<void>;
  revoke: (ticket: { eventId: string; number: number; name: string }) => Promise<void>;
  /** Has the file of all scans made, downloads it and answers the verdict of each of its lines. */
  exportScans: (eventId: string) => Promise<string[]>;
  /** How the live door stands. */
  door: (eventId: string) => Promise<z.infer<typeof doorView>>;
  close: () => Promise<void>;
};

/** Signs the organizer in, in a real browser. */
export async function openOrganizer({ origin, demo }: Instance): Promise<Organizer> {
  const browser = await chromium.launch({ executablePath: await provideChromium() });
  const page = await signedInPage(browser, origin, demo.organizer);
  const home = `/o/${demo.organization}`;
  const menuOf = async (ticket: { eventId: string; number: number; name: string }) => {
    await page.goto(`${home}/events/${ticket.eventId}?${new URLSearchParams({ q: ticket.name })}`);
    await page.getByRole("button", { name: `More for ticket ${ticket.number} of ${ticket.name}` }).click();
  };
  return {
    async makeEvent(name) {
      await page.goto(`${home}/events/new`);
      await page.getByLabel("Name").fill(name);
      await page.getByLabel("Venue").fill("Pier 4");
      await page.getByLabel("Starts").fill(wallTime(-1));
      await page.getByLabel("Ends").fill(wallTime(6));
      await page.getByRole("button", { name: "Create event" }).click();
      await page.waitForURL(/\/events\/[0-9a-f-]{36}$/);
      await page.getByRole("button", { name: "Publish" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Publish" }).click();
      await expect(page.getByText(`${name} is published.`, { exact: true })).toBeVisible();
      return page.url().split("/").at(-1) ?? "";
    },
    async reissue(ticket) {
      await menuOf(ticket);
      await page.getByRole("menuitem", { name: "Reissue" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Reissue ticket" }).click();
      await expect(page.getByText(`Ticket ${ticket.number} is reissued.`).first()).toBeVisible();
    },
    async revoke(ticket) {
      await menuOf(ticket);
      await page.getByRole("menuitem", { name: "Revoke" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Reason").fill("Was sold on");
      await dialog.getByRole("button", { name: "Revoke ticket" }).click();
      await expect(page.getByText(`Ticket ${ticket.number} is revoked.`).first()).toBeVisible();
    },
    async exportScans(eventId) {
      await page.goto(`${home}/events/${eventId}/exports`);
      await page.getByRole("button", { name: "Export scans" }).click();
      const link = page.getByRole("link", { name: "Download scans" });
      await link.waitFor({ timeout: 60_000 });
      const file = await page.request.get((await link.getAttribute("href")) ?? "");
      const lines: unknown[] = parse(await file.text(), { columns: true, bom: true });
      return lines.map((line) => scanLine.parse(line).Verdict);
    },
    async door(eventId) {
      const answer = await page.request.get(`/api/v1/events/${eventId}/door?organization=${demo.organization}&scans=0`);
      return doorView.parse(await answer.json());
    },
    close: () => browser.close(),
  };
}

/** Signs somebody in as a browser does, without one; answers the cookie to send. */
export async function signInCookie(origin: string, { email, password }: Login): Promise<string> {
  const context = await request.newContext({ baseURL: origin });
  const { csrfToken } = await (await context.get("/api/auth/csrf")).json();
  await context.post("/api/auth/callback/credentials", {
    form: { email, password, csrfToken, callbackUrl: `${origin}/o`, json: "true" },
  });
  const { cookies } = await context.storageState();
  await context.dispose();
  const session = cookies.find(({ name }) => name.endsWith("usher.session"));
  if (!session) throw new Error(`${email} could not sign in.`);
  return `${session.name}=${session.value}`;
}

async function signedInPage(browser: Browser, baseURL: string, { email, password }: Login): Promise<Page> {
  const page = await browser.newPage({ baseURL, locale: "en-GB", timezoneId: "Asia/Manila" });
  page.setDefaultTimeout(15_000);
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  return page;
}

/** The clock at the demo's venue, some hours from now, as a date field takes it. */
function wallTime(hours: number): string {
  const moment = new Date(Date.now() + hours * 3_600_000);
  return moment.toLocaleString("sv-SE", { timeZone: "Asia/Manila" }).slice(0, 16).replace(" ", "T");
}
