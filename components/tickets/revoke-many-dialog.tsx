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

type RevokeManyDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: string;
  description: string;
  action: FormAction<null>;
  /** Which tickets, as the form sends it. */
  fields: Record<string, string>;
  confirmText: string;
  onDone: () => void;
  returnFocus: () => void;
};

export function RevokeManyDialog({
  isOpen,
  onOpenChange,
  title,
  description,
  returnFocus,
  onDone,
  ...form
}: RevokeManyDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      returnFocus={returnFocus}
    >
      <RevokeManyForm
        {...form}
        keep={() => onOpenChange(false)}
        onDone={() => {
          onOpenChange(false);
          onDone();
        }}
      />
    </Dialog>
  );
}

type FormProps = Pick<RevokeManyDialogProps, "action" | "fields" | "confirmText" | "onDone"> & { keep: () => void };

function RevokeManyForm({ action, fields, confirmText, onDone, keep }: FormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(action, null);
  const field = bindFields("revoke-many", result);
  useWhenDone(result, onDone);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="revoke-many" result={result} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <TextField
        {...field("reason")}
        label="Reason"
        help="Kept with each ticket, for the organization only."
        maxLength={200}
        autoComplete="off"
      />
      <div className={DIALOG_BUTTONS}>
        <Button onClick={keep}>Keep the tickets</Button>
        <Button type="submit" variant="danger" isPending={isPending}>
          {isPending ? "Starting" : confirmText}
        </Button>
      </div>
    </form>
  );
}
