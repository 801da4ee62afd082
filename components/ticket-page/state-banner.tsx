import { clsx } from "clsx";
import { type HolderState, STATE_LOOK } from "./ticket-state";

const TONES = {
  neutral: "border-line bg-surface-raised text-ink",
  "look-again": "border-look-again/40 bg-look-again-soft text-look-again",
  refused: "border-refused/40 bg-refused-soft text-refused",
} as const;

type StateBannerProps = { state: HolderState; usedAt: string | null };

/** How the ticket stands, in an icon, a word and a sentence. Small where all is well: then the code is the thing. */
export function StateBanner({ state, usedAt }: StateBannerProps) {
  const { label, sentence, icon: Icon, tone } = STATE_LOOK[state];
  const isQuiet = state === "valid";
  return (
    <div
      className={clsx("flex items-center gap-3 rounded-md border", TONES[tone], isQuiet ? "px-3 py-2" : "px-4 py-4")}
    >
      <Icon aria-hidden className={clsx("shrink-0", isQuiet ? "size-5" : "size-9")} strokeWidth={2} />
      <p className={clsx("min-w-0", isQuiet && "flex flex-wrap gap-x-2")}>
        <strong className={clsx("font-[620]", !isQuiet && "block text-xl")}>{label}</strong>{" "}
        <span className={isQuiet ? "text-ink-soft" : undefined}>
          {state === "used" && usedAt ? `Checked in ${usedAt}.` : sentence}
        </span>
      </p>
    </div>
  );
}
