import type { GateCounts } from "@/lib/domain/check-in/schema";

/** Counts with the moment they were had, by this device's clock in milliseconds. */
export type CountsAt = { counts: GateCounts; at: number };

const grouped = new Intl.NumberFormat("en-GB");

/** "40 s ago", "3 min ago", "2 h ago". */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

/** The counts in one line; their age where newer ones could not be had. */
export function countsText(known: CountsAt | null, missed: { isMissed: boolean; now: number }): string {
  if (known === null) return missed.isMissed ? "Counts not known" : "Counting…";
  const { issued, inside, left, gate } = known.counts;
  const parts = [
    gate === null ? null : `${grouped.format(gate.admitted)} here`,
    `${grouped.format(inside)} of ${grouped.format(issued)} inside`,
    left === 0 ? null : `${grouped.format(left)} out`,
    missed.isMissed ? ageText(missed.now - known.at) : null,
  ];
  return parts.filter((part) => part !== null).join(" · ");
}
