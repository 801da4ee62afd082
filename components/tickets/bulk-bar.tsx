"use client";
import { Ban, Send, X } from "lucide-react";
import { useRef } from "react";
import { MOST_COUNTED, type TicketFilter } from "@/lib/domain/tickets/schema";
import { countText, ticketsText } from "../events/count-text";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { useToast } from "../ui/toasts";
import { useAsking } from "../ui/use-asking";
import { filterText, isFiltered } from "./filter-words";
import { RevokeManyDialog } from "./revoke-many-dialog";
import { useSelection } from "./ticket-selection";
import type { TicketType } from "./type-field";

export type BulkActions = { resend: FormAction<null> | null; revoke: FormAction<null> | null };

type BulkBarProps = {
  eventId: string;
  filter: TicketFilter;
  types: TicketType[];
  count: number;
  through: number;
  actions: BulkActions;
};

/** What can be done with the chosen tickets, at the foot of the screen for as long as some are chosen. */
export function BulkBar({ eventId, filter, types, count, through, actions }: BulkBarProps) {
  const { chosen, isPageChosen, isAllChosen, chooseAll, clear } = useSelection();
  const opener = useRef<HTMLButtonElement>(null);
  const { isOpen, ask, dialog } = useAsking<"resend" | "revoke">(() => opener.current);
  const toast = useToast();
  if (chosen.size === 0 && !isOpen) return null;
  const all = count > MOST_COUNTED ? `more than ${countText(MOST_COUNTED)} tickets` : ticketsText(count);
  const named = isAllChosen ? `all ${all}` : ticketsText(chosen.size);
  const narrowed = isFiltered(filter) ? ` that match ${filterText(filter, types)}` : " of this event";
  const counted = isAllChosen ? (count > MOST_COUNTED ? "them all" : ticketsText(count)) : ticketsText(chosen.size);
  const which = isAllChosen ? `${named}${narrowed}` : named;
  const { search = "", standing = "", typeId = "", email = "" } = filter;
  const fields: Record<string, string> = isAllChosen
    ? { eventId, through: `${through}`, q: search, standing, type: typeId, email }
    : { eventId, ids: [...chosen].join(",") };
  const askFrom = (act: "resend" | "revoke") => (event: { currentTarget: HTMLButtonElement }) => {
    opener.current = event.currentTarget;
    ask(act);
  };
  const begun = (text: string) => () => {
    clear();
    // The bar goes, and with it the button that opened the dialog.
    document.getElementById("tickets-title")?.focus();
    toast(text);
  };
  return (
    <section
      aria-label="Chosen tickets"
      className="sticky bottom-3 z-20 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line bg-surface-raised py-2 pr-2 pl-4 shadow-float"
    >
      <p role="status" className="min-w-0 flex-1 basis-40 text-sm tabular-nums">
        <span className="font-[560]">{isAllChosen ? `All ${all}` : countText(chosen.size)} chosen</span>
        {isPageChosen && !isAllChosen && count > chosen.size ? (
          <button
            type="button"
            onClick={chooseAll}
            className="ml-3 rounded-sm text-accent underline underline-offset-2 pointer-coarse:min-h-11"
          >
            Choose all {all}
            {isFiltered(filter) ? " that match" : ""}
          </button>
        ) : null}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        {actions.resend ? (
          <Button size="small" onClick={askFrom("resend")}>
            <Send aria-hidden />
            Send again…
          </Button>
        ) : null}
        {actions.revoke ? (
          <Button size="small" onClick={askFrom("revoke")}>
            <Ban aria-hidden />
            Revoke…
          </Button>
        ) : null}
        <Button size="small" variant="quiet" onClick={clear} aria-label="Choose none">
          <X aria-hidden />
        </Button>
      </div>
      {actions.resend ? (
        <ConfirmDialog
          {...dialog("resend")}
          fields={fields}
          title={`Send ${named} again?`}
          description={`An email goes to the holder of ${which}, with the code and link it has. Tickets that are not valid, or whose email is still on its way, are left out.`}
          action={actions.resend}
          confirmText={`Send ${counted} again`}
          keepText="Don’t send"
          onDone={begun("The emails are being queued.")}
        />
      ) : null}
      {actions.revoke ? (
        <RevokeManyDialog
          {...dialog("revoke")}
          fields={fields}
          title={`Revoke ${named}?`}
          description={`The gate refuses ${which} from now on, and their places can be issued again. Their holders are not told by email. Each can be restored while there is room.`}
          action={actions.revoke}
          confirmText={`Revoke ${counted}`}
          onDone={begun("The tickets are being revoked.")}
        />
      ) : null}
    </section>
  );
}
