"use client";
import type { DialogControl } from "../ui/dialog";
import { EmailField } from "../ui/email-field";
import type { FormAction } from "../ui/form-action";
import { FormDialog } from "../ui/form-dialog";
import type { ActTicket } from "./ticket-acts";

type Corrected = { isReissued: boolean };
type CorrectDialogProps = DialogControl & {
  ticket: ActTicket;
  action: FormAction<Corrected>;
  onDone: (corrected: Corrected) => void;
};

export function CorrectDialog({ ticket, ...dialog }: CorrectDialogProps) {
  return (
    <FormDialog
      {...dialog}
      scope="correct"
      title={`Correct the address of ticket ${ticket.number} of ${ticket.holderName}?`}
      description="The ticket is emailed to the new address. If an email went out to the wrong one, a stranger may have it: then its code and link stop working at once and new ones are sent."
      hidden={{ ticketId: ticket.id }}
      keepText="Keep the address"
      confirmText="Correct and send"
      pendingText="Correcting"
    >
      {(field) => <EmailField {...field("email", ticket.holderEmail)} label="Right address" />}
    </FormDialog>
  );
}
