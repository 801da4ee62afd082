import { writeFileSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium } from "@playwright/test";
import { PNG } from "pngjs";

const FRAME = { width: 1280, height: 720 };
/** An upright phone shows, and looks at, no more of the frame than a square of this many pixels. */
const LOOKED_AT = 300;

/** What a fake camera sees: the picture alone, whole pixels a module, in a file of motion JPEG that the browser plays for ever. */
export async function makeFeed(browser: Browser, png: Buffer, file: string): Promise<void> {
  const modules = modulesOf(png);
  const side = modules * Math.floor(LOOKED_AT / modules);
  const context = await browser.newContext({ viewport: FRAME, deviceScaleFactor: 1 });
  const page = await context.newPage();
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:#fff">
      <img width="${side}" style="image-rendering:pixelated" src="data:image/png;base64,${png.toString("base64")}">`,
  );
  await page.locator("img").evaluate((image: HTMLImageElement) => image.decode());
  const frame = await page.screenshot({ type: "jpeg", quality: 95 });
  await context.close();
  writeFileSync(file, Buffer.concat([frame, frame]));
}

/** How many modules wide a code's picture is: the first dark pixel stands behind a quiet zone of four. */
function modulesOf(png: Buffer): number {
  const { width, data } = PNG.sync.read(png);
  const quiet = Array.from({ length: width }, (_, at) => data[(at * width + at) * 4] ?? 255).findIndex(
    (red) => red < 128,
  );
  return width / (quiet / 4);
}

/** A browser whose camera shows a feed. A feed belongs to a whole browser: another one is another start. */
export async function openCameraBrowser(feed: string, executablePath: string | undefined): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-video-capture=${feed}`,
    ],
  });
}

/** What a phone at the gate is. */
export const GATE_PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  locale: "en-GB",
  timezoneId: "Asia/Manila",
};
