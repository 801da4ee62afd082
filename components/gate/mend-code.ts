import { blurred, type Grey, lightAt, pictureOf } from "./grey";

type Corner = { x: number; y: number };
/** The outer corners of a code's square, clockwise from the one between the two marks' common side. */
type Square = readonly [topLeft: Corner, topRight: Corner, bottomRight: Corner, bottomLeft: Corner];

/** Modules a side of the codes we issue (lib/core/qr.ts); others are not mended. */
const SIZE = 29;
const QUIET_ZONE = 4;
/** Pixels a module of the code that is drawn anew. */
const MODULE = 4;

/** Whether a module is dark in every code: the three marks, the two dotted lines, the small mark. Null: it carries data. */
function fixedModule(row: number, column: number): boolean | null {
  const mark = (top: number, left: number): boolean | null => {
    const [down, across] = [row - top, column - left];
    if (down < -1 || across < -1 || down > 7 || across > 7) return null;
    const ring = Math.max(Math.abs(down - 3), Math.abs(across - 3));
    return ring <= 1 || ring === 3;
  };
  const small = Math.max(Math.abs(row - (SIZE - 7)), Math.abs(column - (SIZE - 7)));
  if (small <= 2) return small !== 1;
  const found = mark(0, 0) ?? mark(0, SIZE - 7) ?? mark(SIZE - 7, 0);
  if (found !== null) return found;
  if (row === 6 || column === 6) return (row + column) % 2 === 0;
  return row === SIZE - 8 && column === 8 ? true : null;
}

/** The modules that are the same in every code, in shares of its side from its middle, with 1 for light and -1 for dark. */
const FIXED = Array.from({ length: SIZE * SIZE }, (_, at) => ({
  row: Math.floor(at / SIZE),
  column: at % SIZE,
})).flatMap(({ row, column }) => {
  const isDark = fixedModule(row, column);
  if (isDark === null) return [];
  return [{ row, column, u: (column + 0.5) / SIZE, v: (row + 0.5) / SIZE, sign: isDark ? -1 : 1 }];
});
/** Enough of them to find a code by, and fewer still to tell where there is none: thousands of places are tried. */
const SOME_FIXED = FIXED.filter((_, at) => at % 4 === 0);
const FEW_FIXED = FIXED.filter((_, at) => at % 12 === 0);

/** From a place in the code, 0 to 1 each way, to the picture: the plane seen in perspective that has these corners. */
function perspective([p0, p1, p2, p3]: Square): (u: number, v: number) => Corner {
  const [dx1, dx2, sx] = [p1.x - p2.x, p3.x - p2.x, p0.x - p1.x + p2.x - p3.x];
  const [dy1, dy2, sy] = [p1.y - p2.y, p3.y - p2.y, p0.y - p1.y + p2.y - p3.y];
  const scale = dx1 * dy2 - dx2 * dy1 || 1;
  const g = (sx * dy2 - dx2 * sy) / scale;
  const h = (dx1 * sy - sx * dy1) / scale;
  const [a, b] = [p1.x - p0.x + g * p1.x, p3.x - p0.x + h * p3.x];
  const [d, e] = [p1.y - p0.y + g * p1.y, p3.y - p0.y + h * p3.y];
  return (u, v) => {
    const w = g * u + h * v + 1;
    return { x: (a * u + b * v + p0.x) / w, y: (d * u + e * v + p0.y) / w };
  };
}

type Known = { u: number; v: number; sign: number };

/** How much lighter the parts are that every code has light than those it has dark, where these corners say they are. */
function contrast(grey: Grey, square: Square, known: readonly Known[]): { score: number; threshold: number } {
  const place = perspective(square);
  let [light, dark, lights] = [0, 0, 0];
  for (const { u, v, sign } of known) {
    const { x, y } = place(u, v);
    if (sign > 0) {
      light += lightAt(grey, x, y);
      lights += 1;
    } else dark += lightAt(grey, x, y);
  }
  const [lighter, darker] = [light / lights, dark / (known.length - lights)];
  return { score: lighter - darker, threshold: (lighter + darker) / 2 };
}

/** How clearly every module is either light or dark. */
function clearness(grey: Grey, square: Square, threshold: number): number {
  const place = perspective(square);
  let sum = 0;
  for (let row = 0; row < SIZE; row += 1) {
    for (let column = 0; column < SIZE; column += 1) {
      const { x, y } = place((column + 0.5) / SIZE, (row + 0.5) / SIZE);
      sum += Math.abs(lightAt(grey, x, y) - threshold);
    }
  }
  return sum;
}

type Fit = { square: Square; score: number };

function upright(x: number, y: number, side: number, turn: number): Square {
  const [cos, sin] = [(Math.cos(turn) * side) / 2, (Math.sin(turn) * side) / 2];
  return [
    { x: x - cos + sin, y: y - sin - cos },
    { x: x + cos + sin, y: y + sin - cos },
    { x: x + cos - sin, y: y + sin + cos },
    { x: x - cos - sin, y: y - sin + cos },
  ];
}

/** Pixels a side of the cells in which the picture's restlessness is counted. */
const CELL = 8;

