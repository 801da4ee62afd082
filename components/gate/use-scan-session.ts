import { useEffect, useEffectEvent, useReducer, useState } from "react";
import { v4 as newId } from "uuid";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import { giveSignal, type Signal } from "./feedback";
import type { Attempt, GateClient, Timers } from "./gate-client";
import {
  INITIAL_SCAN_STATE,
  type Reading,
  type ScanEvent,
  type ScanState,
  type ScanStep,
  scanReducer,
} from "./scan-state";
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
  read(method: Reading["method"], text: string): void;
  confirm(): void;
  undo(reason: string): void;
  send(event: Extract<ScanEvent, { type: "retry" | "keep-trying" | "cancel" | "next" }>["type"]): void;
  giveUp(): void;
  tryNow(): void;
};

/** The longest text the gate's door takes; nothing longer is a ticket, and the server says so in its own words. */
const LONGEST_CODE = 2_048;

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

/** Runs the flow of `scanReducer` against the server, with retries, sound and vibration. */
export function useScanSession(client: GateClient, post: Post): ScanSession {
  const [state, dispatch] = useReducer(scanReducer, INITIAL_SCAN_STATE);
  const [network, setNetwork] = useState<Network>("online");
  const [waker] = useState(() => createWaker(BROWSER_TIMERS));
  const { step } = state;

  const run = useEffectEvent((signal: AbortSignal) => {
    const ask = async <T>(send: (signal: AbortSignal) => Promise<Attempt<T>>, answered: (value: T) => ScanEvent) => {
      const end = await untilAnswered(send, {
        signal,
        waker,
        onSilence: (tries, silence) => {
          setNetwork(navigator.onLine === false ? "offline" : silence.why === "wait" ? "online" : "no-answer");
          dispatch({ type: "unanswered", tries, silence });
        },
      });
      if (end === null) return;
      setNetwork("online");
      dispatch(end.kind === "answer" ? answered(end.value) : { type: "failed", problem: end.problem, now: Date.now() });
    };
    if (step.at === "previewing") {
      const { method, text } = step.reading;
      const code = method === "typed" ? { typed: text } : { code: text.slice(0, LONGEST_CODE) };
      const body = { ...post, ...code, method };
      void ask(
        (each) => client.preview(body, each),
        (result) => ({ type: "previewed", result, now: Date.now() }),
      );
    } else if (step.at === "confirming") {
      const body = { previewToken: step.previewToken, scanId: step.scanId, deviceId: post.device.id };
      void ask(
        (each) => client.confirm(body, each),
        (result) => ({ type: "confirmed", result, now: Date.now() }),
      );
    } else if (step.at === "undoing") {
      const body = { checkInId: step.admission.checkInId, undoId: step.undoId, reason: step.reason };
      void ask(
        (each) => client.undo(body, each),
        (result) => ({ type: "undone", result, now: Date.now() }),
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
    read: (method, text) => dispatch({ type: "read", reading: { id: newId(), method, text } }),
    confirm: () => dispatch({ type: "confirm", scanId: newId() }),
    undo: (reason) => {
      const admission = state.lastAdmission;
      if (admission !== null) dispatch({ type: "undo", admission, undoId: newId(), reason });
    },
    send: (type) => dispatch({ type }),
    giveUp: () => dispatch({ type: "give-up", now: Date.now() }),
    tryNow: () => waker.wake(),
  };
}
