import { formatInstant } from "@/lib/core/time";
import { type DoorMovement, SLOT_MS } from "@/lib/domain/door/schema";

/** Bars that fit beside each other: six hours. */
const MOST_SLOTS = 72;
/** An hour at least, so that the first guest is not one bar as wide as the page. */
const FEWEST_SLOTS = 12;
/** Milliseconds without anybody after which the chart no longer goes on to now. */
const QUIET_MS = 2 * 3_600_000;

export type ChartSlot = DoorMovement & { time: number };

export type ChartWindow = {
  /** One after the other without gaps; nobody is zero. */
  slots: ChartSlot[];
  /** True when the last slot is not over yet. */
  isRunning: boolean;
  /** Who came in before the first slot shown. */
  earlierIn: number;
};

/** The five-minute slots to draw: up to now while something happens, up to the last movement once it is over. */
export function chartWindow(movements: readonly DoorMovement[], asOf: string): ChartWindow {
  const slotOf = (at: string | number) => Math.floor(new Date(at).getTime() / SLOT_MS) * SLOT_MS;
  const times = movements.map(({ at }) => slotOf(at));
  const [first, last, now] = [times[0], times.at(-1), slotOf(asOf)];
  if (first === undefined || last === undefined) return { slots: [], isRunning: false, earlierIn: 0 };
  const isRunning = now >= last && now - last <= QUIET_MS;
  const end = isRunning ? now : last;
  const span = Math.min(MOST_SLOTS, Math.max(FEWEST_SLOTS, (end - first) / SLOT_MS + 1));
  const start = end - (span - 1) * SLOT_MS;
  const byTime = new Map(movements.map((movement) => [slotOf(movement.at), movement]));
  const slots = Array.from({ length: span }, (_, index) => {
    const time = start + index * SLOT_MS;
    return { time, at: new Date(time).toISOString(), in: byTime.get(time)?.in ?? 0, out: byTime.get(time)?.out ?? 0 };
  });
  const earlierIn = movements.filter(({ at }) => slotOf(at) < start).reduce((sum, movement) => sum + movement.in, 0);
  return { slots, isRunning, earlierIn };
}

const STEPS = [15, 30, 60, 120];
const MOST_MARKS = 7;

/** Where the axis names a time: whole quarters, halves or hours of the zone's clock, seven at most. */
export function axisMarks(slots: readonly ChartSlot[], timeZone: string): { index: number; label: string }[] {
  const clocks = slots.map(({ time }) => formatInstant(new Date(time), timeZone, "clock"));
  const marksOf = (step: number) =>
    clocks.flatMap((label, index) => {
      const [hour = 0, minute = 0] = label.split(":").map(Number);
      return (hour * 60 + minute) % step === 0 ? [{ index, label }] : [];
    });
  for (const step of STEPS) {
    const marks = marksOf(step);
    if (marks.length <= MOST_MARKS) return marks;
  }
  return marksOf(240);
}

/** A round number not below the largest, so that half of it is a whole one. */
export function niceTop(most: number): number {
  for (let size = 1; ; size *= 10) {
    for (const factor of [4, 6, 10, 20]) if (most <= factor * size) return factor * size;
  }
}
