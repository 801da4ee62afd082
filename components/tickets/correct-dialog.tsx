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

type Corrected = { isReissued: boolean };
type CorrectDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  ticket: ActTicket;
  action: FormAction<Corrected>;
  onDone: (corrected: Corrected) => void;
  returnFocus: () => void;
};

export function CorrectDialog({ isOpen, onOpenChange, ticket, action, onDone, returnFocus }: CorrectDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Correct the address of ticket ${ticket.number} of ${ticket.holderName}?`}
      description="The ticket is emailed to the new address. If an email went out to the wrong one, a stranger may have it: then its code and link stop working at once and new ones are sent."
      returnFocus={returnFocus}
    >
      <CorrectForm
        ticket={ticket}
        action={action}
        keep={() => onOpenChange(false)}
        onDone={(corrected) => {
          onOpenChange(false);
          onDone(corrected);
        }}
      />
    </Dialog>
  );
}

type CorrectFormProps = Pick<CorrectDialogProps, "ticket" | "action" | "onDone"> & { keep: () => void };

function CorrectForm({ ticket, action, keep, onDone }: CorrectFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<Corrected> | null, FormData>(action, null);
  const field = bindFields("correct", result);
  useWhenDone(result, onDone);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="correct" result={result} />
      <input type="hidden" name="ticketId" value={ticket.id} />
      <TextField
        {...field("email", ticket.holderEmail)}
        label="Right address"
        type="email"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        autoComplete="off"
      />
      <div className={DIALOG_BUTTONS}>
        <Button onClick={keep}>Keep the address</Button>
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? "Correcting" : "Correct and send"}
        </Button>
      </div>
    </form>
  );
}
