import { Check, RotateCcw } from "lucide-react";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";

/** The same ticket at the gate twice, in the gate's own colours, which are the same by day and by night. */
export function SampleVerdicts() {
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-3 rounded-lg bg-[#36d07f] px-4 py-3 text-[#03150a]">
        <Check aria-hidden className="size-7 shrink-0" strokeWidth={2.5} />
        <div>
          <p className="text-lg font-[640]">{VERDICT_LOOK.ADMITTED.word}</p>
          <p className="text-sm tabular-nums">Ana Reyes, ticket 17, at 19:02</p>
        </div>
      </div>
      <div className="flex items-center gap-3 rounded-lg bg-[#ffbe2e] px-4 py-3 text-[#1c1200]">
        <RotateCcw aria-hidden className="size-7 shrink-0" strokeWidth={2.5} />
        <div>
          <p className="text-lg font-[640]">{VERDICT_LOOK.ALREADY_CHECKED_IN.word}</p>
          <p className="text-sm tabular-nums">First used 19:02 on North gate phone</p>
        </div>
      </div>
    </div>
  );
}
