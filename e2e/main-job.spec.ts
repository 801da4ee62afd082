import path from "node:path";
import type { Page } from "@playwright/test";
import type { Email } from "postal-mime";
import { GATE_PHONE, makeFeed, openCameraBrowser } from "./support/camera";
import { expect, test } from "./support/fixtures";
import { openGate } from "./support/gate-page";
import { keepSecret } from "./support/kept-secrets";
import { mailsTo } from "./support/mail-sink";
import { signInAtPage } from "./support/sign-in";
import { signInFile } from "./support/world";

const GUEST = { name: "Ana Reyes", email: "ana.reyes@example.com" };

test("from a new event to a guest inside, and a second scan refused", async ({
  page,
  browser,
  world,
  watch,
  openAs,
}) => {
  const eventName = "Riverside Jazz Night";
  let eventId = "";
  let mail: Email | undefined;

  await test.step("the organizer makes an event, publishes it and issues a ticket", async () => {
    await signInAtPage(page, world.demo.organizer);
    await page.goto(`/o/${world.demo.organization}`);
    eventId = await createEvent(page, eventName);
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Publish" }).click();
    await expect(page.getByText(`${eventName} is published.`, { exact: true })).toBeVisible();
    await page.getByLabel("Name").fill(GUEST.name);
    await page.getByLabel("Email").fill(GUEST.email);
    await page.getByRole("button", { name: "Issue 1 ticket" }).click();
    await expect(page.getByText("Issued 1 ticket, number 1.")).toBeVisible();
    await expect(page.getByRole("row", { name: /Ana Reyes/ })).toBeVisible();
  });

  await test.step("the guest's email arrives", async () => {
    await expect(async () => {
      const mails = await mailsTo(path.join(world.directory, "mail"), GUEST.email);
      expect(mails).toHaveLength(1);
      mail = mails[0];
    }).toPass();
    expect(mail?.subject).toContain(eventName);
    expect(mail?.from?.name).toBe("Harbour Hall");
  });

  const link = linkIn(mail?.text);
  keepSecret("ticket link", link.split("/t/")[1] ?? "");
  expect(mail?.html).toContain(link);
  expect(link).toMatch(new RegExp(`^${world.origin}/t/[A-Z2-7]{32}$`));

  const holder = await openAs(null, GATE_PHONE);
  await test.step("its link shows the ticket, valid", async () => {
    await holder.goto(link);
    await expect(holder.getByRole("heading", { name: eventName })).toBeVisible();
    await expect(holder.getByRole("img", { name: "Code of ticket 1" })).toBeVisible();
    await expect(holder.getByText(GUEST.name)).toBeVisible();
  });

  const feed = test.info().outputPath("camera.mjpeg");
  await makeFeed(browser, pictureIn(mail), feed);
  const camera = await openCameraBrowser(feed, process.env.USHER_CHROMIUM || undefined);
  try {
    const context = await camera.newContext({
      ...GATE_PHONE,
      baseURL: world.origin,
      storageState: signInFile(world.directory, "gateStaff"),
    });
    await watch.over(context);
    const gate = await test.step("gate staff hold the email's code before the camera and admit", async () => {
      const opened = await openGate(await context.newPage(), place(world.demo.organization, eventId));
      await opened.at("ready");
      await expect(opened.root.getByText(GUEST.name, { exact: true })).toBeVisible();
      await expect(opened.root.getByText("No. 1", { exact: true })).toBeVisible();
      await opened.button("Admit").click();
      await opened.at("verdict", "ADMITTED");
      await expect(opened.word("Admitted")).toBeVisible();
      return opened;
    });
    await test.step("the same code once more is refused, with when and where it was used", async () => {
      await gate.button("Scan next").click();
      await expect(gate.root.getByText(/^Same code\. Hold up the next one/)).toBeVisible();
      // A code that is never taken away is not scanned again by itself; on a page that is opened anew it is.
      await openGate(gate.page, place(world.demo.organization, eventId), "verdict");
      await gate.at("verdict", "ALREADY_CHECKED_IN");
      await expect(gate.word("Already inside")).toBeVisible();
      await expect(gate.root.getByText(/^First used \d{2}:\d{2} at .+ on North door phone$/)).toBeVisible();
      await expect(gate.button("Admit")).toHaveCount(0);
    });
  } finally {
    await camera.close();
  }

  await test.step("the ticket's page and the organizer's list know it", async () => {
    await holder.reload();
    await expect(holder.getByText(/used/i).first()).toBeVisible();
    await page.reload();
    await expect(page.getByRole("row", { name: /Ana Reyes/ }).getByText("Used")).toBeVisible();
  });
});

