import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from "react";
import { type CameraChoice, type CameraTrouble, cameraTrouble, listCameras, openCamera, stopStream } from "./camera";
import { createRestartPlan } from "./camera-restart";
import { rememberSetting, useSetting } from "./device-settings";
import { type Lens, useLens } from "./use-lens";

export type Camera = Lens & {
  isLive: boolean;
  trouble: CameraTrouble | null;
  cameras: CameraChoice[];
  cameraId: string | null;
  choose(cameraId: string): void;
  restart(): void;
};

/** Milliseconds a camera may be muted, as while a phone's other app has it, before it is opened anew. */
const MUTED_MS = 600;

function isVisible(): boolean {
  return document.visibilityState === "visible";
}

/** What ends by itself: another app lets go of the camera. The rest a person has to put right. */
function passes(trouble: CameraTrouble): boolean {
  return trouble === "busy" || trouble === "failed";
}

/** Keeps one camera stream in the video element for as long as the component lives, and opens it again when it ends. */
export function useCamera(video: RefObject<HTMLVideoElement | null>): Camera {
  const chosen = useSetting("camera");
  const [attempt, setAttempt] = useState(0);
  const [plan] = useState(createRestartPlan);
  // A new object for each start that is wanted.
  const request = useMemo(() => ({ cameraId: chosen, attempt }), [chosen, attempt]);
  const [track, setTrack] = useState<MediaStreamTrack | null>(null);
  const [trouble, setTrouble] = useState<CameraTrouble | null>(null);
  const [cameras, setCameras] = useState<CameraChoice[]>([]);
  const lens = useLens(track);

  const restart = () => {
    plan.forget();
    setAttempt((count) => count + 1);
  };
  const onVisible = useEffectEvent(() => {
    if (!isVisible()) return;
    // A phone that was locked comes back with a track that has ended, or one that stays black.
    if (trouble !== null || track === null || track.readyState === "ended" || track.muted) restart();
  });
  const onDevices = useEffectEvent(() => {
    if (trouble === "missing") restart();
    else void listCameras().then(setCameras, () => {});
  });

  useEffect(() => {
    let isOver = false;
    let stream: MediaStream | null = null;
    let timer: number | undefined;
    const again = () => {
      window.clearTimeout(timer);
      // Behind another app no camera opens; coming back asks for it.
      if (isOver || !isVisible()) return;
      timer = window.setTimeout(() => setAttempt((count) => count + 1), plan.pause(performance.now()));
    };
    const whenMuted = (muted: MediaStreamTrack) => {
      timer = window.setTimeout(() => {
        if (muted.muted) again();
      }, MUTED_MS);
    };
    const start = async () => {
      try {
        stream = await openCamera(request.cameraId);
        const opened = stream.getVideoTracks()[0];
        const element = video.current;
        if (isOver || opened === undefined || element === null) return stopStream(stream);
        opened.addEventListener("ended", again);
        opened.addEventListener("mute", () => whenMuted(opened));
        element.srcObject = stream;
        await element.play().catch(() => {});
        if (isOver) return;
        plan.opened(performance.now());
        setTrouble(null);
        setTrack(opened);
        setCameras(await listCameras().catch(() => []));
      } catch (error) {
        if (isOver) return;
        const found = cameraTrouble(error);
        setTrouble(found);
        if (passes(found)) again();
      }
    };
    void start();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      setTrack(null);
      if (stream !== null) stopStream(stream);
    };
  }, [video, request, plan]);

  useEffect(() => {
    const visible = () => onVisible();
    const devices = () => onDevices();
    document.addEventListener("visibilitychange", visible);
    // A page that was put away whole, or frozen, comes back without a change of visibility in some browsers.
    window.addEventListener("pageshow", visible);
    document.addEventListener("resume", visible);
    navigator.mediaDevices?.addEventListener("devicechange", devices);
    return () => {
      document.removeEventListener("visibilitychange", visible);
      window.removeEventListener("pageshow", visible);
      document.removeEventListener("resume", visible);
      navigator.mediaDevices?.removeEventListener("devicechange", devices);
    };
  }, []);

  return {
    ...lens,
    isLive: track !== null,
    trouble,
    cameras,
    // The remembered camera may be gone; then the one that opened in its place.
    cameraId: cameras.some((one) => one.id === chosen) ? chosen : (track?.getSettings().deviceId ?? null),
    choose: (cameraId) => rememberSetting("camera", cameraId),
    restart,
  };
}
