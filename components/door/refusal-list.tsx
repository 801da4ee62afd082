import type { DoorView } from "@/lib/domain/door/schema";
import { countText } from "../events/count-text";
import { verdictWord } from "./door-words";

/** Why people were turned away. */
export function RefusalList({ door: { refusals } }: { door: DoorView }) {
  if (refusals.length === 0)
    return <p className="border-t border-line py-3 text-sm text-ink-soft">Nobody was turned away.</p>;
  return (
    <dl className="border-t border-line text-sm">
      {refusals.map(({ verdict, count }) => (
        <Line key={verdict} name={verdictWord(verdict)} count={count} />
      ))}
    </dl>
  );
}

function Line({ name, count }: { name: string; count: number }) {
  return (
    <div className="flex items-baseline justify-between gap-4 border-b border-line py-3">
      <dt>{name}</dt>
      <dd className="tabular-nums">{countText(count)}</dd>
    </div>
  );
}
