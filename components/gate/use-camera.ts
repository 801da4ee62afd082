import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from "react";
import {
  type CameraChoice,
  type CameraTrouble,
  cameraTrouble,
  hasTorch,
  listCameras,
  openCamera,
  setTorch,
  stopStream,
} from "./camera";
import { rememberSetting, useSetting } from "./device-settings";

export type Camera = {
  isLive: boolean;
  trouble: CameraTrouble | null;
  cameras: CameraChoice[];
  cameraId: string | null;
  choose(cameraId: string): void;
  /** Null where the camera has no light. */
  torch: { isOn: boolean; toggle(): void } | null;
  restart(): void;
};

type Live = { track: MediaStreamTrack; isTorchOn: boolean | null };

/** Not more often than this, in milliseconds, when a camera ends again and again. */
const RESTART_PAUSE_MS = 800;

/** Keeps one camera stream in the video element for as long as the component lives, and opens it again when it ends. */
export function useCamera(video: RefObject<HTMLVideoElement | null>): Camera {
  const chosen = useSetting("camera");
  const [attempt, setAttempt] = useState(0);
  // A new object for each start that is wanted.
  const request = useMemo(() => ({ cameraId: chosen, attempt }), [chosen, attempt]);
  const [live, setLive] = useState<Live | null>(null);
  const [trouble, setTrouble] = useState<CameraTrouble | null>(null);
  const [cameras, setCameras] = useState<CameraChoice[]>([]);

  const restart = () => setAttempt((count) => count + 1);
  const onVisible = useEffectEvent(() => {
    if (document.visibilityState !== "visible") return;
    // A phone that was locked comes back with a track that has ended, or one that stays black.
    if (trouble !== null || live === null || live.track.readyState === "ended" || live.track.muted) restart();
  });
  const onDevices = useEffectEvent(() => {
    if (trouble === "missing") restart();
    else void listCameras().then(setCameras, () => {});
  });

  useEffect(() => {
    let isOver = false;
    let stream: MediaStream | null = null;
    let timer: number | undefined;
    const start = async () => {
      try {
        stream = await openCamera(request.cameraId);
        const track = stream.getVideoTracks()[0];
        const element = video.current;
        if (isOver || track === undefined || element === null) return stopStream(stream);
        track.addEventListener("ended", () => {
          if (!isOver) timer = window.setTimeout(() => setAttempt((count) => count + 1), RESTART_PAUSE_MS);
        });
        element.srcObject = stream;
        await element.play().catch(() => {});
        if (isOver) return;
        setTrouble(null);
        setLive({ track, isTorchOn: hasTorch(track) ? false : null });
        setCameras(await listCameras().catch(() => []));
      } catch (error) {
        if (!isOver) setTrouble(cameraTrouble(error));
      }
    };
    void start();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      setLive(null);
      if (stream !== null) stopStream(stream);
    };
  }, [video, request]);

  useEffect(() => {
    const visible = () => onVisible();
    const devices = () => onDevices();
    document.addEventListener("visibilitychange", visible);
    navigator.mediaDevices?.addEventListener("devicechange", devices);
    return () => {
      document.removeEventListener("visibilitychange", visible);
      navigator.mediaDevices?.removeEventListener("devicechange", devices);
    };
  }, []);

  const toggleTorch = async () => {
    if (live === null || live.isTorchOn === null) return;
    const isOn = !live.isTorchOn;
    // Some phones refuse while the camera is busy; then the light simply stays as it is.
    await setTorch(live.track, isOn).then(
      () => setLive({ ...live, isTorchOn: isOn }),
      () => {},
    );
  };

  return {
    isLive: live !== null,
    trouble,
    cameras,
    // The remembered camera may be gone; then the one that opened in its place.
    cameraId: cameras.some((one) => one.id === chosen) ? chosen : (live?.track.getSettings().deviceId ?? null),
    choose: (cameraId) => rememberSetting("camera", cameraId),
    torch: live === null || live.isTorchOn === null ? null : { isOn: live.isTorchOn, toggle: () => void toggleTorch() },
    restart,
  };
}
