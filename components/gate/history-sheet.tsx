import { Undo2 } from "lucide-react";
import { momentAtEvent, thisReader } from "./event-time";
import { GateButton } from "./gate-button";
import { outcomeIcon } from "./outcome-icon";
import type { PastScan } from "./scan-state";
import type { RememberedTicket } from "./scan-step";
import { outcomeWord, ticketText } from "./scan-words";
import { Sheet } from "./sheet";

type HistorySheetProps = {
  history: readonly PastScan[];
  timeZone: string;
  /** Null when there is nothing that may still be undone. */
  undoable: { ticket: RememberedTicket; onUndo(): void } | null;
  onClose(): void;
};

/** What this device did, newest first. Names are forgotten when the page is loaded again, all of it when it is closed. */
export function HistorySheet({ history, timeZone, undoable, onClose }: HistorySheetProps) {
  return (
    <Sheet title="Last scans" onClose={onClose}>
      {history.length === 0 ? (
        <p className="py-4 text-[1.125rem] text-(--gate-quiet)">
          Nothing yet. Scan a ticket, and what happened is listed here until you close this page.
        </p>
      ) : (
        <div className="grid gap-5">
          {undoable === null ? null : (
            <GateButton look="soft" onClick={undoable.onUndo}>
              <Undo2 aria-hidden className="size-6 shrink-0" />
              <span className="truncate">Undo {undoable.ticket.name ?? `No. ${undoable.ticket.number}`}</span>
            </GateButton>
          )}
          <ol className="grid">
            {history.map((past) => {
              const Icon = outcomeIcon(past.outcome);
              return (
                <li key={past.id} className="flex items-center gap-4 border-t border-(--gate-line) py-3">
                  <Icon aria-hidden className="size-6 shrink-0" />
                  <span className="grid min-w-0 flex-1">
                    <span className="text-[1.125rem] font-semibold">{outcomeWord(past.outcome)}</span>
                    {past.ticket === null ? null : (
                      <span className="truncate text-[1rem] text-(--gate-quiet)">{ticketText(past.ticket)}</span>
                    )}
                  </span>
                  <span className="text-[1rem] text-(--gate-quiet) tabular-nums">
                    {momentAtEvent(new Date(past.now).toISOString(), timeZone, thisReader())}
                  </span>
                </li>
              );
            })}
          </ol>
        </div>
      )}
    </Sheet>
  );
}
