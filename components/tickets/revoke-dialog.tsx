"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { DIALOG_BUTTONS } from "../ui/dialog-look";
import { type FormAction, useWhenDone } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { TextField } from "../ui/text-field";

type RevokeDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  ticket: { id: string; number: number; holderName: string };
  action: FormAction<null>;
  onDone: () => void;
  returnFocus: () => void;
};

export function RevokeDialog({ isOpen, onOpenChange, ticket, action, onDone, returnFocus }: RevokeDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Revoke ticket ${ticket.number} of ${ticket.holderName}?`}
      description="The gate refuses it from now on, and its place can be issued again. The holder is not told by email. It can be restored while there is room."
      returnFocus={returnFocus}
    >
      <RevokeForm
        ticketId={ticket.id}
        action={action}
        keep={() => onOpenChange(false)}
        onDone={() => {
          onOpenChange(false);
          onDone();
        }}
      />
    </Dialog>
  );
}

type RevokeFormProps = { ticketId: string; action: FormAction<null>; keep: () => void; onDone: () => void };

function RevokeForm({ ticketId, action, keep, onDone }: RevokeFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(action, null);
  const field = bindFields("revoke", result);
  useWhenDone(result, onDone);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="revoke" result={result} />
      <input type="hidden" name="ticketId" value={ticketId} />
      <TextField
        {...field("reason")}
        label="Reason"
        help="Kept with the ticket, for the organization only."
        maxLength={200}
        autoComplete="off"
      />
      <div className={DIALOG_BUTTONS}>
        <Button onClick={keep}>Keep the ticket</Button>
        <Button type="submit" variant="danger" isPending={isPending}>
          {isPending ? "Revoking" : "Revoke ticket"}
        </Button>
      </div>
    </form>
  );
}
