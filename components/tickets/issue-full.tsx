import { countText } from "../events/count-text";

/** In place of the form when there is no place left. */
export function IssueFull({ capacity }: { capacity: number }) {
  return (
    <section
      aria-labelledby="issue-title"
      className="flex flex-col gap-2 rounded-lg border border-line bg-surface-raised p-5"
    >
      <h2 id="issue-title" className="text-base font-[600]">
        The limit is reached
      </h2>
      <p className="text-sm text-ink-soft">
        All {countText(capacity)} tickets of this event are out. Revoking one frees its place.
      </p>
    </section>
  );
}
