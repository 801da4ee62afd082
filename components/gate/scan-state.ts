import type {
  ConfirmResult,
  FirstCheckIn,
  PreviewResult,
  ScanMethod,
  ShownTicket,
  UndoResult,
  Verdict,
} from "@/lib/domain/check-in/schema";
import type { GateProblem } from "./gate-answers";
import type { Silence } from "./gate-client";

/** One reading of a code. `id` tells readings of the same text apart. */
export type Reading = { id: string; method: Exclude<ScanMethod, "search">; text: string };

/** An admission of this device, which may be undone for a while. `receivedAt` is this device's clock, in milliseconds. */
export type Admission = { checkInId: string; ticket: ShownTicket; receivedAt: number };

/** How often the present request went unanswered, and why the last time. */
export type Unanswered = { tries: number; silence: Silence } | null;

type Pending = { unanswered: Unanswered };
type Confirming = Pending & {
  at: "confirming";
  reading: Reading;
  ticket: ShownTicket;
  previewToken: string;
  /** Made once per confirm and kept over every retry, so that a lost answer can be asked for again. */
  scanId: string;
};
type Undoing = Pending & { at: "undoing"; admission: Admission; undoId: string; reason: string };

export type ScanStep =
  | { at: "scanning" }
  | (Pending & { at: "previewing"; reading: Reading; isAgain: boolean })
  | { at: "ready"; reading: Reading; ticket: ShownTicket; previewToken: string; notice: ReadyNotice }
  | Confirming
  | {
      at: "verdict";
      verdict: Exclude<Verdict, "READY">;
      ticket: ShownTicket | null;
      firstCheckIn: FirstCheckIn | null;
      otherEvent: string | null;
      admittedAt: string | null;
      admission: Admission | null;
    }
  | Undoing
  | { at: "unknown"; pending: Confirming | Undoing }
  | {
      at: "problem";
      problem: GateProblem;
      during: "preview" | "confirm" | "undo";
      reading: Reading | null;
      isUncertain: boolean;
    }
  | { at: "signed-out"; isUncertain: boolean };

type ReadyNotice = "changed" | "finish-first" | null;

export type ScanEvent =
  | { type: "read"; reading: Reading }
  | { type: "unanswered"; tries: number; silence: Silence }
  | { type: "previewed"; result: PreviewResult; now: number }
  | { type: "confirm"; scanId: string }
  | { type: "confirmed"; result: ConfirmResult; now: number }
  | { type: "undo"; admission: Admission; undoId: string; reason: string }
  | { type: "undone"; result: UndoResult; now: number }
  | { type: "failed"; problem: GateProblem; now: number }
  | { type: "retry" }
  | { type: "give-up"; now: number }
  | { type: "keep-trying" }
  | { type: "cancel" }
  | { type: "next" };

type StepAt<A extends ScanStep["at"]> = Extract<ScanStep, { at: A }>;
type EventOf<T extends ScanEvent["type"]> = Extract<ScanEvent, { type: T }>;
type Moves = {
  [A in ScanStep["at"]]: { [T in ScanEvent["type"]]?: (step: StepAt<A>, event: EventOf<T>) => ScanStep };
};

const SCANNING: ScanStep = { at: "scanning" };

function preview(reading: Reading, isAgain = false): ScanStep {
  return { at: "previewing", reading, isAgain, unanswered: null };
}

const read = (_step: ScanStep, event: EventOf<"read">): ScanStep => preview(event.reading);
const next = (): ScanStep => SCANNING;
const undo = (_step: ScanStep, { admission, undoId, reason }: EventOf<"undo">): ScanStep => ({
  at: "undoing",
  admission,
  undoId,
  reason,
  unanswered: null,
});

function hear<S extends Pending>(step: S, { tries, silence }: EventOf<"unanswered">): S {
  return { ...step, unanswered: { tries, silence } };
}

function previewed({ reading, isAgain }: StepAt<"previewing">, { result }: EventOf<"previewed">): ScanStep {
  const { verdict, ticket, previewToken } = result;
  if (verdict === "READY") {
    // Without a ticket and a token there is nothing to confirm; the reader of answers lets no such preview through.
    if (ticket === undefined || previewToken === undefined) return preview(reading);
    return { at: "ready", reading, ticket, previewToken, notice: isAgain ? "changed" : null };
  }
  return {
    at: "verdict",
    verdict,
    ticket: ticket ?? null,
    firstCheckIn: result.firstCheckIn ?? null,
    otherEvent: result.otherEvent ?? null,
    admittedAt: null,
    admission: null,
  };
}

