import { type RefObject, useEffect, useEffectEvent, useState } from "react";
import { aimSquare } from "./aim";
import { loadDecoder, type QrDecoder } from "./decoders";

/** Milliseconds between two looks: 12 a second is enough, and leaves the battery something. */
const LOOK_EVERY_MS = 80;
/** A stalled camera gives no frames; look again after this anyway, to notice that we should stop. */
const NO_FRAME_MS = 500;
/** The looked-at square is reduced to this many pixels a side; more only costs time. */
const LONGEST_SIDE = 640;

type QrReading = {
  video: RefObject<HTMLVideoElement | null>;
  isActive: boolean;
  /** Called for every look with what was seen, or null. */
  onLook(text: string | null): void;
};

type DecoderState = {
  /** No decoder could be loaded. */
  isBroken: boolean;
  retry(): void;
};

/** Looks at the centre of the video for as long as it is active. */
export function useQrReader({ video, isActive, onLook }: QrReading): DecoderState {
  const [isBroken, setIsBroken] = useState(false);
  const look = useEffectEvent(onLook);

  useEffect(() => {
    if (!isActive || isBroken) return;
    let isOver = false;
    const canvas = document.createElement("canvas");
    const run = async () => {
      const decoder = await loadDecoder();
      while (!isOver) {
        const element = video.current;
        const startedAt = performance.now();
        if (element !== null) {
          await nextFrame(element);
          if (isOver) return;
          const text = await decodeCentre(decoder, element, canvas);
          if (isOver) return;
          look(text);
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
  }, [video, isActive, isBroken]);

  return { isBroken, retry: () => setIsBroken(false) };
}

function nextFrame(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, NO_FRAME_MS);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(done);
    else requestAnimationFrame(done);
  });
}

async function decodeCentre(decoder: QrDecoder, video: HTMLVideoElement, canvas: HTMLCanvasElement) {
  const size = { width: video.videoWidth, height: video.videoHeight };
  const view = { width: video.clientWidth, height: video.clientHeight };
  if (size.width === 0 || view.width === 0) return null;
  const { x, y, side } = aimSquare(size, view);
  const drawnSide = Math.min(side, LONGEST_SIDE);
  if (canvas.width !== drawnSide) canvas.width = canvas.height = drawnSide;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context?.drawImage(video, x, y, side, side, 0, 0, drawnSide, drawnSide);
  return decoder.decode(canvas);
}
