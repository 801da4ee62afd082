type Size = { width: number; height: number };

/** How much of the visible picture's shorter side is looked at: the drawn frame and a margin for an unsteady hand. */
const LOOKED_AT = 0.92;

/** The centred square of the video, in its own pixels, that is looked at when the video covers a view of that size. */
export function aimSquare(video: Size, view: Size): { x: number; y: number; side: number } {
  const scale = Math.max(view.width / video.width, view.height / video.height);
  const visible = Math.min(video.width, view.width / scale, video.height, view.height / scale);
  const side = Math.max(1, Math.round(visible * LOOKED_AT));
  return { x: Math.round((video.width - side) / 2), y: Math.round((video.height - side) / 2), side };
}
