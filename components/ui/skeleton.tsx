import { clsx } from "clsx";
import type { ReactNode } from "react";

/** A still block where a line of text or a figure will stand. */
export function SkeletonBlock({ className }: { className?: string }) {
  return <span aria-hidden className={clsx("block rounded-sm bg-ink/8", className)} />;
}

/** Says once, for a screen reader, that the page is on its way; shows itself late, so that a quick answer does not flicker. */
export function SkeletonPage({ children }: { children: ReactNode }) {
  return (
    <div className="flex animate-late flex-col gap-8">
      <p role="status" className="sr-only">
        Loading…
      </p>
      {children}
    </div>
  );
}

/** The rows of a list that is not there yet. */
export function SkeletonRows({ count }: { count: number }) {
  return (
    <div className="flex flex-col border-t border-line">
      {Array.from({ length: count }, (_, index) => `row ${index}`).map((row) => (
        <div key={row} className="flex items-center gap-6 border-b border-line py-4">
          <span className="flex flex-1 flex-col gap-2">
            <SkeletonBlock className="h-4 w-48 max-w-full" />
            <SkeletonBlock className="h-3 w-32 max-w-full" />
          </span>
          <SkeletonBlock className="hidden h-4 w-40 md:block" />
          <SkeletonBlock className="h-5 w-20" />
        </div>
      ))}
    </div>
  );
}
