import { useSyncExternalStore } from "react";
import { v7 as newId } from "uuid";

// What this browser remembers of itself. Nothing of a ticket or a person is ever kept here.

const KEYS = {
  id: "usher.gate.device-id",
  label: "usher.gate.device-label",
  camera: "usher.gate.camera",
  zoom: "usher.gate.zoom",
  event: "usher.gate.event",
  gate: "usher.gate.gate",
  checkpoint: "usher.gate.checkpoint",
} as const;
type Setting = keyof typeof KEYS;

// Private windows may refuse storage; the settings then last as long as the page.
const unsaved = new Map<Setting, string>();
const listeners = new Set<() => void>();

function readSetting(setting: Setting): string | null {
  const kept = unsaved.get(setting);
  if (kept !== undefined) return kept;
  try {
    return localStorage.getItem(KEYS[setting]);
  } catch {
    return null;
  }
}

export function rememberSetting(setting: Setting, value: string): void {
  try {
    localStorage.setItem(KEYS[setting], value);
    unsaved.delete(setting);
  } catch {
    unsaved.set(setting, value);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A remembered setting; null on the server, at first, and where nothing was remembered. */
export function useSetting(setting: Setting): string | null {
  return useSyncExternalStore(
    subscribe,
    () => readSetting(setting),
    () => null,
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** This device's id, made at its first use and kept. */
export function deviceId(): string {
  const kept = readSetting("id");
  if (kept !== null && UUID.test(kept)) return kept;
  const made = newId();
  rememberSetting("id", made);
  return made;
}

const LABEL_AT_FIRST = "Gate phone";

/** This device's name: the remembered one, or what such a device is called until somebody names it. */
export function useDeviceLabel(): string {
  return useSyncExternalStore(
    subscribe,
    () => readSetting("label") ?? (window.matchMedia("(pointer: coarse)").matches ? LABEL_AT_FIRST : "Gate computer"),
    () => LABEL_AT_FIRST,
  );
}

const neverChanges = () => () => {};

/** True once the script runs, for what a page without it cannot do. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}
