/** Why there is no picture, as far as it changes what a person should do. */
export type CameraTrouble = "insecure" | "blocked" | "missing" | "busy" | "failed";

export type CameraChoice = { id: string; label: string };

// The standard's torch and zoom are in no DOM library yet: https://w3c.github.io/mediacapture-image/#extensions
type LensCapabilities = MediaTrackCapabilities & {
  torch?: boolean;
  zoom?: { min: number; max: number; step?: number };
};
type LensSettings = MediaTrackSettings & { zoom?: number };

/** How far a camera can be drawn near, in its own units; 1 is mostly its natural view. */
export type ZoomRange = { min: number; max: number; step: number };

function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof DOMException && names.includes(error.name);
}

/** What to tell about a failed `openCamera`. */
export function cameraTrouble(error: unknown): CameraTrouble {
  if (!window.isSecureContext || navigator.mediaDevices === undefined) return "insecure";
  if (isNamed(error, "NotAllowedError", "SecurityError")) return "blocked";
  if (isNamed(error, "NotFoundError", "OverconstrainedError")) return "missing";
  if (isNamed(error, "NotReadableError", "AbortError")) return "busy";
  return "failed";
}

function constraints(cameraId: string | null): MediaStreamConstraints {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const which = cameraId === null ? { facingMode: { ideal: "environment" } } : { deviceId: { exact: cameraId } };
  return { audio: false, video: { ...size, ...which } };
}

/** Opens the chosen camera, or the one at the back. Throws what the browser throws; see `cameraTrouble`. */
export async function openCamera(cameraId: string | null): Promise<MediaStream> {
  try {
    return await navigator.mediaDevices.getUserMedia(constraints(cameraId));
  } catch (error) {
    // The remembered camera may have been unplugged, or the browser may have given it a new id.
    if (cameraId === null || !isNamed(error, "NotFoundError", "OverconstrainedError")) throw error;
    return navigator.mediaDevices.getUserMedia(constraints(null));
  }
}

/** The cameras of this device. Their names are known only once one was allowed. */
export async function listCameras(): Promise<CameraChoice[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId !== "")
    .map((device, index) => ({ id: device.deviceId, label: device.label || `Camera ${index + 1}` }));
}

function capabilities(track: MediaStreamTrack): LensCapabilities {
  // Firefox has no getCapabilities.
  return track.getCapabilities?.() ?? {};
}

export function hasTorch(track: MediaStreamTrack): boolean {
  return capabilities(track).torch === true;
}

/** Null where the camera cannot zoom. */
export function zoomRange(track: MediaStreamTrack): ZoomRange | null {
  const { zoom } = capabilities(track);
  if (zoom === undefined || !(zoom.max > zoom.min)) return null;
  return { min: zoom.min, max: zoom.max, step: zoom.step || (zoom.max - zoom.min) / 100 };
}

export function zoomOf(track: MediaStreamTrack): number | null {
  const { zoom }: LensSettings = track.getSettings();
  return zoom ?? null;
}

/** Lights the torch or zooms. Rejects where the camera refuses, as some do while they are busy. */
export async function setLens(track: MediaStreamTrack, lens: { torch: boolean } | { zoom: number }): Promise<void> {
  const wanted: MediaTrackConstraintSet & typeof lens = lens;
  await track.applyConstraints({ advanced: [wanted] });
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
