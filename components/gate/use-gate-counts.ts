import { useEffect, useState } from "react";
import type { GateClient } from "./gate-client";
import { type CountsAt, countsText } from "./gate-counts";
import { askOnce } from "./until-answered";
import { BROWSER_TIMERS } from "./use-scan-session";

const EVERY_MS = 15_000;
/** Milliseconds between two looks at the clock while the age is shown. */
const AGEING_MS = 5_000;

type Counted = { eventId: string; gateId?: string };

/** The line of counts, kept fresh while the page is seen and after each `moves`. `isMissed`: the last try taught nothing. */
export function useGateCounts(
  client: GateClient,
  { eventId, gateId }: Counted,
  moves: number,
): { text: string; isMissed: boolean } {
  const [known, setKnown] = useState<CountsAt | null>(null);
  const [isMissed, setIsMissed] = useState(false);
  const [now, setNow] = useState(() => Date.now());

  // biome-ignore lint/correctness/useExhaustiveDependencies: a movement is what makes the counts old.
  useEffect(() => {
    const leaving = new AbortController();
    const refresh = async () => {
      if (document.visibilityState !== "visible") return;
      const heard = await askOnce((signal) => client.counts({ eventId, gateId }, signal), {
        signal: leaving.signal,
        timers: BROWSER_TIMERS,
      });
      if (leaving.signal.aborted) return;
      if (heard.kind === "answer") setKnown({ counts: heard.value, at: Date.now() });
      setIsMissed(heard.kind !== "answer");
      setNow(Date.now());
    };
    const onVisible = () => void refresh();
    void refresh();
    const timer = window.setInterval(onVisible, EVERY_MS);
    document.addEventListener("visibilitychange", onVisible);
    window.addEventListener("online", onVisible);
    return () => {
      leaving.abort();
      window.clearInterval(timer);
      document.removeEventListener("visibilitychange", onVisible);
      window.removeEventListener("online", onVisible);
    };
  }, [client, eventId, gateId, moves]);

  useEffect(() => {
    if (!isMissed) return;
    const timer = window.setInterval(() => setNow(Date.now()), AGEING_MS);
    return () => window.clearInterval(timer);
  }, [isMissed]);

  return { text: countsText(known, { isMissed, now }), isMissed };
}
