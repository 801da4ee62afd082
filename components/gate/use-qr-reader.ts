import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { aimSquare } from "./aim";
import { createCodeChoice, type Look, type SeenCode } from "./choose-code";
import { loadDecoder, type QrDecoder } from "./decoders";

/** Milliseconds between two looks: 12 a second is enough, and leaves the battery something. */
const LOOK_EVERY_MS = 80;
/** A stalled camera gives no frames; look again after this anyway, to notice that we should stop. */
const NO_FRAME_MS = 500;
/** So many times in a row without a frame, the camera is dead without saying so, as after some phones' sleep. */
const STALLED_AFTER = 4;
/** The looked-at square is reduced to this many pixels a side; more only costs time. */
const LONGEST_SIDE = 640;

type QrReading = {
  video: RefObject<HTMLVideoElement | null>;
  /** The drawn frame. Without one, the picture's middle is looked at. */
  aim: RefObject<HTMLElement | null>;
  isActive: boolean;
  /** Called for every look. */
  onLook(look: Look): void;
  /** The camera gives no frames any more. */
  onStall(): void;
};

type DecoderState = {
  /** No decoder could be loaded. */
  isBroken: boolean;
  retry(): void;
};

/** Looks at what the frame shows for as long as it is active. */
export function useQrReader({ video, aim, isActive, onLook, onStall }: QrReading): DecoderState {
  const [isBroken, setIsBroken] = useState(false);
  const look = useEffectEvent(onLook);
  const stall = useEffectEvent(onStall);

  useEffect(() => {
    if (!isActive || isBroken) return;
    let isOver = false;
    let frameless = 0;
    const canvas = document.createElement("canvas");
    const choose = createCodeChoice();
    const run = async () => {
      const decoder = await loadDecoder();
      while (!isOver) {
        const element = video.current;
        const startedAt = performance.now();
        if (element !== null) {
          frameless = (await nextFrame(element)) ? 0 : frameless + 1;
          if (isOver) return;
          if (frameless === STALLED_AFTER && document.visibilityState === "visible") stall();
          const seen = await lookAt(decoder, { video: element, aim: aim.current, canvas });
          if (isOver) return;
          look(choose(seen));
        }
        await new Promise((resolve) =>
          setTimeout(resolve, Math.max(0, LOOK_EVERY_MS - (performance.now() - startedAt))),
        );
      }
    };
    run().catch(() => {
      if (!isOver) setIsBroken(true);
    });
    return () => {
      isOver = true;
    };
  }, [video, aim, isActive, isBroken]);

  return { isBroken, retry: () => setIsBroken(false) };
}

/** Whether one came. */
function nextFrame(video: HTMLVideoElement): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), NO_FRAME_MS);
    const done = () => {
      clearTimeout(timer);
      resolve(true);
    };
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(done);
    else requestAnimationFrame(done);
  });
}

type View = { video: HTMLVideoElement; aim: HTMLElement | null; canvas: HTMLCanvasElement };

async function lookAt(decoder: QrDecoder, { video, aim, canvas }: View): Promise<SeenCode[]> {
  const size = { width: video.videoWidth, height: video.videoHeight };
  const view = video.getBoundingClientRect();
  if (size.width === 0 || view.width === 0) return [];
  const { x, y, side, frame } = aimSquare(size, view, aim?.getBoundingClientRect() ?? null);
  const drawnSide = Math.min(side, LONGEST_SIDE);
  if (canvas.width !== drawnSide) canvas.width = canvas.height = drawnSide;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(video, x, y, side, side, 0, 0, drawnSide, drawnSide);
  const halfFrame = ((frame / side) * drawnSide) / 2;
  return (await decoder.decode(canvas)).map((found) => ({
    text: found.text,
    right: (found.x - drawnSide / 2) / halfFrame,
    down: (found.y - drawnSide / 2) / halfFrame,
  }));
}
