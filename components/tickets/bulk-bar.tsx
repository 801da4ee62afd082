"use client";
import { Ban, Send, X } from "lucide-react";
import { useRef } from "react";
import { type BulkAct, isActPossible, type TicketStanding } from "@/lib/domain/tickets/rules";
import { MOST_COUNTED, type TicketFilter, type TicketPage } from "@/lib/domain/tickets/schema";
import { countText, ticketsText } from "../events/count-text";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { useToast } from "../ui/toasts";
import { useAsking } from "../ui/use-asking";
import { bulkWords } from "./bulk-words";
import { filterText, isFiltered } from "./filter-words";
import { RevokeManyDialog } from "./revoke-many-dialog";
import { useSelection } from "./ticket-selection";
import type { TicketType } from "./type-field";

export type BulkActions = { resend: FormAction<null> | null; revoke: FormAction<null> | null };

type BulkBarProps = {
  eventId: string;
  filter: TicketFilter;
  types: TicketType[];
  /** Those of this page. */
  tickets: readonly { id: string; standing: TicketStanding }[];
  count: number;
  takenBy: TicketPage["takenBy"];
  through: number;
  actions: BulkActions;
};

/** What can be done with the chosen tickets, at the foot of the screen for as long as some are chosen. */
export function BulkBar({ eventId, filter, types, tickets, count, takenBy, through, actions }: BulkBarProps) {
  const { chosen, isPageChosen, isAllChosen, chooseAll, clear } = useSelection();
  const opener = useRef<HTMLButtonElement>(null);
  const { isOpen, ask, dialog } = useAsking<"resend" | "revoke">(() => opener.current);
  const toast = useToast();
  if (chosen.size === 0 && !isOpen) return null;
  const all = count > MOST_COUNTED ? `more than ${countText(MOST_COUNTED)} tickets` : ticketsText(count);
  const narrowed = isFiltered(filter) ? ` that match ${filterText(filter, types)}` : " of this event";
  const isUncounted = isAllChosen && count > MOST_COUNTED;
  const takenOf = (act: BulkAct) => {
    if (isUncounted) return null;
    if (isAllChosen) return takenBy[act];
    return tickets.filter(({ id, standing }) => chosen.has(id) && isActPossible(act, standing)).length;
  };
  const wordsOf = (act: BulkAct) =>
    bulkWords(act, {
      count: isUncounted ? MOST_COUNTED : isAllChosen ? count : chosen.size,
      isAll: isAllChosen,
      taken: takenOf(act),
      narrowed,
    });
  const [resend, revoke] = [wordsOf("resend"), wordsOf("revoke")];
  const canResend = actions.resend !== null && takenOf("resend") !== 0;
  const canRevoke = actions.revoke !== null && takenOf("revoke") !== 0;
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
        {canResend || canRevoke ? null : <span className="ml-3 text-ink-soft">None of them is valid.</span>}
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
        {canResend ? (
          <Button size="small" onClick={askFrom("resend")}>
            <Send aria-hidden />
            Send again…
          </Button>
        ) : null}
        {canRevoke ? (
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
          title={`Send ${resend.named} again?`}
          description={`An email goes to the holder of ${resend.which}, with the code and link it has. Tickets whose email is still on its way are left out.${resend.leftOut}`}
          action={actions.resend}
          confirmText={`Send ${resend.counted} again`}
          keepText="Don’t send"
          onDone={begun("The emails are being queued.")}
        />
      ) : null}
      {actions.revoke ? (
        <RevokeManyDialog
          {...dialog("revoke")}
          fields={fields}
          title={`Revoke ${revoke.named}?`}
          description={`The gate refuses ${revoke.which} from now on, and their places can be issued again. Their holders are not told by email. Each can be restored while there is room.${revoke.leftOut}`}
          action={actions.revoke}
          confirmText={`Revoke ${revoke.counted}`}
          onDone={begun("The tickets are being revoked.")}
        />
      ) : null}
    </section>
  );
}
