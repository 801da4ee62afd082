import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

const TONES = {
  neutral: "border-line bg-surface-raised [&>svg]:text-ink-soft",
  "look-again": "border-look-again/40 bg-look-again-soft [&>svg]:text-look-again",
} as const;

type NoticeProps = { icon: LucideIcon; tone?: keyof typeof TONES; children: ReactNode };

/** A lasting sentence or two about what happened, or what to know before going on. */
export function Notice({ icon: Icon, tone = "neutral", children }: NoticeProps) {
  return (
    <div className={clsx("flex gap-3 rounded-md border px-4 py-3 text-sm", TONES[tone])}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  );
}
