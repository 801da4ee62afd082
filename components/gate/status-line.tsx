import { clsx } from "clsx";
import { LogIn, LogOut, Menu, Wifi, WifiOff, WifiSync } from "lucide-react";
import type { Direction } from "@/lib/domain/check-in/schema";
import { DIRECTION_WORDS } from "./scan-words";
import type { Network } from "./use-scan-session";

const NETWORK = {
  online: { icon: Wifi, word: "Online" },
  offline: { icon: WifiOff, word: "Offline" },
  "no-answer": { icon: WifiSync, word: "No answer" },
} as const satisfies Record<Network, unknown>;

type StatusLineProps = {
  network: Network;
  direction: Direction;
  device: string;
  place: string;
  counts: string;
  onMenu(): void;
};

/** What is always there: which way people go here, the network, the place; and beneath, how many there are. */
export function StatusLine({ network, direction, device, place, counts, onMenu }: StatusLineProps) {
  const { icon: Icon, word } = NETWORK[network];
  const Way = direction === "in" ? LogIn : LogOut;
  return (
    <header className="gate-status relative z-10 flex min-h-[64px] items-center gap-3 pr-2 pl-5 pt-[env(safe-area-inset-top)] text-[0.875rem] text-(--gate-ink) sm:pl-8 sideways:pr-[max(0.5rem,env(safe-area-inset-right))] sideways:pl-[max(2rem,env(safe-area-inset-left))]">
      <p
        className={clsx(
          "flex min-h-[40px] shrink-0 items-center gap-2 rounded-[12px] border-2 border-(--gate-ink) px-3 text-[1rem] font-bold",
          // Whoever stands at the wrong door should see it from afar.
          direction === "out" && "bg-(--gate-ink) text-(--gate-ground)",
        )}
        data-testid="gate-direction"
      >
        <Way aria-hidden className="size-[18px]" />
        {DIRECTION_WORDS[direction].short}
      </p>
      <div className="grid min-w-0 flex-1 leading-[1.35]">
        <p className="flex min-w-0 items-center gap-2 whitespace-nowrap">
          <Icon aria-hidden className="size-[18px] shrink-0" />
          <span role="status" className="shrink-0 font-semibold" data-testid="gate-network">
            {word}
          </span>
          <span aria-hidden>·</span>
          <span className="truncate">{place}</span>
          <span aria-hidden className="max-sm:hidden">
            ·
          </span>
          <span className="truncate max-sm:hidden">{device}</span>
        </p>
        <p className="truncate tabular-nums" data-testid="gate-counts">
          {counts}
        </p>
      </div>
      <button
        type="button"
        onClick={onMenu}
        className="flex min-h-[48px] min-w-[48px] shrink-0 items-center justify-center gap-2 rounded-[12px] font-semibold touch-manipulation sm:px-3"
      >
        <Menu aria-hidden className="size-[22px]" />
        <span className="max-sm:sr-only">Menu</span>
      </button>
    </header>
  );
}
