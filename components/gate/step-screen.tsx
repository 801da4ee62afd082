import {
  CircleAlert,
  Hourglass,
  LoaderCircle,
  LogIn,
  type LucideIcon,
  ScanLine,
  ServerCrash,
  Undo2,
  WifiOff,
} from "lucide-react";
import { ERROR_STATUS } from "@/lib/core/errors";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import { ActionBar } from "./action-bar";
import { momentAtEvent, thisReader } from "./event-time";
import { BUTTON_LOOK, BUTTON_SHAPE, GateButton } from "./gate-button";
import type { Silence } from "./gate-client";
import { outcomeIcon } from "./outcome-icon";
import { OutcomeScreen } from "./outcome-screen";
import type { PastScan, ScanStep } from "./scan-state";
import { firstUseText, problemWords, signedOutText, silenceText, UNKNOWN } from "./scan-words";
import type { ScanSession } from "./use-scan-session";

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
          lines={[signedOutText(step.isUncertain)]}
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
    const lines = [silenceText("confirming", step.unanswered)];
    const icon = SILENCE_ICON[step.unanswered.silence.why];
    return <OutcomeScreen icon={icon} word="Not admitted yet" ticket={step.ticket} lines={lines} actions={actions} />;
  }
  const isBusy = step.at === "confirming";
  const { word, sentence } = VERDICT_LOOK.READY;
  const notice = isBusy ? null : step.notice;
  const line =
    notice === "changed"
      ? "The ticket changed since it was scanned. Look again, then confirm."
      : notice === "finish-first"
        ? "Admit or cancel this ticket first, then scan the next one."
        : sentence;
  return (
    <OutcomeScreen
      icon={ScanLine}
      word={word}
      ticket={step.ticket}
      lines={[line]}
      actions={
        <>
          <GateButton look="soft" aria-disabled={isBusy} onClick={() => session.send("cancel")}>
            Cancel
          </GateButton>
          <GateButton look="primary" takesFocus aria-disabled={isBusy} onClick={session.confirm}>
            {isBusy ? <LoaderCircle aria-hidden className="gate-spin size-6" /> : null}
            {isBusy ? "Admitting…" : "Admit"}
          </GateButton>
        </>
      }
    />
  );
}

function scanNext(session: ScanSession) {
  return (
    <GateButton look="primary" takesFocus onClick={() => session.send("next")}>
      Scan next
    </GateButton>
  );
}

/** After giving up and scanning again, a duplicate may be this device's own admission. */
function ownAdmissionText(step: At<"verdict">, history: readonly PastScan[], timeZone: string): string | null {
  if (step.verdict !== "ALREADY_CHECKED_IN" || step.ticket === null) return null;
  const { number } = step.ticket;
  const given = history.find((past) => past.outcome === "NO_ANSWER" && past.ticket?.number === number);
  if (given === undefined) return null;
  const at = momentAtEvent(new Date(given.now).toISOString(), timeZone, thisReader());
  return `You admitted this ticket here at ${at} and got no answer. This may be that admission.`;
}

function VerdictScreen({ step, session, timeZone, onUndo }: { step: At<"verdict"> } & StepScreenProps) {
  const { word, sentence } = VERDICT_LOOK[step.verdict];
  const lines = [
    step.otherEvent === null ? sentence : `This ticket is for ${step.otherEvent}.`,
    step.firstCheckIn === null ? null : firstUseText(step.firstCheckIn, timeZone),
    step.admittedAt === null ? null : `Admitted ${momentAtEvent(step.admittedAt, timeZone, thisReader())}`,
    ownAdmissionText(step, session.state.history, timeZone),
  ].filter((line) => line !== null);
  return (
    <OutcomeScreen
      icon={outcomeIcon(step.verdict)}
      word={word}
      ticket={step.ticket}
      lines={lines}
      actions={
        <>
          {step.admission === null ? null : (
            <GateButton look="soft" onClick={onUndo}>
              <Undo2 aria-hidden className="size-6" />
              Undo
            </GateButton>
          )}
          {scanNext(session)}
        </>
      }
    />
  );
}

function PendingScreen({ step, session }: { step: At<"previewing" | "undoing">; session: ScanSession }) {
  const isUndo = step.at === "undoing";
  const ticket = isUndo ? step.admission.ticket : null;
  if (step.unanswered !== null) {
    const leave = isUndo
      ? { label: "Give up", onLeave: session.giveUp }
      : { label: "Cancel", onLeave: () => session.send("cancel") };
    return (
      <OutcomeScreen
        icon={SILENCE_ICON[step.unanswered.silence.why]}
        word={isUndo ? "Not undone yet" : "Not checked yet"}
        ticket={ticket}
        lines={[silenceText(step.at, step.unanswered)]}
        actions={<RetryActions session={session} leave={leave} />}
      />
    );
  }
  if (isUndo) {
    return <OutcomeScreen icon={LoaderCircle} isBusy word="Undoing…" ticket={ticket} lines={[]} actions={null} />;
  }
  return (
    <section className="flex flex-1 flex-col" aria-busy>
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
  const { pending } = step;
  const { word, sentence } = UNKNOWN[pending.at];
  const ticket = pending.at === "confirming" ? pending.ticket : pending.admission.ticket;
  const actions = (
    <>
      <GateButton look="soft" onClick={() => session.send("keep-trying")}>
        Keep trying
      </GateButton>
      {scanNext(session)}
    </>
  );
  return <OutcomeScreen icon={CircleAlert} word={word} ticket={ticket} lines={[sentence]} actions={actions} />;
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
