import { errorText } from "@/lib/core/error-texts";
import { OWN_UNDO_MS, VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import type { FirstCheckIn } from "@/lib/domain/check-in/schema";
import type { CameraTrouble } from "./camera";
import { momentAtEvent, thisReader } from "./event-time";
import type { PastScan, ScanState, ScanStep, Unanswered } from "./scan-state";

// Every sentence of the scanner that is not a verdict's or an error code's own.

export const CAMERA_TROUBLE: Record<CameraTrouble, { title: string; advice: string }> = {
  insecure: {
    title: "The camera needs a secure address",
    advice: "Browsers open the camera only over https. Open this page with an address that begins with https://",
  },
  blocked: {
    title: "The camera is blocked",
    advice: "Tap the lock or camera sign beside the address, allow the camera for this site, then try again.",
  },
  missing: { title: "No camera found", advice: "Connect a camera to this device, then try again." },
  busy: { title: "The camera is in use", advice: "Close the other app that uses the camera, then try again." },
  failed: { title: "The camera did not start", advice: "Try again. If it stays, close the browser and open it again." },
};

export const DECODER_TROUBLE = {
  title: "The code reader did not load",
  advice: "Check the network, then try again. Hardware scanners work without it.",
};

export const UNKNOWN = {
  confirming: { word: "Not known", sentence: "It may have been admitted. Scan it again to see." },
  undoing: { word: "Not known", sentence: "It may have been undone. Scan it again to see." },
} as const;

const SO_FAR: Record<"previewing" | "confirming" | "undoing", string> = {
  previewing: "Nothing was admitted.",
  confirming: "Not admitted so far as we know.",
  undoing: "Not undone so far as we know.",
};

/** Says that there is no answer, that it is being tried again, and what is known meanwhile. */
export function silenceText(at: keyof typeof SO_FAR, { tries, silence }: NonNullable<Unanswered>): string {
  if (silence.why === "wait") {
    const retryAfter = Math.ceil((silence.waitMs ?? 1_000) / 1_000);
    return `${errorText("RATE_LIMITED", { retryAfter })} It goes on by itself. ${SO_FAR[at]}`;
  }
  const start = silence.why === "server" ? "The server had a fault" : "No answer yet";
  return `${start} — trying again (${tries}). ${SO_FAR[at]}`;
}

/** Where and when a ticket was first used, in the event's time. */
export function firstUseText({ at, device, gate }: FirstCheckIn, timeZone: string): string {
  const place = gate === null ? "" : ` at ${gate}`;
  return `First used ${momentAtEvent(at, timeZone, thisReader())}${place} on ${device}`;
}

/** What else can be done while the camera gives nothing. */
export function otherWaysText(canType: boolean): string {
  const ways = "use a picture or a hardware scanner";
  return canType ? `Meanwhile you can type the number, or ${ways}.` : `Meanwhile you can ${ways}.`;
}

type Problem = Extract<ScanStep, { at: "problem" }>;

const PROBLEM_WORD: Record<Problem["during"], string> = {
  preview: "Not checked",
  confirm: "Not admitted",
  undo: "Not undone",
};

export function problemWords({ problem, during, isUncertain }: Problem): { word: string; sentence: string } {
  const sentence = problem.fieldText ?? errorText(problem.code);
  if (!isUncertain) return { word: PROBLEM_WORD[during], sentence };
  return {
    word: "Not known",
    sentence: `${sentence} ${UNKNOWN[during === "undo" ? "undoing" : "confirming"].sentence}`,
  };
}

export function signedOutText(isUncertain: boolean): string {
  const start = "Your session has ended. Sign in to go on scanning.";
  return isUncertain ? `${start} The last ticket may have been admitted. Scan it again to see.` : start;
}

/** What a screen reader says at once when a step is reached. Empty while there is nothing to say. */
export function announcement(step: ScanStep): string {
  switch (step.at) {
    case "ready":
    case "verdict": {
      const { word, sentence } = VERDICT_LOOK[step.at === "ready" ? "READY" : step.verdict];
      const who = step.ticket === null ? "" : ` ${step.ticket.name}, number ${step.ticket.number}.`;
      return `${word}.${who} ${sentence}`;
    }
    case "previewing":
    case "confirming":
    case "undoing":
      return step.unanswered === null ? "" : silenceText(step.at, step.unanswered);
    case "unknown": {
      const { word, sentence } = UNKNOWN[step.pending.at];
      return `${word}. ${sentence}`;
    }
    case "problem": {
      const { word, sentence } = problemWords(step);
      return `${word}. ${sentence}`;
    }
    case "signed-out":
      return signedOutText(step.isUncertain);
    case "scanning":
      return "";
  }
}

export function outcomeWord(outcome: PastScan["outcome"]): string {
  if (outcome === "NO_ANSWER") return "No answer";
  return outcome === "FAILED" ? "No result" : VERDICT_LOOK[outcome].word;
}

/** True while the device's last admission may still be taken back by who made it. */
export function isUndoable({ lastAdmission }: ScanState, now: number): boolean {
  return lastAdmission !== null && now - lastAdmission.receivedAt < OWN_UNDO_MS;
}
