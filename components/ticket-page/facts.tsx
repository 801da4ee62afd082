import type { ReactNode } from "react";

/** What the ticket says besides its code, as terms and what they are here. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid gap-4 border-t border-line pt-4">{children}</dl>;
}

/** One of them. A name of unknown script keeps its own direction. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-ink-soft">{label}</dt>
      <dd className="wrap-anywhere tabular-nums">
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}
