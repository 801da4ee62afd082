import type { ReactNode } from "react";

type EmptyStateProps = { title: string; children: ReactNode; action?: ReactNode };

/** What stands where a list would: what it is for, what to do first, and the button for it. */
export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-start gap-4 border-t border-line py-10 sm:py-14">
      <div className="flex max-w-[34rem] flex-col gap-2">
        <h2 className="text-lg">{title}</h2>
        <p className="text-ink-soft">{children}</p>
      </div>
      {action}
    </div>
  );
}
