"use client";

import { useWakeLock } from "@/components/gate/use-wake-lock";

/** Keeps the screen on while the code is shown in the queue. Shows nothing, and does nothing where it is not supported. */
export function KeepAwake(): null {
  useWakeLock();
  return null;
}
