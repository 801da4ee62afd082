import type { Page } from "@playwright/test";
import { stageCamera } from "@/lib/testing/camera/stage";
import { GATE_PHONE } from "./support/camera";
import { expect, test } from "./support/fixtures";
import { openAtDemo } from "./support/gate-page";
import { demoTicket } from "./support/world";

/** Milliseconds after which a code counts as not read, on a machine that runs much else; how quick it is, the benchmark says. */
const UNREAD_MS = 40_000;
const OTHER = `U1:${"B".repeat(32)}`;

for (const [kind, number] of [
  ["tilted 30°", 160],
  ["low light", 161],
  ["inverted", 162],
  ["cracked, 20 % covered", 163],
  ["two codes", 164],
] as const) {
  test(`the camera reads a code that is: ${kind}`, async ({ openAs, world }) => {
    const page = await openAs("gateStaff", GATE_PHONE);
    const stage = await stageCamera(page);
    const gate = await openAtDemo(page, world);
    const { code } = demoTicket(world, number);
    expect(await stage.read({ kind, code, other: OTHER, seed: number }, UNREAD_MS)).not.toBeNull();
    await gate.at("ready");
    await expect(gate.root.getByText(`No. ${number}`, { exact: true })).toBeVisible();
  });
}

test("of two codes side by side none is read before one of them is held in the frame", async ({ openAs, world }) => {
  const page = await openAs("gateStaff", GATE_PHONE);
  const stage = await stageCamera(page);
  const gate = await openAtDemo(page, world);
  const feed = { code: demoTicket(world, 165).code, other: OTHER, seed: 1 };
  await stage.show({ ...feed, kind: "undecided" });
  await expect(gate.root.getByText("Several codes in view. Hold one of them in the frame.")).toBeVisible();
  await gate.at("scanning");
  await stage.show({ ...feed, kind: "two codes" });
  await gate.at("ready");
  await expect(gate.root.getByText("No. 165", { exact: true })).toBeVisible();
});

test("a code that stays before the camera is scanned once, and again when it was taken away", async ({
  openAs,
  world,
}) => {
  const page = await openAs("gateStaff", GATE_PHONE);
  const stage = await stageCamera(page);
  let previews = 0;
  page.on("request", (request) => {
    if (request.url().endsWith("/api/gate/preview")) previews += 1;
  });
  const gate = await openAtDemo(page, world);
  const feed = { kind: "noise", code: demoTicket(world, 166).code, other: OTHER, seed: 5 } as const;
  await stage.show(feed);
  await gate.at("ready");
  await gate.button("Admit").click();
  await gate.at("verdict", "ADMITTED");
  await gate.button("Scan next").click();
  await expect(gate.root.getByText(/^Same code\. /)).toBeVisible();
  await stage.looked(60);
  await gate.at("scanning");
  expect(previews).toBe(1);
  await stage.show(null);
  await expect(gate.root.getByText("Point at the QR code")).toBeVisible();
  await stage.looked(15);
  await stage.show(feed);
  await gate.at("verdict", "ALREADY_CHECKED_IN");
  expect(previews).toBe(2);
});

test("a camera that ends, as when the phone slept, is asked for again at once", async ({ openAs, world }) => {
  const page = await openAs("gateStaff", GATE_PHONE);
  const stage = await stageCamera(page);
  const gate = await openAtDemo(page, world);
  await expect(gate.root.getByText("Point at the QR code")).toBeVisible();
  for (const how of ["ended", "slept"] as const) {
    // After four looks without a picture a dead camera is noticed anyway, two seconds later.
    expect(await loseCamera(page, how), `looks before another camera was asked for, ${how}`).toBeLessThan(4);
    await expect(gate.root.getByText("Point at the QR code")).toBeVisible();
  }
  await stage.show({ kind: "clean", code: demoTicket(world, 167).code, other: OTHER, seed: 1 });
  await gate.at("ready");
});

test("zoom and light, where the camera has them, in reach of a thumb and remembered", async ({ openAs, world }) => {
  const page = await openAs("gateStaff", GATE_PHONE);
  await stageCamera(page);
  await page.addInitScript(giveLens);
  let gate = await openAtDemo(page, world);
  const light = gate.button("Light");
  await light.click();
  await expect(light).toHaveAttribute("aria-pressed", "true");
  await gate.button("Camera and zoom, 1.0×").click();
  const sheet = page.getByRole("dialog", { name: "Camera" });
  for (const name of ["Nearer", "Farther", "Done"]) {
    const box = await sheet.getByRole("button", { name }).boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0), name).toBeGreaterThanOrEqual(64);
  }
  await sheet.getByRole("button", { name: "Nearer" }).click();
  await expect(sheet.getByRole("slider", { name: "Zoom" })).toHaveValue("1.3");
  await sheet.getByRole("slider", { name: "Zoom" }).press("ArrowRight");
  await expect(sheet.getByText("Zoom 1.4×")).toBeVisible();
  await sheet.getByRole("button", { name: "Done" }).click();
  await page.reload();
  gate = await openAtDemo(page, world);
  await expect(gate.button("Camera and zoom, 1.4×")).toBeVisible();
});

/** Takes the camera away, waits until another one gives pictures, and answers how many looks went by before it was asked for. */
async function loseCamera(page: Page, how: "ended" | "slept"): Promise<number> {
  const before = await page.evaluate((way) => {
    const stream = document.querySelector("video")?.srcObject;
    const track = stream instanceof MediaStream ? stream.getVideoTracks()[0] : undefined;
    track?.stop();
    // A browser says so when a track ends by itself, but not when it was away with the page.
    if (way === "ended") track?.dispatchEvent(new Event("ended"));
    else document.dispatchEvent(new Event("visibilitychange"));
    return window.cameraStage?.looks ?? 0;
  }, how);
  await page.waitForFunction(() => {
    const video = document.querySelector("video");
    const track = video?.srcObject instanceof MediaStream ? video.srcObject.getVideoTracks()[0] : undefined;
    return track?.readyState === "live" && video !== null && video.readyState >= video.HAVE_CURRENT_DATA;
  });
  return page.evaluate((looks) => (window.cameraStage?.looksWhenAsked ?? 0) - looks, before);
}

/** Gives every camera a lens that can zoom and a light. Runs in the page. */
function giveLens(): void {
  const lens: { zoom: number; torch: boolean } = { zoom: 1, torch: false };
  const { getSettings } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.getCapabilities = () =>
    ({ torch: true, zoom: { min: 1, max: 8, step: 0.1 } }) as MediaTrackCapabilities;
  MediaStreamTrack.prototype.getSettings = function () {
    return { ...getSettings.call(this), deviceId: "back", ...lens };
  };
  MediaStreamTrack.prototype.applyConstraints = async (constraints) => {
    for (const one of constraints?.advanced ?? []) Object.assign(lens, one);
  };
}
