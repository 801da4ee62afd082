"use client";
import { useEffect, useState } from "react";
import type { DoorView } from "@/lib/domain/door/schema";

/** Seconds between two looks. */
export const LOOK_SECONDS = 5;
/** Milliseconds after which an answer is no longer waited for. */
const PATIENCE_MS = 8_000;

export type DoorAddress = { organization: string; eventId: string };

/** Why the numbers are old: no answer, an answer that asks to sign in, or one that this is no longer theirs to see. */
export type DoorTrouble = "unreachable" | "signed-out" | "closed";

/** An event's door, asked for again while somebody looks at it. In trouble the last numbers stay, and the trouble is said. */
export function useDoor(initial: DoorView, address: DoorAddress, scans: number) {
  const [latest, setLatest] = useState(initial);
  const [trouble, setTrouble] = useState<DoorTrouble | null>(null);
  const { organization, eventId } = address;

  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isLooking = false;
    const look = async () => {
      if (isLooking || document.visibilityState !== "visible") return;
      isLooking = true;
      clearTimeout(timer);
      const query = new URLSearchParams({ organization, scans: String(scans) });
      const answer = await askDoor(`/api/v1/events/${eventId}/door?${query}`, stop.signal);
      isLooking = false;
      if (stop.signal.aborted) return;
      if (typeof answer === "string") setTrouble(answer);
      else {
        setLatest(answer);
        setTrouble(null);
      }
      timer = setTimeout(look, LOOK_SECONDS * 1000);
    };
    const onVisible = () => void look();
    timer = setTimeout(look, LOOK_SECONDS * 1000);
    document.addEventListener("visibilitychange", onVisible);
    window.addEventListener("online", onVisible);
    return () => {
      stop.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisible);
      window.removeEventListener("online", onVisible);
    };
  }, [organization, eventId, scans]);

  return { door: initial.asOf > latest.asOf ? initial : latest, trouble };
}

async function askDoor(url: string, stop: AbortSignal): Promise<DoorView | DoorTrouble> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]) });
    if (answer.ok) return (await answer.json()) as DoorView;
    if (answer.status === 401) return "signed-out";
    return answer.status === 403 || answer.status === 404 ? "closed" : "unreachable";
  } catch {
    return "unreachable";
  }
}
