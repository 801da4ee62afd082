import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, expect, test } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { drawFeed, FEED_SIZE, type Feed } from "@/lib/testing/camera/feeds";
import { greyOf } from "./grey";
import { mendedCode } from "./mend-code";

const CODE = "U1:MENDED7CODE2OF4BROKEN6GLASS3ABCD";
const OTHER = `U1:${"B".repeat(32)}`;
/** What the gate looks at in an upright picture. */
const SEEN = { left: 90, top: 290, side: 540 };

beforeAll(async () => {
  globalThis.ImageData ??= class {
    readonly data: Uint8ClampedArray;
    readonly colorSpace = "srgb";
    constructor(
      readonly width: number,
      readonly height: number,
    ) {
      this.data = new Uint8ClampedArray(width * height * 4);
    }
  } as unknown as typeof ImageData;
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  const overrides = { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer };
  await prepareZXingModule({ overrides, fireImmediately: true });
});

function seen(feed: Pick<Feed, "kind" | "seed">): ImageData {
  const light = drawFeed({ ...feed, code: CODE, other: OTHER }, 0);
  const picture = new ImageData(SEEN.side, SEEN.side);
  for (let at = 0; at < SEEN.side ** 2; at += 1) {
    const [x, y] = [SEEN.left + (at % SEEN.side), SEEN.top + Math.floor(at / SEEN.side)];
    picture.data.fill(light[y * FEED_SIZE.width + x] ?? 0, at * 4, at * 4 + 3);
    picture.data[at * 4 + 3] = 255;
  }
  return picture;
}

async function readMended(picture: ImageData): Promise<string | undefined> {
  const mended = mendedCode(greyOf(picture));
  if (mended === null) return undefined;
  const [read] = await readBarcodes(mended.picture, { formats: ["QRCode"], isPure: true });
  return read?.text;
}

test.each([1, 2, 3])("a code a fifth of which is covered by cracks is read once it is mended (%i)", async (seed) => {
  const picture = seen({ kind: "cracked, 20 % covered", seed });
  expect(await readBarcodes(picture, { formats: ["QRCode"] })).toEqual([]);
  expect(await readMended(picture)).toBe(CODE);
});

test("mending finds the code where it is", () => {
  const mended = mendedCode(greyOf(seen({ kind: "clean", seed: 1 })));
  expect(mended?.x).toBeCloseTo(360 - SEEN.left, -1);
  expect(mended?.y).toBeCloseTo(560 - SEEN.top, -1);
});

test("a picture without a code is not mended into one", async () => {
  expect(mendedCode(greyOf(new ImageData(SEEN.side, SEEN.side)))).toBeNull();
  const restless = new ImageData(SEEN.side, SEEN.side);
  for (let at = 0; at < restless.data.length; at += 1) restless.data[at] = (at * 7919 + (at >> 9) * 104_729) % 256;
  expect(await readMended(restless)).toBeUndefined();
});
