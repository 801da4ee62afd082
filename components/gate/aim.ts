type Size = { width: number; height: number };
export type Box = Size & { left: number; top: number };

/** The looked-at square against the drawn frame's side: a margin for an unsteady hand, and for a quiet zone. */
const MARGIN = 1.45;
/** Where no frame is drawn, a square as wide as this share of the shorter side. */
const UNDRAWN = 0.68;

/** A square of the video, in its own pixels: `side` is what is looked at, `frame` what is drawn on the screen, both around its middle. */
export type Aim = { x: number; y: number; side: number; frame: number };

/**
 * What to look at when the video covers a view, and a frame to aim with is drawn over it. Boxes are in the page's pixels,
 * the answer is in the video's, which a camera delivers larger or smaller and whose edges the view cuts off.
 */
export function aimSquare(video: Size, view: Box, drawn: Box | null): Aim {
  const scale = Math.max(view.width / video.width, view.height / video.height);
  const visible = Math.min(view.width / scale, view.height / scale);
  const frame = drawn === null ? visible * UNDRAWN : drawn.width / scale;
  const side = Math.max(1, Math.round(Math.min(visible, frame * MARGIN)));
  const offX = drawn === null ? 0 : drawn.left + drawn.width / 2 - (view.left + view.width / 2);
  const offY = drawn === null ? 0 : drawn.top + drawn.height / 2 - (view.top + view.height / 2);
  const inside = (middle: number, length: number) =>
    Math.round(Math.min(Math.max(middle - side / 2, 0), Math.max(0, length - side)));
  return {
    x: inside(video.width / 2 + offX / scale, video.width),
    y: inside(video.height / 2 + offY / scale, video.height),
    side,
    frame,
  };
}
