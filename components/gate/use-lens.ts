import { useEffect, useEffectEvent, useState } from "react";
import { hasTorch, setLens, type ZoomRange, zoomOf, zoomRange } from "./camera";
import { rememberSetting, useSetting } from "./device-settings";
import { clampZoom, readZooms } from "./zoom";

export type Lens = {
  /** Null where the camera has no light. */
  torch: { isOn: boolean; toggle(): void } | null;
  /** Null where the camera cannot zoom. */
  zoom: { range: ZoomRange; value: number; set(value: number): void } | null;
};

/** The light and the zoom of a camera that is open. The zoom is remembered for each camera; the light comes back after a restart. */
export function useLens(track: MediaStreamTrack | null): Lens {
  const [lit, setLit] = useState<MediaStreamTrack | null>(null);
  const [zoomed, setZoomed] = useState<{ track: MediaStreamTrack; value: number } | null>(null);
  const kept = useSetting("zoom");
  const range = track === null ? null : zoomRange(track);
  const cameraId = track?.getSettings().deviceId ?? "";

  const light = async (on: MediaStreamTrack, torch: boolean) => {
    // Some phones refuse while the camera is busy; then the light simply stays as it is.
    await setLens(on, { torch }).then(
      () => setLit(torch ? on : null),
      () => {},
    );
  };
  const zoom = async (on: MediaStreamTrack, value: number) => {
    await setLens(on, { zoom: value }).then(
      () => setZoomed({ track: on, value }),
      () => {},
    );
  };
  const onOpened = useEffectEvent((opened: MediaStreamTrack) => {
    const remembered = readZooms(kept)[cameraId];
    if (range !== null && remembered !== undefined) void zoom(opened, clampZoom(range, remembered));
    if (lit !== null && lit !== opened && hasTorch(opened)) void light(opened, true);
  });
  useEffect(() => {
    if (track !== null) onOpened(track);
  }, [track]);

  if (track === null) return { torch: null, zoom: null };
  const isOn = lit === track;
  return {
    torch: hasTorch(track) ? { isOn, toggle: () => void light(track, !isOn) } : null,
    zoom:
      range === null
        ? null
        : {
            range,
            value: clampZoom(range, (zoomed?.track === track ? zoomed.value : zoomOf(track)) ?? range.min),
            set(value) {
              const wanted = clampZoom(range, value);
              rememberSetting("zoom", JSON.stringify({ ...readZooms(kept), [cameraId]: wanted }));
              void zoom(track, wanted);
            },
          },
  };
}