/** Where the picture is most restless, as it is in a code and hardly elsewhere: its middle and about its side. */
function restlessPart({ width, height, light }: Grey): { x: number; y: number; side: number } | null {
  const [columns, rows] = [Math.floor(width / CELL), Math.floor(height / CELL)];
  const cells = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let y = row * CELL; y < (row + 1) * CELL - 1; y += 1) {
        for (let x = column * CELL; x < (column + 1) * CELL - 1; x += 1) {
          const at = y * width + x;
          const here = light[at] ?? 0;
          sum += Math.abs((light[at + 1] ?? 0) - here) + Math.abs((light[at + width] ?? 0) - here);
        }
      }
      cells[row * columns + column] = Math.min(255, sum / CELL);
    }
  }
  const smooth = blurred({ width: columns, height: rows, light: cells }, 2).light;
  const threshold = [...smooth].sort((one, other) => one - other)[Math.floor(smooth.length * 0.97)] ?? 0;
  let [count, sumX, sumY] = [0, 0, 0];
  smooth.forEach((value, at) => {
    if (value * 2 < threshold) return;
    count += 1;
    sumX += at % columns;
    sumY += Math.floor(at / columns);
  });
  if (threshold < 8 || count < 16) return null;
  return { x: (sumX / count + 0.5) * CELL, y: (sumY / count + 0.5) * CELL, side: Math.sqrt(count) * CELL };
}

const TURN = Math.PI / 45;
const SCALES = [0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1, 1.06] as const;
const SHIFTS = [-0.12, -0.06, 0, 0.06, 0.12] as const;

/** Of the places tried so many are looked at more closely. */
const CLOSER = 6;

/** Roughly where a code lies, by what every code has; a soft picture lets it be missed by a module. The likeliest first. */
function roughFits(soft: Grey, around: { x: number; y: number; side: number }): Square[] {
  const fits: Fit[] = [];
  let least = 0;
  for (const scale of SCALES) {
    const side = around.side * scale;
    for (const right of SHIFTS) {
      for (const down of SHIFTS) {
        for (let turn = 0; turn < 90; turn += 1) {
          const square = upright(around.x + right * around.side, around.y + down * around.side, side, turn * TURN);
          if (contrast(soft, square, FEW_FIXED).score < least / 2) continue;
          const { score } = contrast(soft, square, SOME_FIXED);
          if (score <= least) continue;
          fits.push({ square, score });
          fits.sort((one, other) => other.score - one.score).splice(CLOSER);
          if (fits.length === CLOSER) least = fits[CLOSER - 1]?.score ?? 0;
        }
      }
    }
  }
  return fits.map(({ square }) => square);
}

const WAYS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [1, 1],
  [-1, -1],
  [1, -1],
  [-1, 1],
] as const;

/** Moves the whole square, then each corner, by ever smaller steps to where `scoreOf` is highest. */
function fineFit(start: Square, steps: readonly number[], scoreOf: (square: Square) => number): Fit {
  let best: Fit = { square: start, score: scoreOf(start) };
  const module = moduleOf(start);
  for (const step of steps) {
    for (const moves of [[0, 1, 2, 3], [0], [1], [2], [3]]) {
      for (const [dx, dy] of WAYS) {
        const shifted = (corner: Corner, at: number) =>
          moves.includes(at) ? { x: corner.x + dx * step * module, y: corner.y + dy * step * module } : corner;
        const [a, b, c, d] = best.square;
        const square: Square = [shifted(a, 0), shifted(b, 1), shifted(c, 2), shifted(d, 3)];
        const score = scoreOf(square);
        if (score > best.score) best = { square, score };
      }
    }
  }
  return best;
}

function moduleOf([one, two]: Square): number {
  return Math.hypot(two.x - one.x, two.y - one.y) / SIZE;
}

/** Contrast below which what is there is no code. */
const FAINT = 16;

/** A code drawn anew, and its middle in the picture it comes from. */
type MendedCode = Corner & { picture: ImageData };

/**
 * Draws a code anew that cannot be read as it is, such as one under broken glass: each module as bright as most of it is,
 * and the parts that are the same in every code as they should be. Null where there is none, as far as one can tell.
 */
export function mendedCode(grey: Grey): MendedCode | null {
  const around = restlessPart(grey);
  if (around === null) return null;
  const rough = roughFits(blurred(grey, Math.max(1, Math.round(around.side / SIZE / 2))), around);
  const [first] = rough;
  if (first === undefined) return null;
  // As wide as a module, so that a place in it is the mean of the module around it: a crack hides less than it shows.
  const means = blurred(grey, Math.max(1, Math.round(moduleOf(first) * 0.4)));
  const known = rough
    .map((start) => fineFit(start, [1, 0.5, 0.5, 0.25], (square) => contrast(means, square, FIXED).score))
    .reduce((best, tried) => (tried.score > best.score ? tried : best));
  if (known.score < FAINT) return null;
  const { threshold } = contrast(means, known.square, FIXED);
  const { square } = fineFit(known.square, [0.5, 0.25, 0.25, 0.12, 0.06], (tried) =>
    clearness(means, tried, threshold),
  );
  const place = perspective(square);
  const isDark = (row: number, column: number) => {
    const { x, y } = place((column + 0.5) / SIZE, (row + 0.5) / SIZE);
    return fixedModule(row, column) ?? lightAt(means, x, y) < threshold;
  };
  const side = (SIZE + 2 * QUIET_ZONE) * MODULE;
  const drawn = new Uint8Array(side * side).fill(255);
  for (let row = 0; row < SIZE; row += 1) {
    for (let column = 0; column < SIZE; column += 1) {
      if (!isDark(row, column)) continue;
      const [top, left] = [(row + QUIET_ZONE) * MODULE, (column + QUIET_ZONE) * MODULE];
      for (let y = top; y < top + MODULE; y += 1) drawn.fill(0, y * side + left, y * side + left + MODULE);
    }
  }
  return { picture: pictureOf({ width: side, height: side, light: drawn }), ...place(0.5, 0.5) };
}
