import type { Page } from "@playwright/test";
import { drawFeed, FEED_FRAMES, FEED_SIZE, type Feed } from "./feeds";

/** What a page is given in place of its camera; functions that run in the page find it on `window`. */
type CameraStage = {
  show(frames: ArrayBuffer | null): void;
  read(frames: ArrayBuffer, withinMs: number): Promise<number | null>;
  /** How often the page has looked at the camera's picture, and how often it had when it last asked for a camera. */
  looks: number;
  looksWhenAsked: number;
};
declare global {
  interface Window {
    cameraStage?: CameraStage;
  }
}

/** A page whose camera shows what it is told to. */
export type Stage = {
  /** Shows a feed from now on; null: a wall. */
  show(feed: Feed | null): Promise<void>;
  /** Milliseconds from a feed's first picture until the gate reads a code from it; null when it does not within `withinMs`. The feed stays. */
  read(feed: Feed, withinMs: number): Promise<number | null>;
  /** Waits until the gate has looked at the picture so many times more; it looks twelve times a second at most. */
  looked(times: number): Promise<void>;
};

const ADDRESS = "/camera-stage/";

/** Puts a canvas in the place of the page's camera. To be called before the page is opened. */
export async function stageCamera(page: Page): Promise<Stage> {
  let frames: Buffer = Buffer.alloc(0);
  await page.route(`**${ADDRESS}*`, (route) =>
    route.fulfill({ body: frames, contentType: "application/octet-stream" }),
  );
  // The transpiler of the benchmark wraps functions in a helper that the page does not have.
  await page.addInitScript("globalThis.__name ??= (named) => named;");
  await page.addInitScript(placeStage, { ...FEED_SIZE, everyMs: 33 });
  const draw = (feed: Feed) => {
    frames = Buffer.concat(Array.from({ length: FEED_FRAMES }, (_, frame) => drawFeed(feed, frame)));
  };
  return {
    async show(feed) {
      if (feed === null) return page.evaluate(() => window.cameraStage?.show(null));
      draw(feed);
      await page.evaluate(async (address) => {
        window.cameraStage?.show(await (await fetch(address)).arrayBuffer());
      }, ADDRESS);
    },
    async read(feed, withinMs) {
      draw(feed);
      return page.evaluate(
        async ({ address, within }) => {
          const shown = await (await fetch(address)).arrayBuffer();
          return (await window.cameraStage?.read(shown, within)) ?? null;
        },
        { address: ADDRESS, within: withinMs },
      );
    },
    async looked(times) {
      const before = await page.evaluate(() => window.cameraStage?.looks ?? 0);
      await page.waitForFunction((wanted) => (window.cameraStage?.looks ?? 0) >= wanted, before + times);
    },
  };
}

/** Runs in the page, before anything of its own. */
function placeStage({ width, height, everyMs }: { width: number; height: number; everyMs: number }): void {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  let pictures: ImageData[] = [];
  let turn = 0;
  let onShown = () => {};
  const wall = context?.createImageData(width, height);
  if (wall) new Uint32Array(wall.data.buffer).fill(0xff808080);
  setInterval(() => {
    const picture = pictures[turn % pictures.length] ?? wall;
    turn += 1;
    if (picture) context?.putImageData(picture, 0, 0);
    onShown();
  }, everyMs);

  const unpack = (frames: ArrayBuffer | null) => {
    const bytes = new Uint8Array(frames ?? new ArrayBuffer(0));
    return Array.from({ length: bytes.length / (width * height) }, (_, frame) => {
      const picture = new ImageData(width, height);
      const pixels = new Uint32Array(picture.data.buffer);
      // Opaque grey, on the little-endian machines that there are.
      for (let at = 0; at < pixels.length; at += 1)
        pixels[at] = 0xff000000 | ((bytes[frame * width * height + at] ?? 0) * 0x010101);
      return picture;
    });
  };
  const leftScanning = (withinMs: number) =>
    new Promise<number | null>((resolve) => {
      const gate = document.querySelector("[data-testid=gate]");
      const end = (at: number | null) => {
        observer.disconnect();
        clearTimeout(timer);
        resolve(at);
      };
      const observer = new MutationObserver(() => {
        if (gate?.getAttribute("data-step") !== "scanning") end(performance.now());
      });
      const timer = setTimeout(() => end(null), withinMs);
      if (gate) observer.observe(gate, { attributes: true, attributeFilter: ["data-step"] });
    });
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (this: CanvasRenderingContext2D, ...given: unknown[]) {
    if (given[0] instanceof HTMLVideoElement && window.cameraStage) window.cameraStage.looks += 1;
    Reflect.apply(drawImage, this, given);
  };
  window.cameraStage = {
    looks: 0,
    looksWhenAsked: 0,
    show(frames) {
      pictures = unpack(frames);
    },
    async read(frames, withinMs) {
      const next = unpack(frames);
      const shown = new Promise<number>((resolve) => {
        onShown = () => {
          onShown = () => {};
          resolve(performance.now());
        };
      });
      pictures = next;
      const shownAt = await shown;
      const leftAt = await leftScanning(withinMs);
      return leftAt === null ? null : leftAt - shownAt;
    },
  };
  navigator.mediaDevices.getUserMedia = async () => {
    if (window.cameraStage) window.cameraStage.looksWhenAsked = window.cameraStage.looks;
    return canvas.captureStream(30);
  };
}
