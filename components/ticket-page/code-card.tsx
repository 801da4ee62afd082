import { clsx } from "clsx";
import { QrCode } from "./qr-code";

type CodeCardProps = { code: string; typed: string; number: number; size: "large" | "small" };

/** The code and, under it, what can be typed in its place. A white sheet in both modes, which browsers must not darken. */
export function CodeCard({ code, typed, number, size }: CodeCardProps) {
  const isLarge = size === "large";
  return (
    <figure
      className={clsx(
        "mx-auto w-full rounded-lg border border-line bg-white pb-4 text-center text-black scheme-only-light",
        // The card is taller than wide by what can be typed; all of it has to be on the screen at once.
        isLarge ? "max-w-[max(15rem,calc(100dvh-7rem))]" : "max-w-60",
      )}
    >
      <QrCode text={code} label={`Code of ticket ${number}`} className="block h-auto w-full rounded-lg" />
      <figcaption className={clsx("font-[620] tracking-wide", isLarge ? "text-xl" : "text-lg")}>{typed}</figcaption>
    </figure>
  );
}
