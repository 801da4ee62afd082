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

/**
 * What each part is of all of them together, as "62%". Whole percents that add up to 100: those that were cut off most are
 * rounded up. Some is never "0%", and not all is never "100%".
 */
export function shareTexts(parts: readonly number[]): string[] {
  const whole = parts.reduce((sum, part) => sum + part, 0);
  if (whole === 0) return parts.map(() => "0%");
  const exact = parts.map((part) => (part / whole) * 100);
  const missing = 100 - exact.reduce((sum, percent) => sum + Math.floor(percent), 0);
  const byRest = exact.map((percent, index) => ({ index, rest: percent % 1 })).sort((a, b) => b.rest - a.rest);
  const raised = new Set(byRest.slice(0, missing).map(({ index }) => index));
  return parts.map((part, index) => {
    const percent = Math.floor(exact[index] ?? 0) + (raised.has(index) ? 1 : 0);
    if (part > 0 && percent === 0) return "<1%";
    return part < whole && percent === 100 ? ">99%" : `${percent}%`;
  });
}

/** How many admissions and check-outs were taken back, which are counted at no gate; null when none was. */
export function undoneText({ undone }: DoorView): string | null {
  if (undone === 0) return null;
  return undone === 1
    ? "1 scan was undone and is not counted."
    : `${countText(undone)} scans were undone and are not counted.`;
}

/** Who is inside although their ticket is no longer good; null when nobody is. */
export function insideNoLongerText({ tickets: { insideNoLonger: count } }: DoorView): string | null {
  if (count === 0) return null;
  const who = count === 1 ? "1 more person is" : `${countText(count)} more people are`;
  return `${who} inside with a ticket that was taken back or refunded since. They are not among the issued.`;
}
