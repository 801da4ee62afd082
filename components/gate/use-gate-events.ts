import { useState } from "react";
import type { GateEvent } from "@/lib/domain/check-in/schema";
import type { GateClient } from "./gate-client";
import { askOnce } from "./until-answered";
import { BROWSER_TIMERS } from "./use-scan-session";

export type GateEvents = {
  events: GateEvent[];
  /** When this list was had, by this device's clock in milliseconds; null: with the page. */
  at: number | null;
  isBusy: boolean;
  /** The last try for a newer list taught nothing. */
  isMissed: boolean;
  refresh(): void;
};

/** The events one may scan at: those the page came with, and newer ones whenever somebody returns to the set-up. */
export function useGateEvents(client: GateClient, initial: GateEvent[]): GateEvents {
  const [list, setList] = useState<{ events: GateEvent[]; at: number | null }>({ events: initial, at: null });
  const [isBusy, setIsBusy] = useState(false);
  const [isMissed, setIsMissed] = useState(false);
  const refresh = async () => {
    setIsBusy(true);
    // The list that is there can be used meanwhile.
    const { signal } = new AbortController();
    const heard = await askOnce((each) => client.events(each), { signal, timers: BROWSER_TIMERS });
    if (heard.kind === "answer") setList({ events: heard.value, at: Date.now() });
    setIsMissed(heard.kind !== "answer");
    setIsBusy(false);
  };
  return { ...list, isBusy, isMissed, refresh: () => void refresh() };
}