function confirmed(step: Confirming, { result, now }: EventOf<"confirmed">): ScanStep {
  const ticket = result.ticket ?? step.ticket;
  const { verdict, checkInId } = result;
  return {
    at: "verdict",
    verdict,
    ticket,
    firstCheckIn: result.firstCheckIn ?? null,
    otherEvent: null,
    admittedAt: result.admittedAt ?? null,
    admission: verdict === "ADMITTED" && checkInId !== undefined ? { checkInId, ticket, receivedAt: now } : null,
  };
}

function failed(step: StepAt<"previewing"> | Confirming | Undoing, { problem }: EventOf<"failed">): ScanStep {
  // An earlier attempt went unanswered: what this refusal says is true of the last one only.
  const isUncertain = step.at !== "previewing" && step.unanswered !== null;
  if (problem.code === "UNAUTHENTICATED") return { at: "signed-out", isUncertain };
  if (step.at === "previewing") {
    return { at: "problem", problem, during: "preview", reading: step.reading, isUncertain };
  }
  if (step.at === "undoing") return { at: "problem", problem, during: "undo", reading: null, isUncertain };
  if (problem.code === "PREVIEW_STALE") return preview(step.reading, true);
  return { at: "problem", problem, during: "confirm", reading: step.reading, isUncertain };
}

/** Which event leads where. What is not in the table changes nothing: a late answer, a second tap. */
const MOVES: Moves = {
  scanning: { read, undo },
  previewing: { unanswered: hear, previewed, failed, cancel: next },
  ready: {
    read: (step) => ({ ...step, notice: "finish-first" }),
    confirm: ({ reading, ticket, previewToken }, { scanId }) => ({
      at: "confirming",
      reading,
      ticket,
      previewToken,
      scanId,
      unanswered: null,
    }),
    cancel: next,
  },
  confirming: {
    unanswered: hear,
    confirmed,
    failed,
    "give-up": (step) => ({ at: "unknown", pending: step }),
  },
  verdict: { read, undo, next },
  undoing: {
    unanswered: hear,
    undone: ({ admission }) => ({
      at: "verdict",
      verdict: "UNDONE",
      ticket: admission.ticket,
      firstCheckIn: null,
      otherEvent: null,
      admittedAt: null,
      admission: null,
    }),
    failed,
    "give-up": (step) => ({ at: "unknown", pending: step }),
  },
  unknown: { read, next, "keep-trying": ({ pending }) => pending },
  problem: { read, next, retry: (step) => (step.reading === null ? step : preview(step.reading)) },
  "signed-out": {},
};

/** What this device did, newest first; kept in memory only, and never a code. */
export type PastScan = {
  id: number;
  now: number;
  ticket: ShownTicket | null;
  outcome: Verdict | "NO_ANSWER" | "FAILED";
};

export type ScanState = {
  step: ScanStep;
  history: readonly PastScan[];
  /** The admission this device may still undo; the server has the last word. */
  lastAdmission: Admission | null;
};

export const INITIAL_SCAN_STATE: ScanState = { step: SCANNING, history: [], lastAdmission: null };

const HISTORY_LENGTH = 50;

function outcomeOf(step: ScanStep): Omit<PastScan, "id" | "now"> | null {
  if (step.at === "verdict") return { outcome: step.verdict, ticket: step.ticket };
  if (step.at === "problem") return { outcome: "FAILED", ticket: null };
  if (step.at !== "unknown") return null;
  const { pending } = step;
  return { outcome: "NO_ANSWER", ticket: pending.at === "confirming" ? pending.ticket : pending.admission.ticket };
}

function remember(history: readonly PastScan[], step: ScanStep, now: number): readonly PastScan[] {
  const outcome = outcomeOf(step);
  if (outcome === null) return history;
  const id = (history[0]?.id ?? 0) + 1;
  return [{ ...outcome, id, now }, ...history].slice(0, HISTORY_LENGTH);
}

/** The gate's whole flow. Pure; it shows an admission only after a `confirmed` event, which only the server causes. */
export function scanReducer(state: ScanState, event: ScanEvent): ScanState {
  const move = MOVES[state.step.at][event.type] as ((step: ScanStep, event: ScanEvent) => ScanStep) | undefined;
  const step = move?.(state.step, event) ?? state.step;
  if (step === state.step) return state;
  const isAdmission = step.at === "verdict" && step.admission !== null;
  const isUndone = event.type === "undone";
  return {
    step,
    history: "now" in event ? remember(state.history, step, event.now) : state.history,
    lastAdmission: isAdmission ? step.admission : isUndone ? null : state.lastAdmission,
  };
}
