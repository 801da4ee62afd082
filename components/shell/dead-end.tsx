import type { ReactNode } from "react";

type DeadEndProps = { title: string; children: ReactNode; actions: ReactNode };

/** A page that is not what was asked for: what happened, and where to go on. */
export function DeadEnd({ title, children, actions }: DeadEndProps) {
  return (
    <div className="flex flex-col items-start gap-6 py-4">
      <div className="flex max-w-[34rem] flex-col gap-3">
        <h1 className="text-xl">{title}</h1>
        <div className="flex flex-col gap-2 text-ink-soft">{children}</div>
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}
