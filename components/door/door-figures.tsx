import { clsx } from "clsx";
import type { DoorView } from "@/lib/domain/door/schema";
import { countText } from "../events/count-text";
import { shareTexts } from "./door-words";

/** Who is inside, who has been, who is still to come: together all that were issued. */
export function DoorFigures({ door: { tickets, event } }: { door: DoorView }) {
  const { issued, inside, left, notCome } = tickets;
  const [insideShare, leftShare, notComeShare] = shareTexts([inside, left, notCome]);
  const hasLeft = event.isReentry || left > 0;
  return (
    <dl className={clsx("grid grid-cols-2 border-y border-line", hasLeft ? "sm:grid-cols-4" : "sm:grid-cols-3")}>
      <Figure
        name="Inside"
        count={inside}
        note={`${insideShare} of those issued`}
        share={issued > 0 ? inside / issued : 0}
        className={clsx(!hasLeft && "max-sm:col-span-2 max-sm:border-b")}
      />
      {hasLeft ? <Figure name="Gone out" count={left} note={`${leftShare} of those issued, may come again`} /> : null}
      <Figure
        name="Not come"
        count={notCome}
        note={`${notComeShare} of those issued`}
        className={clsx(hasLeft ? "max-sm:border-t max-sm:border-l-0 max-sm:pl-0" : "max-sm:border-l-0 max-sm:pl-0")}
      />
      <Figure name="Issued" count={issued} note="valid now" className={clsx(hasLeft && "max-sm:border-t")} />
    </dl>
  );
}

type FigureProps = { name: string; count: number; note: string; share?: number; className?: string };

function Figure({ name, count, note, share, className }: FigureProps) {
  return (
    <div
      className={clsx(
        "relative flex min-w-0 flex-col gap-0.5 border-l border-line py-4 pl-4 first:border-l-0 first:pl-0 sm:py-5 sm:pl-6",
        className,
      )}
    >
      <dt className="text-xs text-ink-soft">{name}</dt>
      <dd className="flex min-w-0 flex-col">
        <span className="text-xl font-[560] tabular-nums sm:text-2xl">{countText(count)}</span>
        <span className="text-xs text-ink-soft tabular-nums">{note}</span>
      </dd>
      {share ? (
        <span
          aria-hidden
          style={{ width: `${Math.min(100, share * 100)}%` }}
          className="absolute -bottom-px left-0 h-0.5 bg-admitted"
        />
      ) : null}
    </div>
  );
}
