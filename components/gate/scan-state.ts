import type {
  ConfirmResult,
  Direction,
  Movement,
  PreviewResult,
  UndoResult,
  Verdict,
} from "@/lib/domain/check-in/schema";
import type { GateProblem } from "./gate-answers";
import type { Silence } from "./gate-client";
import {
  type Asked,
  type Confirming,
  type Moved,
  type Pending,
  type Reading,
  type RememberedTicket,
  type ScanStep,
  ticketOf,
  type Undoing,
} from "./scan-step";

export type ScanEvent =
  | { type: "read"; reading: Reading }
  | { type: "unanswered"; tries: number; silence: Silence }
  | { type: "previewed"; result: PreviewResult; now: number }
  | { type: "confirm"; scanId: string }
  | { type: "confirmed"; result: ConfirmResult; gateId: string | null; now: number }
  | { type: "undo"; moved: Moved; undoId: string; reason: string }
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
const undo = (_step: ScanStep, { moved, undoId, reason }: EventOf<"undo">): ScanStep => ({
  at: "undoing",
  moved,
  undoId,
  reason,
  unanswered: null,
});

function hear<S extends Pending>(step: S, { tries, silence }: EventOf<"unanswered">): S {
  return { ...step, unanswered: { tries, silence } };
}

function previewed({ reading, isAgain }: StepAt<"previewing">, { result }: EventOf<"previewed">): ScanStep {
  const { verdict, ticket, direction, previewToken } = result;
  if (verdict === "READY") {
    // Without these there is nothing to confirm; the reader of answers lets no such preview through.
    if (ticket === undefined || direction === undefined || previewToken === undefined) return preview(reading);
    const shift = result.shift ?? NO_SHIFT;
    return { at: "ready", reading, ticket, direction, shift, previewToken, notice: isAgain ? "changed" : null };
  }
  return {
    at: "verdict",
    verdict,
    ticket: ticket ?? null,
    firstCheckIn: result.firstCheckIn ?? null,
    otherEvent: result.otherEvent ?? null,
    movedAt: null,
    moved: null,
  };
}

const NO_SHIFT = { inside: 0, left: 0 };

const DIRECTION_OF = { ADMITTED: "in", CHECKED_OUT: "out" } as const satisfies Record<Movement, Direction>;

function isMovement(verdict: Verdict): verdict is Movement {
  return Object.hasOwn(DIRECTION_OF, verdict);
}

function confirmed(step: Confirming, { result, gateId, now }: EventOf<"confirmed">): ScanStep {
  const ticket = result.ticket ?? step.ticket;
  const { verdict, checkInId } = result;
  return {
    at: "verdict",
    verdict,
    ticket,
    firstCheckIn: result.firstCheckIn ?? null,
    otherEvent: null,
    movedAt: result.admittedAt ?? result.checkedOutAt ?? null,
    moved:
      isMovement(verdict) && checkInId !== undefined
        ? { checkInId, direction: DIRECTION_OF[verdict], ticket, shift: step.shift, gateId, receivedAt: now }
        : null,
  };
}

const ASKED = { in: "admit", out: "check-out" } as const satisfies Record<Direction, Asked>;

function askedAt(step: StepAt<"previewing"> | Confirming | Undoing): Asked {
  if (step.at === "confirming") return ASKED[step.direction];
  return step.at === "previewing" ? "preview" : "undo";
}

function failed(step: StepAt<"previewing"> | Confirming | Undoing, { problem }: EventOf<"failed">): ScanStep {
  const during = askedAt(step);
  // An earlier attempt went unanswered: what this refusal says is true of the last one only.
  const isUncertain = step.at !== "previewing" && step.unanswered !== null;
  if (problem.code === "UNAUTHENTICATED") return { at: "signed-out", during, isUncertain };
  if (step.at === "confirming" && problem.code === "PREVIEW_STALE") return preview(step.reading, true);
  return { at: "problem", problem, during, reading: step.at === "undoing" ? null : step.reading, isUncertain };
}

/** Which event leads where. What is not in the table changes nothing: a late answer, a second tap. */
const MOVES: Moves = {
  scanning: { read, undo },
  previewing: { unanswered: hear, previewed, failed, cancel: next },
  ready: {
    read: (step) => ({ ...step, notice: "finish-first" }),
    confirm: ({ reading, ticket, direction, shift, previewToken }, { scanId }) => ({
      at: "confirming",
      reading,
      ticket,
      direction,
      shift,
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
    undone: ({ moved }) => ({
      at: "verdict",
      verdict: "UNDONE",
      ticket: moved.ticket,
      firstCheckIn: null,
      otherEvent: null,
      movedAt: null,
      moved: null,
    }),
    failed,
    "give-up": (step) => ({ at: "unknown", pending: step }),
  },
  unknown: { read, next, "keep-trying": ({ pending }) => pending },
  problem: { read, next, retry: (step) => (step.reading === null ? step : preview(step.reading)) },
  "signed-out": {},
};

/** What this device did, newest first. Never a code. */
export type PastScan = {
  id: number;
  now: number;
  ticket: RememberedTicket | null;
  outcome: Verdict | "NO_ANSWER" | "FAILED";
  /** What got no answer. */
  asked: Asked | null;
};

export type ScanState = {
  step: ScanStep;
  history: readonly PastScan[];
  /** The admission or check-out this device may still undo; the server has the last word. */
  lastMoved: Moved | null;
};

export const INITIAL_SCAN_STATE: ScanState = { step: SCANNING, history: [], lastMoved: null };

export const HISTORY_LENGTH = 50;

function outcomeOf(step: ScanStep): Omit<PastScan, "id" | "now"> | null {
  if (step.at === "verdict") return { outcome: step.verdict, ticket: step.ticket, asked: null };
  if (step.at === "problem") return { outcome: "FAILED", ticket: null, asked: null };
  return step.at === "unknown" ? noAnswer(step.pending) : null;
}

/** A request of which nobody knows what became of it. */
export function noAnswer(pending: Confirming | Undoing): Omit<PastScan, "id" | "now"> {
  return { outcome: "NO_ANSWER", ticket: ticketOf(pending), asked: askedAt(pending) };
}

function remember(history: readonly PastScan[], step: ScanStep, now: number): readonly PastScan[] {
  const outcome = outcomeOf(step);
  if (outcome === null) return history;
  const id = (history[0]?.id ?? 0) + 1;
  return [{ ...outcome, id, now }, ...history].slice(0, HISTORY_LENGTH);
}

/** The gate's whole flow. Pure; it shows an admission or check-out only after a `confirmed` event, which only the server causes. */
export function scanReducer(state: ScanState, event: ScanEvent): ScanState {
  const move = MOVES[state.step.at][event.type] as ((step: ScanStep, event: ScanEvent) => ScanStep) | undefined;
  const step = move?.(state.step, event) ?? state.step;
  if (step === state.step) return state;
  const isMove = step.at === "verdict" && step.moved !== null;
  const isUndone = event.type === "undone";
  return {
    step,
    history: "now" in event ? remember(state.history, step, event.now) : state.history,
    lastMoved: isMove ? step.moved : isUndone ? null : state.lastMoved,
  };
}
