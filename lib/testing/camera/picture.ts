/** A picture as a camera's sensor has it: one brightness, 0 to 255, a pixel. */
export type Picture = { width: number; height: number; pixels: Float32Array };

/** What is drawn on a flat card: brightness 0 to 255 at a place in modules from the card's centre; null beside the card. */
export type Card = { reach: number; at(u: number, v: number): number | null };

/** Where a card is held: its centre in pixels, pixels a module at its centre, and its turns in radians. */
export type Pose = { x: number; y: number; scale: number; roll: number; tilt: number; tiltAxis: number };

/** Pixels: about the main camera of a phone, whose picture is upright and 720 wide. */
const FOCAL_LENGTH = 1_000;
const SAMPLES = [0.25, 0.75] as const;

/** Looks at a card as a pinhole camera does, four rays a pixel. */
export function drawCard(picture: Picture, card: Card, pose: Pose): void {
  const project = rays(picture, pose);
  // A square's corner stands further out than its side, and further still when it leans towards the camera.
  const radius = Math.ceil(card.reach * pose.scale * 1.55);
  const met = new Float64Array(2);
  const [left, right] = [Math.max(0, Math.floor(pose.x - radius)), Math.min(picture.width, Math.ceil(pose.x + radius))];
  const [top, bottom] = [
    Math.max(0, Math.floor(pose.y - radius)),
    Math.min(picture.height, Math.ceil(pose.y + radius)),
  ];
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = y * picture.width + x;
      const behind = picture.pixels[at] ?? 0;
      let sum = 0;
      for (const dy of SAMPLES) {
        for (const dx of SAMPLES) {
          project(x + dx, y + dy, met);
          sum += card.at(met[0] ?? 0, met[1] ?? 0) ?? behind;
        }
      }
      picture.pixels[at] = sum / SAMPLES.length ** 2;
    }
  }
}

/** From a pixel to the place on the card that its ray meets, written where it is wanted: there are a million of them. */
function rays(picture: Picture, pose: Pose): (x: number, y: number, met: Float64Array) => void {
  const [cos, sin] = [Math.cos(pose.tilt), Math.sin(pose.tilt)];
  const [ax, ay] = [Math.cos(pose.tiltAxis), Math.sin(pose.tiltAxis)];
  // The card's own axes and its normal, turned about an axis that lies in the picture's plane.
  const turned = (x: number, y: number): [number, number, number] => {
    const along = ax * x + ay * y;
    const across = ax * y - ay * x;
    return [ax * along - ay * across * cos, ay * along + ax * across * cos, across * sin];
  };
  const e1 = turned(Math.cos(pose.roll), Math.sin(pose.roll));
  const e2 = turned(-Math.sin(pose.roll), Math.cos(pose.roll));
  const normal = [e1[1] * e2[2] - e1[2] * e2[1], e1[2] * e2[0] - e1[0] * e2[2], e1[0] * e2[1] - e1[1] * e2[0]] as const;
  const depth = FOCAL_LENGTH / pose.scale;
  const [mx, my] = [picture.width / 2, picture.height / 2];
  const centre = [(pose.x - mx) / pose.scale, (pose.y - my) / pose.scale, depth] as const;
  const distance = normal[0] * centre[0] + normal[1] * centre[1] + normal[2] * centre[2];
  const [e1x, e1y, e1z] = e1;
  const [e2x, e2y, e2z] = e2;
  return (x, y, met) => {
    const dx = (x - mx) / FOCAL_LENGTH;
    const dy = (y - my) / FOCAL_LENGTH;
    const ray = distance / (normal[0] * dx + normal[1] * dy + normal[2]);
    const px = ray * dx - centre[0];
    const py = ray * dy - centre[1];
    const pz = ray - centre[2];
    met[0] = e1x * px + e1y * py + e1z * pz;
    met[1] = e2x * px + e2y * py + e2z * pz;
  };
}

/** The brightness as a camera hands it over: whole numbers, nothing beyond black and white. */
export function toBytes({ pixels }: Picture): Uint8Array {
  return new Uint8Array(new Uint8ClampedArray(pixels).buffer);
}
