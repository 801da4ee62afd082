import { create } from "qrcode";
import { QR_LEVEL } from "@/lib/core/qr";
import { type Chance, chance } from "../chance";
import { crack, dim, grain, shine, smear } from "./effects";
import { type Card, drawCard, type Picture, type Pose, toBytes } from "./picture";

/** What may be before a gate's camera. */
export const FEED_KINDS = [
  "clean",
  "tilted 30°",
  "small, 15 % of the width",
  "noise",
  "low light",
  "glare",
  "motion blur",
  "inverted",
  "cracked, 20 % covered",
  "two codes",
] as const;
/** Of two codes side by side neither is aimed at: the gate must read none of them. */
export type FeedKind = (typeof FEED_KINDS)[number] | "undecided";

/** A phone's camera held upright. */
export const FEED_SIZE = { width: 720, height: 1280 };
/** Where a phone of 390×844 draws its frame in that picture: a little above its middle, for the buttons are below. */
const AIM = { x: 360, y: 560 };
/** Pictures a feed consists of; they are shown in turn, as the hand that holds the code is never still. */
export const FEED_FRAMES = 4;

export type Feed = {
  kind: FeedKind;
  /** What is to be read. */
  code: string;
  /** What else is in view and must not be read. */
  other: string;
  seed: number;
};

const QUIET_ZONE = 4;
const PAPER = 235;
const INK = 22;
/** Pixels a module where nothing else is said: the code then fills two fifths of the picture's width, as people hold it. */
const MODULE = 10;

function cardOf(code: string, isInverted = false): Card & { modules: number } {
  const { modules } = create(code, { errorCorrectionLevel: QR_LEVEL });
  const half = modules.size / 2;
  const reach = half + QUIET_ZONE + 1;
  const [dark, light] = isInverted ? [PAPER, INK] : [INK, PAPER];
  const tones = Array.from({ length: modules.size ** 2 }, (_, at) =>
    modules.get(Math.floor(at / modules.size), at % modules.size) ? dark : light,
  );
  return {
    modules: modules.size,
    reach,
    at(u, v) {
      if (Math.abs(u) > reach || Math.abs(v) > reach) return null;
      const column = Math.floor(u + half);
      const row = Math.floor(v + half);
      if (column < 0 || row < 0 || column >= modules.size || row >= modules.size) return light;
      return tones[row * modules.size + column] ?? light;
    },
  };
}

/** A hall behind the code: a slope of light, and things with edges. */
function scene(random: Chance): Picture {
  const { width, height } = FEED_SIZE;
  const pixels = new Float32Array(width * height);
  const [from, to] = [random.between(60, 130), random.between(60, 130)];
  const things = Array.from({ length: 14 }, () => ({
    left: random.between(-100, width),
    top: random.between(-100, height),
    wide: random.between(40, 260),
    high: random.between(40, 300),
    tone: random.between(30, 190),
  }));
  for (let y = 0; y < height; y += 1) pixels.fill(from + ((to - from) * y) / height, y * width, (y + 1) * width);
  for (const { left, top, wide, high, tone } of things) {
    const [start, end] = [Math.max(0, Math.round(left)), Math.min(width, Math.round(left + wide))];
    for (let y = Math.max(0, Math.round(top)); y < Math.min(height, top + high); y += 1)
      if (end > start) pixels.fill(tone, y * width + start, y * width + end);
  }
  return { width, height, pixels };
}

function poseOf(kind: FeedKind, random: Chance, modules: number): Pose {
  const { x, y } = AIM;
  if (kind === "clean")
    return {
      x: x + ((modules * MODULE) % 2) / 2,
      y: y + ((modules * MODULE) % 2) / 2,
      scale: MODULE,
      roll: 0,
      tilt: 0,
      tiltAxis: 0,
    };
  const degree = Math.PI / 180;
  const sign = random.unit() < 0.5 ? -1 : 1;
  const isTilted = kind === "tilted 30°";
  // Where it matters what is nearer, the hand is steady.
  const unsteady = kind === "undecided" ? 0 : 1;
  return {
    x: x + random.between(-30, 30) * unsteady,
    y: y + random.between(-40, 40) * unsteady,
    scale: kind.startsWith("small") ? (0.15 * FEED_SIZE.width) / modules : MODULE * random.between(0.9, 1.1),
    // Both ways at once: turned in the picture's plane, and leaning out of it.
    roll: isTilted ? sign * 30 * degree : random.between(-5, 5) * degree,
    tilt: isTilted ? 30 * degree : random.between(0, 6) * degree,
    tiltAxis: random.between(0, 2 * Math.PI),
  };
}

/** The brightness of one of a feed's pictures, a byte a pixel. The same for the same feed, whoever draws it. */
export function drawFeed(feed: Feed, frame: number): Uint8Array {
  const { kind, seed } = feed;
  const still = chance(seed);
  const picture = scene(still);
  const plain = cardOf(feed.code, kind === "inverted");
  const pose = poseOf(kind, still, plain.modules);
  const side = plain.modules * pose.scale;
  const card = kind.startsWith("cracked") ? crack(plain, { modules: plain.modules, share: 0.2, seed }) : plain;
  const spot = { angle: still.between(0, 2 * Math.PI), distance: still.between(0, 0.35) * side };
  const drift = still.between(0, 2 * Math.PI);

  const moving = chance(seed * 31 + frame + 1);
  if (kind !== "clean") {
    pose.x += moving.between(-1.5, 1.5);
    pose.y += moving.between(-1.5, 1.5);
    pose.roll += moving.between(-0.006, 0.006);
  }
  if (kind === "two codes" || kind === "undecided") {
    // As on a sheet of tickets: the aim is on one of them, or on the gap between.
    const near = { ...pose, scale: pose.scale * 0.55 };
    const apart = 2 * plain.reach * near.scale * 1.02;
    const way = still.unit() < 0.5 ? -apart : apart;
    const shift = kind === "undecided" ? way / 2 : 0;
    drawCard(picture, cardOf(feed.other), { ...near, y: pose.y + way - shift });
    drawCard(picture, plain, { ...near, y: pose.y - shift });
  } else drawCard(picture, card, pose);

  if (kind === "motion blur") {
    const move = { length: 1.2 * pose.scale, angle: drift + moving.between(-0.3, 0.3) };
    smear(picture, move, { x: pose.x, y: pose.y, reach: side });
  }
  if (kind === "glare") {
    shine(picture, {
      x: pose.x + Math.cos(spot.angle) * spot.distance,
      y: pose.y + Math.sin(spot.angle) * spot.distance,
      core: 0.11 * side,
    });
  }
  if (kind === "low light") dim(picture, 42);
  if (kind !== "clean") grain(picture, kind === "noise" ? 32 : kind === "low light" ? 6 : 3, moving);
  return toBytes(picture);
}
