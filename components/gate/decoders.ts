/** Finds a QR code in a picture. Null when there is none; throws only when the decoder itself is broken. */
export type QrDecoder = {
  kind: "native" | "wasm" | "script";
  decode(picture: HTMLCanvasElement): Promise<string | null>;
};

// Not in TypeScript's DOM library: https://wicg.github.io/shape-detection-api/#barcode-detection-api
type NativeDetector = { detect(source: CanvasImageSource): Promise<{ rawValue: string }[]> };
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
    decode: async (picture) => (await detector.detect(picture))[0]?.rawValue || null,
  };
}

async function createWasm(): Promise<QrDecoder> {
  const { prepareZXingModule, readBarcodes } = await import("zxing-wasm/reader");
  // The bundler serves this file from our own origin; the library's default is somebody else's CDN.
  const file = new URL("zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;
  await prepareZXingModule({ overrides: { locateFile: () => file }, fireImmediately: true });
  return {
    kind: "wasm",
    async decode(picture) {
      const pixels = pixelsOf(picture);
      if (pixels === null) return null;
      const found = await readBarcodes(pixels, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
      return found[0]?.text || null;
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
        return reader.decodeFromCanvas(picture).getText() || null;
      } catch {
        // It throws where there is no code.
        return null;
      }
    },
  };
}

async function createDecoder(): Promise<QrDecoder> {
  for (const create of [createNative, createWasm]) {
    const decoder = await create().catch(() => null);
    if (decoder !== null) return decoder;
  }
  return createScript();
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
