import { errorText } from "@/lib/core/error-texts";
import { OWN_UNDO_MS, VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import type { Direction, FirstCheckIn, GateEvent } from "@/lib/domain/check-in/schema";
import type { TicketStanding } from "@/lib/domain/tickets/rules";
import type { CameraTrouble } from "./camera";
import { momentAtEvent, thisReader } from "./event-time";
import type { Silence } from "./gate-client";
import type { PastScan } from "./scan-state";
import type { Asked, Confirming, Moved, RememberedTicket, ScanStep, Unanswered, Undoing } from "./scan-step";

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

/** How a ticket stands, where it was found by a name. */
export const STANDING_WORD = {
  valid: "Not come yet",
  used: "Inside",
  left: "Gone out",
  replaced: "Replaced",
  revoked: "Revoked",
  refunded: "Refunded",
  unpaid: "Not paid",
} as const satisfies Record<TicketStanding, string>;

type DirectionWords = {
  /** In the line that is always there. */
  short: string;
  /** Of a checkpoint, where one is chosen. */
  checkpoint: string;
  ready: string;
  button: string;
  busy: string;
  finishFirst: string;
  moment: string;
  given: string;
  undo: { title: string; button: string; after: string };
};

/** What differs between a door that lets people in and one that lets them out. */
export const DIRECTION_WORDS = {
  in: {
    short: "In",
    checkpoint: "Lets people in",
    ready: VERDICT_LOOK.READY.word,
    button: "Admit",
    busy: "Admitting…",
    finishFirst: "Admit or cancel this ticket first, then scan the next one.",
    moment: "Admitted",
    given: "You admitted this ticket here",
    undo: { title: "Undo this admission?", button: "Undo admission", after: "can then be admitted again." },
  },
  out: {
    short: "Out",
    checkpoint: "Checks people out",
    ready: "Let out?",
    button: "Check out",
    busy: "Checking out…",
    finishFirst: "Check this ticket out or cancel it first, then scan the next one.",
    moment: "Checked out",
    given: "You checked this ticket out here",
    undo: { title: "Undo this check-out?", button: "Undo check-out", after: "is then inside again." },
  },
} as const satisfies Record<Direction, DirectionWords>;

type AskedWords = { notYet: string; soFar: string; failed: string; unknown: string };

/** What is known, and what not, while or after the server does not answer. */
const ASKED_WORDS = {
  preview: {
    notYet: "Not checked yet",
    soFar: "Nothing was changed.",
    failed: "Not checked",
    unknown: "Scan it again to see.",
  },
  admit: {
    notYet: "Not admitted yet",
    soFar: "Not admitted so far as we know.",
    failed: "Not admitted",
    unknown: "It may have been admitted. Scan it again to see.",
  },
  "check-out": {
    notYet: "Not checked out yet",
    soFar: "Not checked out so far as we know.",
    failed: "Not checked out",
    unknown: "It may have been checked out. Scan it again to see.",
  },
  undo: {
    notYet: "Not undone yet",
    soFar: "Not undone so far as we know.",
    failed: "Not undone",
    unknown: "It may have been undone. Scan it again to see.",
  },
} as const satisfies Record<Asked, AskedWords>;

export function isAsked(text: string): text is Asked {
  return Object.hasOwn(ASKED_WORDS, text);
}

const UNKNOWN_WORD = "Not known";

type Waiting = Extract<ScanStep, { at: "previewing" }> | Confirming | Undoing;

function askedWords(step: Waiting): AskedWords {
  if (step.at === "previewing") return ASKED_WORDS.preview;
  if (step.at === "undoing") return ASKED_WORDS.undo;
  return ASKED_WORDS[step.direction === "in" ? "admit" : "check-out"];
}

/** Says that there is no answer, that it is being tried again, and what is known meanwhile. */
export function silenceWords(step: Waiting, unanswered: NonNullable<Unanswered>): { word: string; sentence: string } {
  const { notYet, soFar } = askedWords(step);
  return { word: notYet, sentence: `${retryText(unanswered)} ${soFar}` };
}

const RETRY_START: Record<Exclude<Silence["why"], "wait">, string> = {
  offline: "No answer yet",
  slow: "No answer yet",
  server: "The server had a fault",
  busy: "Others are working on this ticket",
};

/** Says that there is no answer and that it is being tried again. */
export function retryText({ tries, silence }: NonNullable<Unanswered>): string {
  if (silence.why === "wait") {
    const retryAfter = Math.ceil((silence.waitMs ?? 1_000) / 1_000);
    return `${errorText("RATE_LIMITED", { retryAfter })} It goes on by itself.`;
  }
  return `${RETRY_START[silence.why]} — trying again (${tries}).`;
}

export function unknownWords({ pending }: Extract<ScanStep, { at: "unknown" }>): { word: string; sentence: string } {
  return { word: UNKNOWN_WORD, sentence: askedWords(pending).unknown };
}

/** A ticket in a line: its name where it is still known. */
export function ticketText({ name, number }: RememberedTicket): string {
  return name === null ? `No. ${number}` : `${name} · No. ${number}`;
}

/** Where and when a ticket was first used, in the event's time. */
export function firstUseText({ at, device, gate }: FirstCheckIn, timeZone: string): string {
  const place = gate === null ? "" : ` at ${gate}`;
  return `First used ${momentAtEvent(at, timeZone, thisReader())}${place} on ${device}`;
}

/** What else can be done while the camera gives nothing. */
export function otherWaysText(may: GateEvent["may"]): string {
  const ways = [
    may.type ? "type the number" : null,
    may.search ? "search the guest" : null,
    "use a picture or a hardware scanner",
  ].filter((way) => way !== null);
  const last = ways.pop();
  return `Meanwhile you can ${ways.length === 0 ? last : `${ways.join(", ")}, or ${last}`}.`;
}

type Problem = Extract<ScanStep, { at: "problem" }>;

export function problemWords({ problem, during, isUncertain }: Problem): { word: string; sentence: string } {
  const sentence = problem.fieldText ?? errorText(problem.code);
  const { failed, unknown } = ASKED_WORDS[during];
  return isUncertain ? { word: UNKNOWN_WORD, sentence: `${sentence} ${unknown}` } : { word: failed, sentence };
}

export function signedOutText({ during, isUncertain }: Extract<ScanStep, { at: "signed-out" }>): string {
  const start = "Your session has ended. Sign in to go on scanning.";
  return isUncertain ? `${start} Of the last ticket: ${ASKED_WORDS[during].unknown}` : start;
}

function whoText({ name, number }: RememberedTicket): string {
  return name === null ? ` Number ${number}.` : ` ${name}, number ${number}.`;
}

function spoken(word: string): string {
  return word.endsWith("?") ? word : `${word}.`;
}

/** What a screen reader says at once when a step is reached. Empty while there is nothing to say. */
export function announcement(step: ScanStep): string {
  switch (step.at) {
    case "ready":
      return `${spoken(DIRECTION_WORDS[step.direction].ready)}${whoText(step.ticket)} ${VERDICT_LOOK.READY.sentence}`;
    case "verdict": {
      const { word, sentence } = VERDICT_LOOK[step.verdict];
      return `${spoken(word)}${step.ticket === null ? "" : whoText(step.ticket)} ${sentence}`;
    }
    case "previewing":
    case "confirming":
    case "undoing":
      return step.unanswered === null ? "" : silenceWords(step, step.unanswered).sentence;
    case "unknown": {
      const { word, sentence } = unknownWords(step);
      return `${word}. ${sentence}`;
    }
    case "problem": {
      const { word, sentence } = problemWords(step);
      return `${word}. ${sentence}`;
    }
    case "signed-out":
      return signedOutText(step);
    case "scanning":
      return "";
  }
}

export function outcomeWord(outcome: PastScan["outcome"]): string {
  if (outcome === "NO_ANSWER") return "No answer";
  return outcome === "FAILED" ? "No result" : VERDICT_LOOK[outcome].word;
}

/** Asked before scans without an answer are forgotten. */
export function unansweredText(count: number): string {
  const scans = count === 1 ? "1 scan got no answer" : `${count} scans got no answer`;
  const them = count === 1 ? "it" : "them";
  return `${scans}, so nobody knows yet whether ${them === "it" ? "it was" : "they were"} counted. Scan ${them} again to see. Signing out forgets ${them} on this device.`;
}

/** True while what this device did last may still be taken back by who did it. `mayAny`: at any time. */
export function isUndoable(last: Moved | null, may: { now: number; mayAny: boolean }): last is Moved {
  return last !== null && (may.mayAny || may.now - last.receivedAt < OWN_UNDO_MS);
}
