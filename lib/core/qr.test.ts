import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { base32nopad } from "@scure/base";
import { PNG } from "pngjs";
import { beforeAll, describe, expect, it } from "vitest";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { drawQr, qrPng } from "./qr";

const VERSION_3 = 29;
const randomCode = () => `U1:${base32nopad.encode(randomBytes(20))}`;

beforeAll(async () => {
  // Left alone, the reader fetches its WebAssembly from the network.
  const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
  await prepareZXingModule({
    overrides: { wasmBinary: new Uint8Array(readFileSync(wasm)).buffer },
    fireImmediately: true,
  });
});

async function read(png: Uint8Array): Promise<string[]> {
  const found = await readBarcodes(png, { formats: ["QRCode"] });
  return found.map((code) => code.text);
}

/** Whether each module is dark, as the path says: rows of runs `M column row h length`. */
function modulesOf(path: string): Set<string> {
  const dark = new Set<string>();
  for (const [, column, row, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let step = 0; step < Number(length); step += 1) dark.add(`${Number(column) + step},${row}`);
  }
  return dark;
}

describe("a QR code of 35 upper-case characters", () => {
  it("is always of version 3, with a quiet zone of four modules", () => {
    for (let round = 0; round < 50; round += 1) {
      expect(drawQr(randomCode()).size).toBe(VERSION_3 + 8);
    }
  });

  it("is read again from its PNG", async () => {
    const code = randomCode();
    expect(await read(await qrPng(code, 4))).toEqual([code]);
  });

  it("has whole-pixel modules: no grey, and every block of pixels of one colour", async () => {
    const pixels = 6;
    const { size, path } = drawQr(randomCode());
    const png = PNG.sync.read(await qrPng(randomCode(), pixels));
    expect([png.width, png.height]).toEqual([size * pixels, size * pixels]);
    expect(path).not.toMatch(/\./);
    let blurred = 0;
    for (let y = 0; y < png.height; y += 1) {
      for (let x = 0; x < png.width; x += 1) {
        const corner = ((y - (y % pixels)) * png.width + x - (x % pixels)) * 4;
        const here = (y * png.width + x) * 4;
        const isPlain = png.data[here] === 0 || png.data[here] === 255;
        if (!isPlain || png.data[here] !== png.data[corner]) blurred += 1;
      }
    }
    expect(blurred).toBe(0);
  });

  it("is the same code as a path and as a PNG", async () => {
    const code = randomCode();
    const { size, path } = drawQr(code);
    const png = PNG.sync.read(await qrPng(code, 1));
    const dark = modulesOf(path);
    for (let y = 0; y < size; y += 1) {
      for (let x = 0; x < size; x += 1) expect(dark.has(`${x},${y}`)).toBe(png.data[(y * size + x) * 4] === 0);
    }
  });

  it("keeps the quiet zone light", () => {
    const { size, path } = drawQr(randomCode());
    const coordinates = [...modulesOf(path)].flatMap((module) => module.split(",").map(Number));
    expect(Math.min(...coordinates)).toBe(4);
    expect(Math.max(...coordinates)).toBe(size - 5);
  });
});

it("a text too long for any code is refused", () => {
  expect(() => drawQr("A".repeat(4000))).toThrow();
});
