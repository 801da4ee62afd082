import { Undo2 } from "lucide-react";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import { momentAtEvent, thisReader } from "./event-time";
import { GateButton } from "./gate-button";
import { outcomeIcon } from "./outcome-icon";
import { OutcomeScreen } from "./outcome-screen";
import type { PastScan } from "./scan-state";
import type { ScanStep } from "./scan-step";
import { DIRECTION_WORDS, firstUseText } from "./scan-words";
import type { ScanSession } from "./use-scan-session";

type Verdict = Extract<ScanStep, { at: "verdict" }>;

type VerdictScreenProps = { step: Verdict; session: ScanSession; timeZone: string; onUndo(): void };

export function scanNext(session: ScanSession) {
  return (
    <GateButton look="primary" takesFocus onClick={() => session.send("next")}>
      Scan next
    </GateButton>
  );
}

/** What a refusal may come from that is this device's own doing: a confirm of the same ticket that got no answer. */
const OWN_DOING = {
  ALREADY_CHECKED_IN: { asked: "admit", direction: "in" },
  NOT_INSIDE: { asked: "check-out", direction: "out" },
} as const;

function ownDoingText(step: Verdict, history: readonly PastScan[], timeZone: string): string | null {
  if (step.ticket === null || (step.verdict !== "ALREADY_CHECKED_IN" && step.verdict !== "NOT_INSIDE")) return null;
  const { asked, direction } = OWN_DOING[step.verdict];
  const { number } = step.ticket;
  const given = history.find((past) => past.asked === asked && past.ticket?.number === number);
  if (given === undefined) return null;
  const at = momentAtEvent(new Date(given.now).toISOString(), timeZone, thisReader());
  return `${DIRECTION_WORDS[direction].given} at ${at} and got no answer. This may be that scan.`;
}

/** When this scan moved the ticket, and which way. */
function movedText({ moved, movedAt }: Verdict, timeZone: string): string | null {
  if (moved === null || movedAt === null) return null;
  return `${DIRECTION_WORDS[moved.direction].moment} ${momentAtEvent(movedAt, timeZone, thisReader())}`;
}

/** What became of a ticket, and what can be done about it. */
export function VerdictScreen({ step, session, timeZone, onUndo }: VerdictScreenProps) {
  const { word, sentence } = VERDICT_LOOK[step.verdict];
  const lines = [
    step.otherEvent === null ? sentence : `This ticket is for ${step.otherEvent}.`,
    step.firstCheckIn === null ? null : firstUseText(step.firstCheckIn, timeZone),
    movedText(step, timeZone),
    ownDoingText(step, session.state.history, timeZone),
  ].filter((line) => line !== null);
  return (
    <OutcomeScreen
      icon={outcomeIcon(step.verdict)}
      word={word}
      ticket={step.ticket}
      lines={lines}
      actions={
        <>
          {step.moved === null ? null : (
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
