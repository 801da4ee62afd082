import { clsx } from "clsx";
import type { LucideIcon } from "lucide-react";

/**
 * `plain` for what is as expected, `neutral` for what differs, `accent` for what is on; the three others only with the
 * meaning they have at the gate.
 */
export type Tone = "plain" | "neutral" | "accent" | "admitted" | "look-again" | "refused";

const TONES: Record<Tone, string> = {
  plain: "text-ink-soft",
  neutral: "bg-ink/6 pr-2 pl-1.5 font-[560] text-ink-soft",
  accent: "bg-accent/10 pr-2 pl-1.5 font-[560] text-accent",
  admitted: "bg-admitted-soft pr-2 pl-1.5 font-[560] text-admitted",
  "look-again": "bg-look-again-soft pr-2 pl-1.5 font-[560] text-look-again",
  refused: "bg-refused-soft pr-2 pl-1.5 font-[560] text-refused",
};

/** A state in a word and an icon, since colour alone says nothing to some. */
export function Badge({ tone, icon: Icon, children }: { tone: Tone; icon: LucideIcon; children: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-1 rounded-sm py-0.5 text-xs whitespace-nowrap", TONES[tone])}>
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      {children}
    </span>
  );
}
