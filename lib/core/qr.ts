import { create, toBuffer } from "qrcode";

/** Fewer light modules around a code and readers may miss it (ISO/IEC 18004). */
const QUIET_ZONE = 4;
/**
 * Withstands a lamp's reflection, a scratched screen or a folded sheet. The 35 characters of a ticket's code just fit version
 * 3 at this level: four modules more a side than at M, and twice as much of it may be missing (docs/decisions/0014).
 */
export const QR_LEVEL = "H";

/** A code as one SVG path in a square of `size` modules a side, quiet zone included. */
type QrDrawing = { size: number; path: string };

/** The code of `text` as a path to fill with black on white, at any scale. Throws when the text is too long for a code. */
export function drawQr(text: string): QrDrawing {
  const { modules } = create(text, { errorCorrectionLevel: QR_LEVEL });
  const runs: string[] = [];
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size; column += 1) {
      let length = 0;
      while (column + length < modules.size && modules.get(row, column + length)) length += 1;
      if (length > 0) runs.push(`M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${length}v1h-${length}z`);
      column += length;
    }
  }
  return { size: modules.size + 2 * QUIET_ZONE, path: runs.join("") };
}

/**
 * Grey in place of colours, rows as they are, and zlib's own strategy: two colours in squares gain nothing by pngjs's filters,
 * whose trial takes most of the event loop's time for a picture. It comes to 0.8 kB in place of 2.
 */
const PNG_OPTIONS = { colorType: 0, filterType: 0, deflateStrategy: 0 };

/** The same code as a PNG, each module `pixelsPerModule` pixels wide so that none is blurred. Throws as `drawQr` does. */
export function qrPng(text: string, pixelsPerModule: number): Promise<Buffer> {
  return toBuffer(text, {
    type: "png",
    errorCorrectionLevel: QR_LEVEL,
    margin: QUIET_ZONE,
    scale: pixelsPerModule,
    rendererOpts: PNG_OPTIONS,
  });
}
