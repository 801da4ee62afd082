import type { ZoomRange } from "./camera";

/** How much nearer one press of + brings the picture: a third of what doubles it. */
const PRESS = 2 ** (1 / 3);

/** The nearest value that the camera can take. */
export function clampZoom({ min, max, step }: ZoomRange, value: number): number {
  const stepped = min + Math.round((value - min) / step) * step;
  return Number(Math.min(max, Math.max(min, stepped)).toFixed(3));
}

/** The value after one press of + or −; always at least one of the camera's own steps away, unless that is its end. */
export function pressedZoom(range: ZoomRange, value: number, way: "nearer" | "farther"): number {
  const isNearer = way === "nearer";
  const far = clampZoom(range, isNearer ? value * PRESS : value / PRESS);
  const least = clampZoom(range, isNearer ? value + range.step : value - range.step);
  return isNearer ? Math.max(far, least) : Math.min(far, least);
}

/** How many times nearer than the camera's widest view: "2.5×". */
export function zoomText({ min }: ZoomRange, value: number): string {
  return `${(min > 0 ? value / min : value).toFixed(1)}×`;
}

/** What is remembered for each camera, from its stored text; nothing where that cannot be read. */
export function readZooms(text: string | null): Record<string, number> {
  try {
    const kept: unknown = JSON.parse(text ?? "{}");
    const entries = typeof kept === "object" && kept !== null ? Object.entries(kept) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, number] => Number.isFinite(entry[1])));
  } catch {
    return {};
  }
}
