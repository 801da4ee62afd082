import { useEffect, useEffectEvent, useReducer, useState } from "react";
import { v7 as newId } from "uuid";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import { giveSignal, type Signal } from "./feedback";
import type { Attempt, GateClient, Silence, Timers } from "./gate-client";
import { NO_TALLY, type Tally, tallied } from "./gate-counts";
import { fromKeptScans, keptScans, loadKeptScans, storeKeptScans } from "./kept-scans";
import { type ScanEvent, type ScanState, scanReducer } from "./scan-state";
import type { Moved, Reading, ScanStep } from "./scan-step";
import { createWaker, untilAnswered } from "./until-answered";

export const BROWSER_TIMERS: Timers = {
  setTimeout: (run, ms) => window.setTimeout(run, ms),
  clearTimeout: (timer) => window.clearTimeout(timer),
};

/** Where this device stands: what every preview names. */
export type Post = { eventId: string; gateId?: string; checkpointId?: string; device: { id: string; label: string } };

export type Network = "online" | "offline" | "no-answer";

export type ScanSession = {
  state: ScanState;
  network: Network;
  /** What the server said it did for this device: admissions, check-outs, undos. */
  tally: Tally;
  read(method: Reading["method"], text: string): void;
  confirm(): void;
  undo(reason: string): void;
  send(event: Extract<ScanEvent, { type: "retry" | "keep-trying" | "cancel" | "next" }>["type"]): void;
  giveUp(): void;
  tryNow(): void;
};

/** The longest text the gate's door takes; nothing longer is a ticket, and the server says so in its own words. */
const LONGEST_CODE = 2_048;

/** A reading as the server takes it. */
function read({ method, text }: Reading) {
  if (method === "typed") return { typed: text };
  return method === "search" ? { ticketId: text } : { code: text.slice(0, LONGEST_CODE) };
}

/** Names the request a step waits for, so that it is started once, and ended when the step is left. */
function requestKey(step: ScanStep): string | null {
  if (step.at === "previewing") return `preview ${step.reading.id} ${step.isAgain}`;
  if (step.at === "confirming") return `confirm ${step.scanId}`;
  return step.at === "undoing" ? `undo ${step.undoId}` : null;
}

function signalOf(step: ScanStep): Signal | null {
  if (step.at === "ready") return step.notice === "finish-first" ? "no-answer" : "ready";
  if (step.at === "verdict") return VERDICT_LOOK[step.verdict].tone;
  if (step.at === "unknown" || step.at === "problem" || step.at === "signed-out") return "look-again";
  return "unanswered" in step && step.unanswered !== null ? "no-answer" : null;
}

/** The server is there, and says when to ask again. */
const ASKED_TO_WAIT: readonly Silence["why"][] = ["wait", "busy"];

/** Runs the flow of `scanReducer` against the server, with retries, sound and vibration. */
export function useScanSession(client: GateClient, post: Post): ScanSession {
  const [state, dispatch] = useReducer(scanReducer, post.eventId, (eventId) => fromKeptScans(loadKeptScans(eventId)));
  const [network, setNetwork] = useState<Network>("online");
  const [tally, setTally] = useState(NO_TALLY);
  const [waker] = useState(() => createWaker(BROWSER_TIMERS));
  const { step } = state;
  const here = post.gateId ?? null;

  const count = ({ gateId, ...move }: Pick<Moved, "direction" | "shift" | "gateId">, what: "done" | "undone") =>
    setTally((before) => tallied(before, { ...move, isHere: gateId !== null && gateId === here }, what));

  const run = useEffectEvent((signal: AbortSignal) => {
    const ask = async <T>(send: (signal: AbortSignal) => Promise<Attempt<T>>, answered: (value: T) => ScanEvent) => {
      const end = await untilAnswered(send, {
        signal,
        waker,
        timers: BROWSER_TIMERS,
        onSilence: (tries, silence) => {
          setNetwork(
            navigator.onLine === false ? "offline" : ASKED_TO_WAIT.includes(silence.why) ? "online" : "no-answer",
          );
          dispatch({ type: "unanswered", tries, silence });
        },
      });
      if (end === null) return;
      setNetwork("online");
      dispatch(end.kind === "answer" ? answered(end.value) : { type: "failed", problem: end.problem, now: Date.now() });
    };
    if (step.at === "previewing") {
      const body = { ...post, ...read(step.reading), method: step.reading.method };
      void ask(
        (each) => client.preview(body, each),
        (result) => ({ type: "previewed", result, now: Date.now() }),
      );
    } else if (step.at === "confirming") {
      const body = { previewToken: step.previewToken, scanId: step.scanId, deviceId: post.device.id };
      void ask(
        (each) => client.confirm(body, each),
        (result) => {
          // In the same turn as the verdict, so that the counts beside it have it in them.
          const isMoved = result.verdict === "ADMITTED" || result.verdict === "CHECKED_OUT";
          if (isMoved) count({ direction: step.direction, shift: step.shift, gateId: here }, "done");
          return { type: "confirmed", result, gateId: here, now: Date.now() };
        },
      );
    } else if (step.at === "undoing") {
      const body = { checkInId: step.moved.checkInId, undoId: step.undoId, reason: step.reason };
      void ask(
        (each) => client.undo(body, each),
        (result) => {
          count(step.moved, "undone");
          return { type: "undone", result, now: Date.now() };
        },
      );
    }
  });

  const key = requestKey(step);
  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    run(leaving.signal);
    return () => leaving.abort();
  }, [key]);

  useEffect(() => storeKeptScans(post.eventId, keptScans(state, Date.now())), [post.eventId, state]);

  useEffect(() => {
    const signal = signalOf(step);
    if (signal !== null) giveSignal(signal);
  }, [step]);

  useEffect(() => {
    const update = () => {
      setNetwork(navigator.onLine === false ? "offline" : "online");
      // The network is back: ask now, not at the end of a pause.
      if (navigator.onLine !== false) waker.wake();
    };
    update();
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    return () => {
      window.removeEventListener("online", update);
      window.removeEventListener("offline", update);
    };
  }, [waker]);

  return {
    state,
    network,
    tally,
    read: (method, text) => dispatch({ type: "read", reading: { id: newId(), method, text } }),
    confirm: () => dispatch({ type: "confirm", scanId: newId() }),
    undo: (reason) => {
      const moved = state.lastMoved;
      if (moved !== null) dispatch({ type: "undo", moved, undoId: newId(), reason });
    },
    send: (type) => dispatch({ type }),
    giveUp: () => dispatch({ type: "give-up", now: Date.now() }),
    tryNow: () => waker.wake(),
  };
}
