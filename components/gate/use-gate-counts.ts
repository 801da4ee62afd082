import { useEffect, useRef, useState } from "react";
import type { GateCounts } from "@/lib/domain/check-in/schema";
import type { GateClient } from "./gate-client";
import { type CountsAt, countsText } from "./gate-counts";
import { type PacedAsking, startPacedAsking } from "./paced-asking";
import { askOnce } from "./until-answered";
import { BROWSER_TIMERS } from "./use-scan-session";

const EVERY_MS = 15_000;
/** Milliseconds between two requests, at least: a busy gate moves somebody every second. */
const GAP_MS = 5_000;
/** Milliseconds between two looks at the clock while the age is shown. */
const AGEING_MS = 5_000;

type Counted = { eventId: string; gateId?: string };

/**
 * The line of counts, kept fresh while the page is seen and online, and soon after `moves` grows. `isMissed`: the last try
 * taught nothing.
 */
export function useGateCounts(
  client: GateClient,
  { eventId, gateId }: Counted,
  moves: number,
): { text: string; isMissed: boolean } {
  const [known, setKnown] = useState<CountsAt | null>(null);
  const [isMissed, setIsMissed] = useState(false);
  const [now, setNow] = useState(() => Date.now());
  const pace = useRef<PacedAsking | null>(null);

  useEffect(() => {
    const leaving = new AbortController();
    const learn = (counts: GateCounts | null) => {
      if (leaving.signal.aborted) return;
      if (counts !== null) setKnown({ counts, at: Date.now() });
      setIsMissed(counts === null);
      setNow(Date.now());
    };
    const refresh = async () => {
      const heard = await askOnce((signal) => client.counts({ eventId, gateId }, signal), {
        signal: leaving.signal,
        timers: BROWSER_TIMERS,
      });
      learn(heard.kind === "answer" ? heard.value : null);
    };
    const ask = () => {
      if (document.visibilityState !== "visible") return null;
      if (navigator.onLine !== false) return refresh();
      learn(null);
      return null;
    };
    const asking = startPacedAsking({ ask, timers: BROWSER_TIMERS, gapMs: GAP_MS, everyMs: EVERY_MS });
    pace.current = asking;
    document.addEventListener("visibilitychange", asking.want);
    window.addEventListener("online", asking.want);
    return () => {
      leaving.abort();
      asking.stop();
      document.removeEventListener("visibilitychange", asking.want);
      window.removeEventListener("online", asking.want);
    };
  }, [client, eventId, gateId]);

  useEffect(() => {
    if (moves > 0) pace.current?.want();
  }, [moves]);

  useEffect(() => {
    if (!isMissed) return;
    const timer = window.setInterval(() => setNow(Date.now()), AGEING_MS);
    return () => window.clearInterval(timer);
  }, [isMissed]);

  return { text: countsText(known, { isMissed, now }), isMissed };
}
