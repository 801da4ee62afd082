import { clsx } from "clsx";
import { countText } from "./count-text";

type EventNumbersProps = { capacity: number; issued: number; activeCount: number; inside: number };

/** What an organizer wants to know first: how many are out, how many are left, how many are in. */
export function EventNumbers({ capacity, issued, activeCount, inside }: EventNumbersProps) {
  const takenBack = issued - activeCount;
  return (
    <dl className="grid grid-cols-3 border-y border-line">
      <Figure
        name="Issued"
        count={issued}
        note={takenBack > 0 ? `${countText(takenBack)} no longer valid` : "all valid"}
        share={capacity > 0 ? activeCount / capacity : 0}
        barLook="bg-ink"
      />
      <Figure name="Left" count={Math.max(0, capacity - activeCount)} note={`of a limit of ${countText(capacity)}`} />
      <Figure
        name="Inside"
        count={inside}
        note={`of ${countText(activeCount)} valid`}
        share={activeCount > 0 ? inside / activeCount : 0}
        barLook="bg-admitted"
      />
    </dl>
  );
}

type FigureProps = { name: string; count: number; note: string; share?: number; barLook?: string };

function Figure({ name, count, note, share, barLook }: FigureProps) {
  return (
    <div className="relative flex min-w-0 flex-col gap-0.5 border-l border-line py-4 pl-4 first:border-l-0 first:pl-0 sm:py-5 sm:pl-6">
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="flex min-w-0 flex-col">
        <span className="text-xl font-[560] tabular-nums sm:text-2xl">{countText(count)}</span>
        <span className="text-xs text-ink-soft tabular-nums">
          {count === 0 && name === "Issued" ? "none yet" : note}
        </span>
      </dd>
      {share ? (
        <span
          aria-hidden
          style={{ width: `${Math.min(100, share * 100)}%` }}
          className={clsx("absolute -bottom-px left-0 h-0.5", barLook)}
        />
      ) : null}
    </div>
  );
}
