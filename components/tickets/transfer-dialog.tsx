"use client";
import type { DialogControl } from "../ui/dialog";
import { EmailField } from "../ui/email-field";
import type { FormAction } from "../ui/form-action";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";
import type { ActTicket } from "./ticket-acts";

type TransferDialogProps = DialogControl & { ticket: ActTicket; action: FormAction<null>; onDone: () => void };

export function TransferDialog({ ticket, ...dialog }: TransferDialogProps) {
  return (
    <FormDialog
      {...dialog}
      scope="transfer"
      title={`Transfer ticket ${ticket.number} of ${ticket.holderName}?`}
      description={`The code and link that ${ticket.holderName} has stop working at once. The new holder is emailed new ones. The number stays.`}
      hidden={{ ticketId: ticket.id }}
      keepText="Keep the holder"
      confirmText="Transfer ticket"
      pendingText="Transferring"
    >
      {(field) => (
        <>
          <TextField {...field("name")} label="New holder’s name" maxLength={120} autoComplete="off" />
          <EmailField {...field("email")} label="New holder’s email" />
        </>
      )}
    </FormDialog>
  );
}
