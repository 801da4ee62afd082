/** A code in the looked-at square: its text, and how far its middle is from the aim's, in halves of the drawn frame's side. */
export type SeenCode = { text: string; right: number; down: number };

/** One look's end. `seen` is every text in it; `text` the one that is meant. */
export type Look = { text: string | null; seen: readonly string[]; isAmbiguous: boolean };

/** With several in the frame, the nearest is meant when it is at least this many times nearer than the next. */
const CLEARLY_NEARER = 2;

function distance({ right, down }: SeenCode): number {
  return Math.hypot(right, down);
}

function isFramed({ right, down }: SeenCode): boolean {
  return Math.max(Math.abs(right), Math.abs(down)) <= 1;
}

/** The code that is aimed at; null when there is none, or when it could be one or the other. */
function aimedAt(codes: readonly SeenCode[]): SeenCode | null {
  const [nearest, next] = codes;
  if (nearest === undefined || next === undefined) return nearest ?? null;
  if (!isFramed(nearest)) return null;
  if (!isFramed(next)) return nearest;
  return distance(next) >= CLEARLY_NEARER * distance(nearest) ? nearest : null;
}

/**
 * Decides, look by look, which of the codes in view is meant: on a sheet of tickets, or with two phones held up, reading
 * the wrong one would admit the wrong person. In the frame goes before beside it; a code beside the frame counts only when
 * it is alone in two looks running, since the one in the frame may just have been blurred.
 */
export function createCodeChoice(): (found: readonly SeenCode[]) => Look {
  let beside: string | null = null;
  return (found) => {
    const codes = [...found].sort((one, other) => distance(one) - distance(other));
    const distinct = codes.filter((code, at) => codes.findIndex(({ text }) => text === code.text) === at);
    const seen = distinct.map(({ text }) => text);
    const aimed = aimedAt(distinct);
    const isSure = aimed !== null && (isFramed(aimed) || beside === aimed.text);
    beside = aimed !== null && !isFramed(aimed) ? aimed.text : null;
    return { text: isSure ? aimed.text : null, seen, isAmbiguous: distinct.length > 1 && aimed === null };
  };
}
