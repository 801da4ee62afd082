import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

/** A lasting sentence or two about what happened, or what to know before going on. */
export function Notice({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className="flex gap-3 rounded-md border border-line bg-surface-raised px-4 py-3 text-sm">
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-soft" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
