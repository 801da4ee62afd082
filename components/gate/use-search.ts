import { useEffect, useState } from "react";
import { errorText } from "@/lib/core/error-texts";
import type { FoundTicket } from "@/lib/domain/check-in/schema";
import type { GateClient } from "./gate-client";
import type { Unanswered } from "./scan-step";
import { createWaker, untilAnswered } from "./until-answered";
import { BROWSER_TIMERS } from "./use-scan-session";

/** Milliseconds without a key after which it is searched. */
const TYPED_MS = 250;
/** As few letters as the server takes. */
export const SHORTEST_SEARCH = 2;

type Search = {
  /** What was found, and for which words. Stays while new words are searched. */
  found: { q: string; tickets: readonly FoundTicket[] } | null;
  isBusy: boolean;
  unanswered: Unanswered;
  problem: string | null;
};

const NOTHING: Search = { found: null, isBusy: false, unanswered: null, problem: null };

/** Searches an event's tickets while somebody types, and asks again by itself where the network does not answer. */
export function useSearch(client: GateClient, eventId: string, typed: string): Search & { tryNow(): void } {
  const [search, setSearch] = useState<Search>(NOTHING);
  const [waker] = useState(() => createWaker(BROWSER_TIMERS));
  const q = typed.trim();

  useEffect(() => {
    if (q.length < SHORTEST_SEARCH) {
      setSearch(NOTHING);
      return;
    }
    const leaving = new AbortController();
    const run = async () => {
      setSearch(({ found }) => ({ ...NOTHING, found, isBusy: true }));
      const end = await untilAnswered((signal) => client.search({ eventId, q }, signal), {
        signal: leaving.signal,
        waker,
        timers: BROWSER_TIMERS,
        onSilence: (tries, silence) => setSearch((before) => ({ ...before, unanswered: { tries, silence } })),
      });
      if (end === null) return;
      if (end.kind === "answer") setSearch({ ...NOTHING, found: { q, tickets: end.value.tickets } });
      else setSearch({ ...NOTHING, problem: end.problem.fieldText ?? errorText(end.problem.code) });
    };
    const timer = window.setTimeout(() => void run(), TYPED_MS);
    return () => {
      window.clearTimeout(timer);
      leaving.abort();
    };
  }, [client, eventId, q, waker]);

  return { ...search, tryNow: () => waker.wake() };
}
