import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { GateCounts } from "@/lib/domain/check-in/schema";
import type { GateClient } from "./gate-client";
import { type CountsAt, countsText, type Tally } from "./gate-counts";
import { type PacedAsking, startPacedAsking } from "./paced-asking";
import { askOnce } from "./until-answered";
import { BROWSER_TIMERS } from "./use-scan-session";

const EVERY_MS = 15_000;
/** Milliseconds between two requests, at least: a busy gate moves somebody every second. */
const GAP_MS = 5_000;
/** Milliseconds between two looks at the clock while the age is shown. */
const AGEING_MS = 5_000;

type Counted = { eventId: string; gateId?: string };

/** What this device does itself: what was answered, and whether it is open what became of the last request that moves somebody. */
type OwnMoves = { tally: Tally; isOpen: boolean };

/**
 * The line of counts, kept fresh while the page is seen and online, and soon after this device moved somebody. Its own moves
 * are in it from their answer on. `isMissed`: the last try taught nothing.
 */
export function useGateCounts(
  client: GateClient,
  { eventId, gateId }: Counted,
  own: OwnMoves,
): { text: string; isMissed: boolean } {
  const [known, setKnown] = useState<CountsAt | null>(null);
  const [isMissed, setIsMissed] = useState(false);
  const [now, setNow] = useState(() => Date.now());
  const pace = useRef<PacedAsking | null>(null);
  const latest = useRef(own);
  useLayoutEffect(() => {
    latest.current = own;
  });

  useEffect(() => {
    const leaving = new AbortController();
    const learn = (counts: GateCounts | null, asked: OwnMoves) => {
      if (leaving.signal.aborted) return;
      if (counts !== null) {
        const { tally, isOpen } = latest.current;
        // Whether a move of the same time is in these counts nobody can tell: they are asked for again after it.
        const isOverlapped = asked.isOpen || isOpen || asked.tally.answers !== tally.answers;
        if (!isOverlapped) setKnown({ counts, tally, at: Date.now() });
      }
      setIsMissed(counts === null);
      setNow(Date.now());
    };
    const refresh = async () => {
      const asked = latest.current;
      const heard = await askOnce((signal) => client.counts({ eventId, gateId }, signal), {
        signal: leaving.signal,
        timers: BROWSER_TIMERS,
      });
      learn(heard.kind === "answer" ? heard.value : null, asked);
    };
    const ask = () => {
      if (document.visibilityState !== "visible") return null;
      if (navigator.onLine !== false) return refresh();
      learn(null, latest.current);
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

  const { tally, isOpen } = own;
  useEffect(() => {
    if (tally.answers > 0 && !isOpen) pace.current?.want();
  }, [tally.answers, isOpen]);

  useEffect(() => {
    if (!isMissed) return;
    const timer = window.setInterval(() => setNow(Date.now()), AGEING_MS);
    return () => window.clearInterval(timer);
  }, [isMissed]);

  return { text: countsText(known, { isMissed, now, tally }), isMissed };
}
