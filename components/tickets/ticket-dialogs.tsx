"use client";
import type { TicketAct } from "@/lib/domain/tickets/rules";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { DialogControl } from "../ui/dialog";
import { useToast } from "../ui/toasts";
import { CorrectDialog } from "./correct-dialog";
import { RevokeDialog } from "./revoke-dialog";
import type { ActTicket, TicketActions } from "./ticket-acts";
import { TransferDialog } from "./transfer-dialog";

type TicketDialogsProps = {
  ticket: ActTicket;
  actions: TicketActions;
  dialog: (act: TicketAct) => DialogControl;
};

/** Every act with a ticket names it and asks first; what came of it is said in passing. */
export function TicketDialogs({ ticket, actions, dialog }: TicketDialogsProps) {
  const toast = useToast();
  const named = `ticket ${ticket.number} of ${ticket.holderName}`;
  const form = { fields: { ticketId: ticket.id } };
  return (
    <>
      {actions.resend ? (
        <ConfirmDialog
          {...dialog("resend")}
          {...form}
          title={`Send ${named} again?`}
          description={`The email goes to ${ticket.holderEmail} once more. Its code and link stay as they are.`}
          action={actions.resend}
          confirmText="Send again"
          keepText="Don’t send"
          onDone={() => toast(`The email of ticket ${ticket.number} is on its way.`)}
        />
      ) : null}
      {actions.correct ? (
        <CorrectDialog
          {...dialog("correct")}
          ticket={ticket}
          action={actions.correct}
          onDone={({ isReissued }) =>
            toast(
              isReissued
                ? `Ticket ${ticket.number} has a new code, and is on its way to the right address.`
                : `Ticket ${ticket.number} is on its way to the right address.`,
            )
          }
        />
      ) : null}
      {actions.transfer ? (
        <TransferDialog
          {...dialog("transfer")}
          ticket={ticket}
          action={actions.transfer}
          onDone={() => toast(`Ticket ${ticket.number} is transferred. The email is on its way.`)}
        />
      ) : null}
      {actions.reissue ? (
        <ConfirmDialog
          {...dialog("reissue")}
          {...form}
          title={`Reissue ${named}?`}
          description={`Its present code and link stop working at once, and new ones are emailed to ${ticket.holderEmail}. The number stays.`}
          action={actions.reissue}
          confirmText="Reissue ticket"
          keepText="Keep the present one"
          onDone={() => toast(`Ticket ${ticket.number} is reissued. The email is on its way.`)}
        />
      ) : null}
      {actions.revoke ? (
        <RevokeDialog
          {...dialog("revoke")}
          ticket={ticket}
          action={actions.revoke}
          onDone={() => toast(`Ticket ${ticket.number} is revoked.`)}
        />
      ) : null}
      {actions.restore ? (
        <ConfirmDialog
          {...dialog("restore")}
          {...form}
          title={`Restore ${named}?`}
          description="The code it had opens the gate again, and it takes a place under the event’s limit. The holder is not told by email."
          action={actions.restore}
          confirmText="Restore ticket"
          keepText="Leave it revoked"
          onDone={() => toast(`Ticket ${ticket.number} is valid again.`)}
        />
      ) : null}
    </>
  );
}
