import {
  CircleAlert,
  Hourglass,
  LoaderCircle,
  LogIn,
  LogOut,
  type LucideIcon,
  ScanLine,
  ServerCrash,
  WifiOff,
} from "lucide-react";
import { ERROR_STATUS } from "@/lib/core/errors";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import { ActionBar } from "./action-bar";
import { BUTTON_LOOK, BUTTON_SHAPE, GateButton } from "./gate-button";
import type { Silence } from "./gate-client";
import { OutcomeScreen } from "./outcome-screen";
import { type ScanStep, ticketOf } from "./scan-step";
import { DIRECTION_WORDS, problemWords, signedOutText, silenceWords, unknownWords } from "./scan-words";
import type { ScanSession } from "./use-scan-session";
import { scanNext, VerdictScreen } from "./verdict-screen";

type StepScreenProps = {
  session: ScanSession;
  timeZone: string;
  signInHref: string;
  onUndo(): void;
};

function takeFocus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}

/** The screen of every step but scanning itself. */
export function StepScreen(props: StepScreenProps) {
  const { session } = props;
  const { step } = session.state;
  switch (step.at) {
    case "ready":
    case "confirming":
      return <ReadyScreen step={step} session={session} />;
    case "verdict":
      return <VerdictScreen step={step} {...props} />;
    case "undoing":
    case "previewing":
      return <PendingScreen step={step} session={session} />;
    case "unknown":
      return <UnknownScreen step={step} session={session} />;
    case "problem":
      return <ProblemScreen step={step} session={session} />;
    case "signed-out":
      return (
        <OutcomeScreen
          icon={LogIn}
          word="Signed out"
          ticket={null}
          lines={[signedOutText(step)]}
          actions={
            <a ref={takeFocus} href={props.signInHref} className={`${BUTTON_SHAPE} ${BUTTON_LOOK.primary}`}>
              Sign in
            </a>
          }
        />
      );
    case "scanning":
      return null;
  }
}

const SILENCE_ICON: Record<Silence["why"], LucideIcon> = {
  offline: WifiOff,
  slow: WifiOff,
  server: ServerCrash,
  wait: Hourglass,
  busy: Hourglass,
};

type At<A extends ScanStep["at"]> = Extract<ScanStep, { at: A }>;

function RetryActions({ session, leave }: { session: ScanSession; leave: { label: string; onLeave(): void } }) {
  return (
    <>
      <GateButton look="soft" onClick={leave.onLeave}>
        {leave.label}
      </GateButton>
      <GateButton look="primary" takesFocus onClick={session.tryNow}>
        Try now
      </GateButton>
    </>
  );
}

function ReadyScreen({ step, session }: { step: At<"ready" | "confirming">; session: ScanSession }) {
  if (step.at === "confirming" && step.unanswered !== null) {
    const actions = <RetryActions session={session} leave={{ label: "Give up", onLeave: session.giveUp }} />;
    const { word, sentence } = silenceWords(step, step.unanswered);
    const icon = SILENCE_ICON[step.unanswered.silence.why];
    return <OutcomeScreen icon={icon} word={word} ticket={step.ticket} lines={[sentence]} actions={actions} />;
  }
  const isBusy = step.at === "confirming";
  const words = DIRECTION_WORDS[step.direction];
  return (
    <OutcomeScreen
      icon={step.direction === "in" ? ScanLine : LogOut}
      word={words.ready}
      ticket={step.ticket}
      lines={[readyLine(step)]}
      actions={
        <>
          <GateButton look="soft" aria-disabled={isBusy} onClick={() => session.send("cancel")}>
            Cancel
          </GateButton>
          <GateButton look="primary" takesFocus aria-disabled={isBusy} onClick={session.confirm}>
            {isBusy ? <LoaderCircle aria-hidden className="gate-spin size-6" /> : null}
            {isBusy ? words.busy : words.button}
          </GateButton>
        </>
      }
    />
  );
}

function readyLine(step: At<"ready" | "confirming">): string {
  const notice = step.at === "ready" ? step.notice : null;
  if (notice === "changed") return "The ticket changed since it was scanned. Look again, then confirm.";
  if (notice === "finish-first") return DIRECTION_WORDS[step.direction].finishFirst;
  if (step.reading.method === "search") return "Found by name. Make sure that this is the person, then confirm.";
  return VERDICT_LOOK.READY.sentence;
}

function PendingScreen({ step, session }: { step: At<"previewing" | "undoing">; session: ScanSession }) {
  const isUndo = step.at === "undoing";
  const ticket = isUndo ? step.moved.ticket : null;
  if (step.unanswered !== null) {
    const leave = isUndo
      ? { label: "Give up", onLeave: session.giveUp }
      : { label: "Cancel", onLeave: () => session.send("cancel") };
    const { word, sentence } = silenceWords(step, step.unanswered);
    return (
      <OutcomeScreen
        icon={SILENCE_ICON[step.unanswered.silence.why]}
        word={word}
        ticket={ticket}
        lines={[sentence]}
        actions={<RetryActions session={session} leave={leave} />}
      />
    );
  }
  if (isUndo) {
    return <OutcomeScreen icon={LoaderCircle} isBusy word="Undoing…" ticket={ticket} lines={[]} actions={null} />;
  }
  return (
    <section className="flex flex-1 flex-col sideways:flex-row" aria-busy>
      <div className="flex flex-1 flex-col items-center justify-center gap-5">
        <LoaderCircle aria-hidden className="gate-spin size-[72px]" />
        <p className="text-[1.5rem] font-semibold">Checking…</p>
      </div>
      <ActionBar>
        <GateButton look="soft" takesFocus onClick={() => session.send("cancel")}>
          Cancel
        </GateButton>
      </ActionBar>
    </section>
  );
}

function UnknownScreen({ step, session }: { step: At<"unknown">; session: ScanSession }) {
  const { word, sentence } = unknownWords(step);
  const actions = (
    <>
      <GateButton look="soft" onClick={() => session.send("keep-trying")}>
        Keep trying
      </GateButton>
      {scanNext(session)}
    </>
  );
  return (
    <OutcomeScreen
      icon={CircleAlert}
      word={word}
      ticket={ticketOf(step.pending)}
      lines={[sentence]}
      actions={actions}
    />
  );
}

function ProblemScreen({ step, session }: { step: At<"problem">; session: ScanSession }) {
  const { word, sentence } = problemWords(step);
  const { requestId, code } = step.problem;
  // A conflict explains itself; for the rest somebody may have to look it up.
  const isExplained = requestId === null || ERROR_STATUS[code] === 409;
  const lines = isExplained ? [sentence] : [sentence, `Reference ${requestId}`];
  const actions = (
    <>
      {step.reading === null || code === "PREVIEW_EXPIRED" ? null : (
        <GateButton look="soft" onClick={() => session.send("retry")}>
          Try again
        </GateButton>
      )}
      {scanNext(session)}
    </>
  );
  return <OutcomeScreen icon={CircleAlert} word={word} ticket={null} lines={lines} actions={actions} />;
}
