import { ScanLine } from "lucide-react";

/**
 * The scanner's "Ready" in small, in the gate's own colours, which are the same by day and by night. The type shows where a
 * box around it sets `--type`: the preview follows the box before anything is saved, and without a script.
 */
export function ScannerPreview() {
  return (
    <figure className="flex flex-col gap-2">
      <div
        aria-hidden
        className="flex flex-col items-center gap-1 rounded-lg border border-[#5b6c94] bg-[#e6eeff] px-4 py-5 text-center text-[#0a1733]"
      >
        <ScanLine className="size-6" strokeWidth={2.25} />
        <p className="text-base font-[640]">Ready</p>
        <p className="mt-2 text-lg font-[640]">Ana Reyes</p>
        <p className="text-sm tabular-nums">No. 17</p>
        <p className="text-sm [display:var(--type,none)]">Balcony</p>
      </div>
      <figcaption className="text-center text-xs text-ink-soft">What gate staff see</figcaption>
    </figure>
  );
}
