import type { CountShift, Direction, GateCounts } from "@/lib/domain/check-in/schema";

/** What this device's own admissions, check-outs and undos have changed, from when scanning began. */
export type Tally = {
  inside: number;
  left: number;
  here: number;
  /** How many answers it is made of. */
  answers: number;
};

export const NO_TALLY: Tally = { inside: 0, left: 0, here: 0, answers: 0 };

/** Counts as the server told them, with the tally they hold and the moment they were had, by this device's clock in milliseconds. */
export type CountsAt = { counts: GateCounts; tally: Tally; at: number };

type Move = { direction: Direction; shift: CountShift; isHere: boolean };

/** The tally with one more movement in it, or with one taken back. `here` counts who came in at this gate. */
export function tallied(tally: Tally, { direction, shift, isHere }: Move, what: "done" | "undone"): Tally {
  const sign = what === "done" ? 1 : -1;
  return {
    inside: tally.inside + sign * shift.inside,
    left: tally.left + sign * shift.left,
    here: tally.here + (direction === "in" && isHere ? sign : 0),
    answers: tally.answers + 1,
  };
}

/** The counts with what this device did since they were asked for. */
function countsWith({ counts, tally: held }: CountsAt, tally: Tally) {
  const moved = (count: number, part: "inside" | "left" | "here") => Math.max(0, count + tally[part] - held[part]);
  return {
    issued: counts.issued,
    inside: moved(counts.inside, "inside"),
    left: moved(counts.left, "left"),
    here: counts.gate === null ? null : moved(counts.gate.admitted, "here"),
  };
}

const grouped = new Intl.NumberFormat("en-GB");

/** "40 s ago", "3 min ago", "2 h ago". */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

/** The counts in one line, with this device's own doings; their age where newer ones could not be had. */
export function countsText(
  known: CountsAt | null,
  { tally, ...missed }: { isMissed: boolean; now: number; tally: Tally },
): string {
  if (known === null) return missed.isMissed ? "Counts not known" : "Counting…";
  const { issued, inside, left, here } = countsWith(known, tally);
  const parts = [
    here === null ? null : `${grouped.format(here)} here`,
    `${grouped.format(inside)} of ${grouped.format(issued)} inside`,
    left === 0 ? null : `${grouped.format(left)} out`,
    missed.isMissed ? ageText(missed.now - known.at) : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
