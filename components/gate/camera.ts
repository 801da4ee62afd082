/** Why there is no picture, as far as it changes what a person should do. */
export type CameraTrouble = "insecure" | "blocked" | "missing" | "busy" | "failed";

export type CameraChoice = { id: string; label: string };

// The standard's torch is in no DOM library yet: https://w3c.github.io/mediacapture-image/#torch
type TorchCapabilities = MediaTrackCapabilities & { torch?: boolean };

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

export function hasTorch(track: MediaStreamTrack): boolean {
  // Firefox has no getCapabilities.
  const capabilities: TorchCapabilities = track.getCapabilities?.() ?? {};
  return capabilities.torch === true;
}

export async function setTorch(track: MediaStreamTrack, isOn: boolean): Promise<void> {
  const torch: MediaTrackConstraintSet & { torch: boolean } = { torch: isOn };
  await track.applyConstraints({ advanced: [torch] });
}

export function stopStream(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
