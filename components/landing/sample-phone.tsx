import { ScanLine } from "lucide-react";
import { VERDICT_LOOK } from "@/lib/domain/check-in/rules";

/** The scanner with a ticket read, as gate staff hold it, in the gate's own colours. */
export function SamplePhone() {
  return (
    <div
      role="img"
      aria-label="The scanner on a phone: Ready, Ana Reyes, number 17, with the buttons Cancel and Admit."
      className="w-64 rounded-[2rem] border-[6px] border-[#15171c] bg-[#e6eeff] p-4 pt-3 text-[#0a1733] shadow-float dark:border-[#3a4352]"
    >
      <div aria-hidden className="flex flex-col">
        <p className="flex items-center justify-between text-xs tabular-nums text-[#24345a]">
          <span>North gate phone</span>
          <span>19:02</span>
        </p>
        <div className="flex flex-col items-center pt-16 pb-14 text-center">
          <ScanLine className="size-12" strokeWidth={2} />
          <p className="mt-3 text-xl font-[640]">{VERDICT_LOOK.READY.word}</p>
          <p className="mt-5 text-2xl leading-[1.1] font-[640]">Ana Reyes</p>
          <p className="mt-2 text-lg tabular-nums">No. 17</p>
        </div>
        <div className="grid grid-cols-2 gap-2 text-center text-base font-[600]">
          <p className="rounded-lg border border-[#5b6c94] bg-white py-4">Cancel</p>
          <p className="rounded-lg bg-[#0f2f7a] py-4 text-white">Admit</p>
        </div>
      </div>
    </div>
  );
}
