import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";
import type { DoorView } from "@/lib/domain/door/schema";
import { countText } from "../events/count-text";
import type { Tone } from "../ui/badge";
import type { DoorTrouble } from "./use-door";

/** How many of the last scans the page shows. */
export const SHOWN_SCANS = 20;

const LOOKS: Record<string, { word: string; tone: string }> = VERDICT_LOOK;
const TONES: Record<string, Tone> = { admitted: "admitted", "look-again": "look-again", refused: "refused" };

/** A verdict that is on record, as a word. */
export function verdictWord(verdict: string): string {
  const spelled = verdict.toLowerCase().replaceAll("_", " ");
  return LOOKS[verdict]?.word ?? spelled.charAt(0).toUpperCase() + spelled.slice(1);
}

/** Its colour, where it has the meaning that the colour has. */
export function verdictTone(verdict: string): Tone {
  if (verdict === "CHECKED_OUT" || verdict === "UNDONE") return "neutral";
  return TONES[LOOKS[verdict]?.tone ?? ""] ?? "plain";
}

export const TROUBLE_TEXT: Record<DoorTrouble, string> = {
  unreachable: "The server does not answer. These numbers are old. Trying again.",
  "signed-out": "Your session has ended. These numbers are old. Sign in to go on.",
  closed: "This door is no longer yours to see. These numbers are old.",
};

/** "62%", and never "100%" before the last one has come. */
export function shareText(part: number, whole: number): string {
  if (whole === 0) return "0%";
  const percent = Math.floor((part / whole) * 100);
  return `${part > 0 && percent === 0 ? "<1" : percent}%`;
}

/** Who is inside although their ticket is no longer good; null when nobody is. */
export function insideNoLongerText({ tickets: { insideNoLonger: count } }: DoorView): string | null {
  if (count === 0) return null;
  const who = count === 1 ? "1 more person is" : `${countText(count)} more people are`;
  return `${who} inside with a ticket that was taken back or refunded since. They are not among the issued.`;
}
