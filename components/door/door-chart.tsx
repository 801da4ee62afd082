import { clsx } from "clsx";
import { formatInstant } from "@/lib/core/time";
import { type DoorView, SLOT_MS } from "@/lib/domain/door/schema";
import { countText } from "../events/count-text";
import { axisMarks, type ChartSlot, chartWindow, niceTop } from "./chart-slots";

type DoorChartProps = {
  door: Pick<DoorView, "movements" | "event" | "asOf">;
  /** `page` between other things, `wall` to be read from afar. */
  size: "page" | "wall";
};

/** How people came in, five minutes a bar, upwards; and how they went out, downwards. Nothing before the first. */
export function DoorChart({ door, size }: DoorChartProps) {
  const { timeZone } = door.event;
  const { slots, isRunning, earlierIn } = chartWindow(door.movements, door.asOf);
  const most = (way: "in" | "out") => Math.max(0, ...slots.map((slot) => slot[way]));
  const top = niceTop(most("in"));
  const bottom = most("out") === 0 ? 0 : niceTop(most("out"));
  const marks = axisMarks(slots, timeZone);
  const share = (index: number) => `${(index / slots.length) * 100}%`;
  const upwards = `${(top / (top + bottom)) * 100}%`;
  return (
    <figure className={clsx("flex min-h-0 flex-col", size === "wall" ? "h-full gap-[1.5vmin]" : "gap-3")}>
      <figcaption
        className={clsx(
          "flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1",
          size === "wall" ? "text-[3.4vmin]" : "text-sm",
        )}
      >
        <span className="font-[560]">Admissions per five minutes</span>
        <span className="flex flex-wrap gap-x-5 text-ink-soft">
          {bottom > 0 ? (
            <>
              <Key look={IN_LOOK} text="in" />
              <Key look={OUT_LOOK} text="out" />
            </>
          ) : null}
          {earlierIn > 0 ? <span>{countText(earlierIn)} came before</span> : null}
        </span>
      </figcaption>
      <div
        role="img"
        aria-label={summaryText(slots, timeZone)}
        className={clsx(
          "relative min-h-0",
          size === "wall" ? "flex-1 pt-[2vmin] pb-[5vmin] pl-[8vmin] text-[3.4vmin]" : "h-56 pt-2 pb-6 pl-10 text-xs",
        )}
      >
        <div className="relative h-full">
          <Grid at="0%" label={countText(top)} />
          {top % 2 === 0 ? <Grid at={`calc(${upwards} / 2)`} label={countText(top / 2)} /> : null}
          <Grid at={upwards} label="0" isBase />
          {bottom > 0 ? <Grid at="100%" label={countText(bottom)} /> : null}
          <div className="absolute inset-0 flex">
            {slots.map((slot, index) => (
              <div key={slot.at} title={slotText(slot, timeZone)} className="relative h-full min-w-0 flex-1">
                <div className="flex flex-col justify-end" style={{ height: upwards }}>
                  <div
                    className={clsx(
                      IN_LOOK,
                      "mx-[12%] rounded-t-[2px]",
                      isRunning && index === slots.length - 1 && "opacity-55",
                    )}
                    style={{ height: `${(slot.in / top) * 100}%`, minHeight: slot.in > 0 ? 2 : 0 }}
                  />
                </div>
                {bottom > 0 ? (
                  <div style={{ height: `calc(100% - ${upwards})` }}>
                    <div
                      className={clsx(OUT_LOOK, "mx-[12%] rounded-b-[2px]")}
                      style={{ height: `${(slot.out / bottom) * 100}%`, minHeight: slot.out > 0 ? 2 : 0 }}
                    />
                  </div>
                ) : null}
              </div>
            ))}
          </div>
          {marks.map(({ index, label }) => (
            <span
              key={index}
              className={clsx(
                "absolute top-full -translate-x-1/2 text-ink-soft tabular-nums",
                size === "wall" ? "pt-[1vmin]" : "pt-1.5",
              )}
              style={{ left: share(index) }}
            >
              {label}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

const IN_LOOK = "bg-admitted";
const OUT_LOOK = "bg-ink-soft";

function Key({ look, text }: { look: string; text: string }) {
  return (
    <span className="flex items-center gap-[0.5em]">
      <span aria-hidden className={clsx(look, "size-[0.75em] rounded-[2px]")} />
      {text}
    </span>
  );
}

function Grid({ at, label, isBase = false }: { at: string; label: string; isBase?: boolean }) {
  return (
    <div
      className={clsx("absolute inset-x-0 border-t", isBase ? "border-ink-soft" : "border-line")}
      style={{ top: at }}
    >
      <span className="absolute right-full -translate-y-1/2 pr-[0.6em] text-ink-soft tabular-nums">{label}</span>
    </div>
  );
}

/** "19:05–19:10: 12 in, 3 out" */
function slotText(slot: ChartSlot, timeZone: string): string {
  const clock = (time: number) => formatInstant(new Date(time), timeZone, "clock");
  const out = slot.out > 0 ? `, ${countText(slot.out)} out` : "";
  return `${clock(slot.time)}–${clock(slot.time + SLOT_MS)}: ${countText(slot.in)} in${out}`;
}

function summaryText(slots: readonly ChartSlot[], timeZone: string): string {
  const [first, last] = [slots[0], slots.at(-1)];
  if (!first || !last) return "Nobody has come yet.";
  const clock = (time: number) => formatInstant(new Date(time), timeZone, "clock");
  const total = slots.reduce((sum, slot) => sum + slot.in, 0);
  const out = slots.reduce((sum, slot) => sum + slot.out, 0);
  const peak = slots.reduce((best, slot) => (slot.in > best.in ? slot : best), first);
  return [
    `Admissions per five minutes from ${clock(first.time)} to ${clock(last.time + SLOT_MS)}:`,
    `${countText(total)} in all,`,
    `most ${countText(peak.in)} from ${clock(peak.time)}.`,
    ...(out > 0 ? [`${countText(out)} went out.`] : []),
  ].join(" ");
}
