import { Settings2, Wifi, WifiOff, WifiSync } from "lucide-react";
import type { Network } from "./use-scan-session";

const NETWORK = {
  online: { icon: Wifi, word: "Online" },
  offline: { icon: WifiOff, word: "Offline" },
  "no-answer": { icon: WifiSync, word: "No answer" },
} as const satisfies Record<Network, unknown>;

type StatusLineProps = { network: Network; device: string; place: string; onSetup: (() => void) | null };

/** The one line that is always there: the network, this device, where it stands. */
export function StatusLine({ network, device, place, onSetup }: StatusLineProps) {
  const { icon: Icon, word } = NETWORK[network];
  return (
    <header className="gate-status relative z-10 flex min-h-[52px] items-center gap-2 pr-2 pl-5 pt-[env(safe-area-inset-top)] text-[0.875rem] text-(--gate-ink) sm:pl-8">
      <p className="flex min-w-0 flex-1 items-center gap-2 whitespace-nowrap">
        <Icon aria-hidden className="size-[18px] shrink-0" />
        <span role="status" className="font-semibold" data-testid="gate-network">
          {word}
        </span>
        <span aria-hidden>·</span>
        <span className="max-w-[40%] shrink-0 truncate">{device}</span>
        <span aria-hidden>·</span>
        <span className="truncate">{place}</span>
      </p>
      {onSetup === null ? null : (
        <button
          type="button"
          onClick={onSetup}
          className="flex min-h-[44px] min-w-[44px] items-center justify-center gap-2 rounded-[12px] font-semibold touch-manipulation sm:px-3"
        >
          <Settings2 aria-hidden className="size-[22px]" />
          <span className="max-sm:sr-only">Set-up</span>
        </button>
      )}
    </header>
  );
}
