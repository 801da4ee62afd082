"use client";
import type { DialogControl } from "../ui/dialog";
import type { FormAction } from "../ui/form-action";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";
import type { ActTicket } from "./ticket-acts";

type RevokeDialogProps = DialogControl & { ticket: ActTicket; action: FormAction<null>; onDone: () => void };

export function RevokeDialog({ ticket, ...dialog }: RevokeDialogProps) {
  return (
    <FormDialog
      {...dialog}
      scope="revoke"
      title={`Revoke ticket ${ticket.number} of ${ticket.holderName}?`}
      description="The gate refuses it from now on, and its place can be issued again. The holder is not told by email. It can be restored while there is room."
      hidden={{ ticketId: ticket.id }}
      keepText="Keep the ticket"
      confirmText="Revoke ticket"
      pendingText="Revoking"
      variant="danger"
    >
      {(field) => (
        <TextField
          {...field("reason")}
          label="Reason"
          help="Kept with the ticket, for the organization only."
          maxLength={200}
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}
