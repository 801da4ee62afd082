/** Brightness of a picture, a byte a pixel. */
export type Grey = { width: number; height: number; light: Uint8Array };

export function greyOf({ data, width, height }: ImageData): Grey {
  const light = new Uint8Array(width * height);
  for (let at = 0; at < light.length; at += 1)
    light[at] = ((data[at * 4] ?? 0) * 77 + (data[at * 4 + 1] ?? 0) * 151 + (data[at * 4 + 2] ?? 0) * 28) >> 8;
  return { width, height, light };
}

export function pictureOf({ width, height, light }: Grey): ImageData {
  const picture = new ImageData(width, height);
  for (let at = 0; at < light.length; at += 1) {
    const value = light[at] ?? 0;
    picture.data[at * 4] = picture.data[at * 4 + 1] = picture.data[at * 4 + 2] = value;
    picture.data[at * 4 + 3] = 255;
  }
  return picture;
}

/** The mean of each pixel's neighbourhood: what is thinner than a module, such as a crack, fades. */
export function blurred(grey: Grey, radius: number): Grey {
  const { width, height } = grey;
  const pass = (from: Uint8Array, along: { count: number; step: number }, lines: { count: number; step: number }) => {
    const to = new Uint8Array(from.length);
    for (let line = 0; line < lines.count; line += 1) {
      const start = line * lines.step;
      const at = (place: number) => from[start + Math.min(along.count - 1, Math.max(0, place)) * along.step] ?? 0;
      let sum = 0;
      for (let place = -radius; place <= radius; place += 1) sum += at(place);
      for (let place = 0; place < along.count; place += 1) {
        to[start + place * along.step] = sum / (2 * radius + 1);
        sum += at(place + radius + 1) - at(place - radius);
      }
    }
    return to;
  };
  const rows = { count: width, step: 1 };
  const columns = { count: height, step: width };
  return { width, height, light: pass(pass(grey.light, rows, columns), columns, rows) };
}

/** The brightness at a place; beyond the edge that of the edge. */
export function lightAt({ width, height, light }: Grey, x: number, y: number): number {
  const px = x < 0 ? 0 : x >= width ? width - 1 : x | 0;
  const py = y < 0 ? 0 : y >= height ? height - 1 : y | 0;
  return light[py * width + px] ?? 0;
}
