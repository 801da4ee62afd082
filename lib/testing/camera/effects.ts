import { type Chance, chance } from "../chance";
import type { Card, Picture } from "./picture";

/** Grains drawn once: to draw a million anew for each picture would take longer than all the rest. */
const GRAINS = 65_521;
let grains: Float32Array | null = null;

/** Adds the grain of a sensor, of a standard deviation in brightness. */
export function grain({ pixels, width }: Picture, by: number, { unit }: Chance): void {
  const { normal } = chance(1);
  grains ??= Float32Array.from({ length: GRAINS }, normal);
  for (let row = 0; row < pixels.length; row += width) {
    // Every row begins elsewhere, so that no pattern shows.
    const start = Math.floor(unit() * GRAINS);
    for (let column = 0; column < width; column += 1)
      pixels[row + column] = (pixels[row + column] ?? 0) + by * (grains[(start + column) % GRAINS] ?? 0);
  }
}

/** Less light: what was white is as bright as `white` now. */
export function dim({ pixels }: Picture, white: number): void {
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = ((pixels[at] ?? 0) * white) / 255;
}

/** A lamp's reflection: white within `core` pixels, fading out until twice as far. */
export function shine(picture: Picture, spot: { x: number; y: number; core: number }): void {
  for (let y = 0; y < picture.height; y += 1) {
    for (let x = 0; x < picture.width; x += 1) {
      const distance = Math.hypot(x - spot.x, y - spot.y) / spot.core;
      if (distance >= 2) continue;
      const at = y * picture.width + x;
      const share = Math.min(1, 2 - distance);
      picture.pixels[at] = (picture.pixels[at] ?? 0) * (1 - share) + 255 * share;
    }
  }
}

/** The hand moves while the shutter is open: the mean along a line of so many pixels, within `reach` pixels of a place. */
export function smear(
  { width, height, pixels }: Picture,
  move: { length: number; angle: number },
  around: { x: number; y: number; reach: number },
): void {
  const steps = Math.max(1, Math.round(move.length));
  const before = pixels.slice();
  const offsets = Array.from({ length: steps + 1 }, (_, step) => {
    const along = (move.length / steps) * (step - steps / 2);
    return Math.round(Math.sin(move.angle) * along) * width + Math.round(Math.cos(move.angle) * along);
  });
  const within = (middle: number, end: number): [number, number] => [
    Math.max(steps, Math.round(middle - around.reach)),
    Math.min(end - steps, Math.round(middle + around.reach)),
  ];
  const [[left, right], [top, bottom]] = [within(around.x, width), within(around.y, height)];
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      let sum = 0;
      for (const offset of offsets) sum += before[y * width + x + offset] ?? 0;
      pixels[y * width + x] = sum / offsets.length;
    }
  }
}

/** Places a module is divided into for the cracks, each way. */
const GRID = 16;

type Place = { x: number; y: number };

/**
 * A card under broken glass: cracks of a tenth to a third of a module, from where it was hit to its edges and across from
 * one to the next, as a web, until `share` of the code is covered. Glass scatters light on some and shades others.
 */
export function crack(card: Card, code: { modules: number; share: number; seed: number }): Card {
  const { modules, share, seed } = code;
  const random = chance(seed);
  const side = modules * GRID;
  const covered = new Int8Array(side * side);
  const wanted = share * side * side;
  let count = 0;
  const draw = (from: Place, to: Place) => {
    const [width, tone] = [random.between(0.1, 0.33) * GRID, random.unit() < 0.5 ? 1 : -1];
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    for (let along = 0; along < length; along += 0.5) {
      for (let across = -width / 2; across <= width / 2 && count < wanted; across += 0.5) {
        const [x, y] = [Math.floor(from.x + dx * along - dy * across), Math.floor(from.y + dy * along + dx * across)];
        const at = y * side + x;
        if (x < 0 || y < 0 || x >= side || y >= side || covered[at] !== 0) continue;
        covered[at] = tone;
        count += 1;
      }
    }
  };
  const hit = { x: random.between(0.1, 0.9) * side, y: random.between(0.1, 0.9) * side };
  const on = (angle: number, distance: number) => ({
    x: hit.x + Math.cos(angle) * distance,
    y: hit.y + Math.sin(angle) * distance,
  });
  while (count < wanted) {
    const angle = random.between(0, 2 * Math.PI);
    draw(hit, on(angle + random.between(-0.1, 0.1), 1.5 * side));
    for (let web = 0; web < 2; web += 1) {
      const [turn, distance] = [random.between(0.2, 0.6), random.between(0.1, 1) * side];
      draw(on(angle, distance), on(angle + turn, distance * random.between(0.9, 1.1)));
    }
  }
  return {
    reach: card.reach,
    at(u, v) {
      const [x, y] = [Math.floor((u + modules / 2) * GRID), Math.floor((v + modules / 2) * GRID)];
      const tone = x < 0 || y < 0 || x >= side || y >= side ? 0 : covered[y * side + x];
      return tone === 0 ? card.at(u, v) : tone === 1 ? 225 : 45;
    },
  };
}
