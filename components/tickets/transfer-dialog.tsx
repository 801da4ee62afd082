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
import type { ActTicket } from "./ticket-acts";

type TransferDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  ticket: ActTicket;
  action: FormAction<null>;
  onDone: () => void;
  returnFocus: () => void;
};

export function TransferDialog({ isOpen, onOpenChange, ticket, action, onDone, returnFocus }: TransferDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Transfer ticket ${ticket.number} of ${ticket.holderName}?`}
      description={`The code and link that ${ticket.holderName} has stop working at once. The new holder is emailed new ones. The number stays.`}
      returnFocus={returnFocus}
    >
      <TransferForm
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

type TransferFormProps = { ticketId: string; action: FormAction<null>; keep: () => void; onDone: () => void };

function TransferForm({ ticketId, action, keep, onDone }: TransferFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(action, null);
  const field = bindFields("transfer", result);
  useWhenDone(result, onDone);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="transfer" result={result} />
      <input type="hidden" name="ticketId" value={ticketId} />
      <TextField {...field("name")} label="New holder’s name" maxLength={120} autoComplete="off" />
      <TextField
        {...field("email")}
        label="New holder’s email"
        type="email"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        autoComplete="off"
      />
      <div className={DIALOG_BUTTONS}>
        <Button onClick={keep}>Keep the holder</Button>
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? "Transferring" : "Transfer ticket"}
        </Button>
      </div>
    </form>
  );
}
