import { loadDecoder } from "./decoders";

/** Longest sides, in pixels, at which a picture is looked at: photos decode better reduced, screenshots as they are. */
const SIDES = [1_600, 800, 3_200] as const;

/** Reads the QR code in a picture file. Null when none is found; throws when it is no picture or nothing can decode. */
export async function readPicture(file: Blob): Promise<string | null> {
  const bitmap = await createImageBitmap(file);
  try {
    const decoder = await loadDecoder();
    for (const side of SIDES) {
      const [found] = await decoder.decode(drawn(bitmap, side));
      if (found !== undefined) return found.text;
    }
    return null;
  } finally {
    bitmap.close();
  }
}

function drawn(bitmap: ImageBitmap, longestSide: number): HTMLCanvasElement {
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  // A screenshot cropped to the code's edge has no quiet zone, and transparent ones have no white.
  const margin = Math.round(Math.max(width, height) * 0.08);
  const canvas = document.createElement("canvas");
  canvas.width = width + 2 * margin;
  canvas.height = height + 2 * margin;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context !== null) {
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, margin, margin, width, height);
  }
  return canvas;
}

/** The first picture among what was dropped or pasted. */
export function pictureIn(data: DataTransfer | null): File | null {
  return [...(data?.files ?? [])].find((file) => file.type.startsWith("image/")) ?? null;
}
