import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { type Browser, type BrowserContext, chromium } from "@playwright/test";
import { PICTURES, type Picture } from "./screenshots/pictures";
import { type Instance, startInstance } from "./simulate/instance";
import { signInCookie } from "./simulate/organizer";
import { provideChromium } from "./test-browser";

const FOLDER = "docs/images";
const MOST_BYTES = 200_000;

/** Takes the README's pictures of the production build with its demo data; names of pictures take only those. */
async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !PICTURES.some((picture) => picture.name === name));
  if (unknown.length > 0)
    throw new Error(
      `There is no picture ${unknown.join(", ")}. There are: ${PICTURES.map(({ name }) => name).join(", ")}.`,
    );
  await mkdir(FOLDER, { recursive: true });
  const instance = await startInstance();
  try {
    const browser = await chromium.launch({
      executablePath: await provideChromium(),
      args: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", "--font-render-hinting=none"],
    });
    for (const picture of PICTURES) {
      if (names.length === 0 || names.includes(picture.name)) await take(browser, instance, picture);
    }
    await browser.close();
  } finally {
    await instance.close();
  }
}

async function take(browser: Browser, instance: Instance, picture: Picture): Promise<void> {
  const { origin, demo } = instance;
  const context = await browser.newContext({
    baseURL: origin,
    locale: "en-GB",
    timezoneId: "Asia/Manila",
    reducedMotion: "reduce",
    colorScheme: picture.colorScheme ?? "light",
    ...(picture.size === "phone"
      ? { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
      : { viewport: { width: 1440, height: 900 } }),
  });
  if (picture.as) await signIn(context, instance, demo[picture.as]);
  const page = await context.newPage();
  await page.goto(await picture.path(instance));
  await picture.reach?.(page, instance);
  await page.evaluate(() => document.fonts.ready);
  const file = path.join(FOLDER, `${picture.name}.png`);
  // Over the picture's own animations and a blinking cursor.
  await page.screenshot({ path: file, animations: "disabled", caret: "hide" });
  await context.close();
  const { size } = await stat(file);
  console.log(`${file}  ${Math.round(size / 1024)} kB${size > MOST_BYTES ? "  TOO LARGE" : ""}`);
  if (size > MOST_BYTES) process.exitCode = 1;
}

async function signIn(
  context: BrowserContext,
  { origin }: Instance,
  login: { email: string; password: string },
): Promise<void> {
  const [name = "", value = ""] = (await signInCookie(origin, login)).split("=");
  await context.addCookies([{ name, value, url: origin }]);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
