import { parseCode } from "@/lib/domain/tickets/rules";
import { greyOf } from "./grey";
import { mendedCode } from "./mend-code";
import { withSecondOpinion } from "./second-opinion";

/** A code that was found: its text, and its middle in the picture's pixels. */
export type FoundCode = { text: string; x: number; y: number };

/** Finds the QR codes in a picture. Throws only when the decoder itself is broken. */
export type QrDecoder = {
  kind: "native" | "wasm" | "script";
  decode(picture: HTMLCanvasElement): Promise<FoundCode[]>;
};

// Not in TypeScript's DOM library: https://wicg.github.io/shape-detection-api/#barcode-detection-api
type NativeCode = { rawValue: string; boundingBox: DOMRectReadOnly };
type NativeDetector = { detect(source: CanvasImageSource): Promise<NativeCode[]> };
type NativeDetectorClass = {
  new (options: { formats: string[] }): NativeDetector;
  getSupportedFormats(): Promise<string[]>;
};

function nativeClass(): NativeDetectorClass | null {
  const found: unknown = Reflect.get(globalThis, "BarcodeDetector");
  return typeof found === "function" ? (found as unknown as NativeDetectorClass) : null;
}

function pixelsOf(picture: HTMLCanvasElement): ImageData | null {
  const context = picture.getContext("2d", { willReadFrequently: true });
  return context?.getImageData(0, 0, picture.width, picture.height) ?? null;
}

async function createNative(): Promise<QrDecoder> {
  const Detector = nativeClass();
  if (Detector === null || !(await Detector.getSupportedFormats()).includes("qr_code")) throw new Error("no qr_code");
  const detector = new Detector({ formats: ["qr_code"] });
  // Some phones list the format and then lack the service behind it; only a trial shows that.
  const trial = document.createElement("canvas");
  trial.width = trial.height = 16;
  trial.getContext("2d")?.fillRect(0, 0, 16, 16);
  await detector.detect(trial);
  return {
    kind: "native",
    decode: async (picture) =>
      (await detector.detect(picture))
        .filter(({ rawValue }) => rawValue !== "")
        .map(({ rawValue, boundingBox: { x, y, width, height } }) => ({
          text: rawValue,
          x: x + width / 2,
          y: y + height / 2,
        })),
  };
}

/** Mending costs as much as several looks; this often, a broken screen is still read within a second. */
const MEND_EVERY_MS = 400;
/** Pixels a side; photographs are larger, and are read in several sizes anyway. */
const LONGEST_TO_MEND = 800;

/** More codes in one view than anybody aims among. */
const MOST_CODES = 6;

type Corner = { x: number; y: number };
type Corners = { topLeft: Corner; topRight: Corner; bottomLeft: Corner; bottomRight: Corner };

function middleOf({ topLeft, topRight, bottomLeft, bottomRight }: Corners): Corner {
  const corners = [topLeft, topRight, bottomLeft, bottomRight];
  const mean = (of: "x" | "y") => corners.reduce((sum, corner) => sum + corner[of], 0) / corners.length;
  return { x: mean("x"), y: mean("y") };
}

async function createWasm(): Promise<QrDecoder> {
  const { prepareZXingModule, readBarcodes } = await import("zxing-wasm/reader");
  // The bundler serves this file from our own origin; the library's default is somebody else's CDN.
  const file = new URL("zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;
  await prepareZXingModule({ overrides: { locateFile: () => file }, fireImmediately: true });
  let mendedAt = 0;
  const isToMend = ({ width, height }: ImageData) => {
    const now = performance.now();
    if (now - mendedAt < MEND_EVERY_MS || Math.max(width, height) > LONGEST_TO_MEND) return false;
    mendedAt = now;
    return true;
  };
  return {
    kind: "wasm",
    async decode(picture) {
      const pixels = pixelsOf(picture);
      if (pixels === null) return [];
      const found = (await readBarcodes(pixels, { formats: ["QRCode"], maxNumberOfSymbols: MOST_CODES })).filter(
        ({ text }) => text !== "",
      );
      if (found.length > 0 || !isToMend(pixels))
        return found.map(({ text, position }) => ({ text, ...middleOf(position) }));
      const mended = mendedCode(greyOf(pixels));
      if (mended === null) return [];
      const [read] = await readBarcodes(mended.picture, { formats: ["QRCode"], isPure: true, maxNumberOfSymbols: 1 });
      const text = parseCode(read?.text ?? "");
      return text === null ? [] : [{ text, x: mended.x, y: mended.y }];
    },
  };
}

async function createScript(): Promise<QrDecoder> {
  const { BrowserQRCodeReader } = await import("@zxing/browser");
  const reader = new BrowserQRCodeReader();
  return {
    kind: "script",
    async decode(picture) {
      try {
        const result = reader.decodeFromCanvas(picture);
        const [one, , opposite] = result.getResultPoints();
        // Of the three corners that carry a mark the first and the third are opposite each other.
        const x = one && opposite ? (one.getX() + opposite.getX()) / 2 : picture.width / 2;
        const y = one && opposite ? (one.getY() + opposite.getY()) / 2 : picture.height / 2;
        return [{ text: result.getText(), x, y }];
      } catch {
        // It throws where there is no code.
        return [];
      }
    },
  };
}

async function createDecoder(): Promise<QrDecoder> {
  const native = await createNative().catch(() => null);
  // What a phone has built in is quick, but reads no inverted codes and fewer damaged ones.
  if (native !== null) return withSecondOpinion(native, createWasm);
  return (await createWasm().catch(() => null)) ?? createScript();
}

let loading: Promise<QrDecoder> | null = null;

/** The best decoder this browser has, loaded once. Rejects when none could be loaded; the next call tries again. */
export function loadDecoder(): Promise<QrDecoder> {
  loading ??= createDecoder().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