test("the same, with a camera whose picture changes: two guests, one after the other", async ({ openAs, world }) => {
  const page = await openAs("gateStaff", GATE_PHONE);
  await page.addInitScript(changingCamera);
  const gate = await openGate(page, place(world.demo.organization, world.demo.event.id));
  for (const number of [190, 191]) {
    const ticket = world.demo.tickets.find((one) => one.number === number);
    const holder = await openAs(null, GATE_PHONE);
    await holder.goto(`/t/${ticket?.link}`);
    const picture = await holder.getByRole("img", { name: `Code of ticket ${number}` }).screenshot();
    await page.evaluate(
      (data) => window.dispatchEvent(new CustomEvent("camera", { detail: data })),
      picture.toString("base64"),
    );
    await gate.at("ready");
    await expect(gate.root.getByText(`No. ${number}`, { exact: true })).toBeVisible();
    await gate.button("Admit").click();
    await gate.at("verdict", "ADMITTED");
    await gate.button("Scan next").click();
    // The guest's phone is still there: it is not scanned again at once.
    await expect(gate.root.getByText(/^Same code\. Hold up the next one/)).toBeVisible();
  }
});

function place(organization: string, eventId: string) {
  return { organization, eventId, device: "North door phone" };
}

async function createEvent(page: Page, name: string): Promise<string> {
  await page.getByRole("link", { name: "New event" }).click();
  // The list that is left has a search for names.
  await expect(page.getByRole("heading", { name: "New event" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Venue").fill("Pier 4");
  await page.getByLabel("Starts").fill(wallTime(-1));
  await page.getByLabel("Ends").fill(wallTime(6));
  await page.getByRole("button", { name: "Create event" }).click();
  await page.waitForURL(/\/events\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  return page.url().split("/").at(-1) ?? "";
}

/** The clock at the demo's venue, some hours from now, as a date field takes it. */
function wallTime(hours: number): string {
  const moment = new Date(Date.now() + hours * 3_600_000);
  return moment.toLocaleString("sv-SE", { timeZone: "Asia/Manila" }).slice(0, 16).replace(" ", "T");
}

function linkIn(text: string | undefined): string {
  const found = /https?:\/\/\S+\/t\/\S+/.exec(text ?? "")?.[0];
  if (!found) throw new Error(`No link stands in the email: ${text}`);
  return found;
}

/** The picture that the email's HTML shows by its content id. */
function pictureIn(mail: Email | undefined): Buffer {
  const cid = /src="cid:([^"]+)"/.exec(mail?.html ?? "")?.[1];
  const picture = mail?.attachments.find((one) => one.contentId === `<${cid}>`);
  if (!picture || typeof picture.content === "string") throw new Error("No picture stands in the email.");
  expect(picture.mimeType).toBe("image/png");
  expect(picture.disposition).toBe("inline");
  return Buffer.from(new Uint8Array(picture.content));
}

/** Puts a canvas in the camera's place; a "camera" event gives it a picture to show. Runs in the page. */
function changingCamera(): void {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1280, 720];
  const SIDE = 240;
  const context = canvas.getContext("2d");
  let picture: ImageBitmap | null = null;
  const draw = () => {
    if (!context) return;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, 1280, 720);
    // Within the frame that an upright phone draws a little above the middle.
    if (picture) context.drawImage(picture, 640 - SIDE / 2, 317 - SIDE / 2, SIDE, SIDE);
  };
  setInterval(draw, 50);
  window.addEventListener("camera", (event) => {
    const { detail } = event as CustomEvent<string>;
    const bytes = Uint8Array.from(atob(detail), (letter) => letter.charCodeAt(0));
    void createImageBitmap(new Blob([bytes], { type: "image/png" })).then((bitmap) => {
      picture = bitmap;
    });
  });
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}
