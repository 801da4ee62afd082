"use client";
import { type ReactNode, useActionState, useState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { type BoundField, bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { DIALOG_BUTTONS } from "../ui/dialog-look";
import { type FormAction, useWhenDone } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { TextField } from "../ui/text-field";

type PartFormProps = {
  noun: string;
  /** None for a new one. */
  part: { name: string; values?: Record<string, string> } | null;
  action: FormAction<null>;
  hidden: Record<string, string>;
  fields?: (field: (name: string) => BoundField) => ReactNode;
  onDone: (name: string) => void;
};

type PartDialogProps = PartFormProps & {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  returnFocus: () => void;
};

/** Adds or changes one of what an event has several of. */
export function PartDialog({ isOpen, onOpenChange, returnFocus, onDone, ...form }: PartDialogProps) {
  const { noun, part } = form;
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={part ? `Edit ${noun} ${part.name}` : `Add ${noun}`}
      description={part ? "It holds for everybody from the next scan on." : "It comes last; its menu moves it."}
      returnFocus={returnFocus}
    >
      <PartForm
        {...form}
        keep={() => onOpenChange(false)}
        onDone={(name) => {
          onOpenChange(false);
          onDone(name);
        }}
      />
    </Dialog>
  );
}

/** Apart from the dialog, so that a reopened one starts without the last answer. */
function PartForm({ noun, part, action, hidden, fields, keep, onDone }: PartFormProps & { keep: () => void }) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(action, null);
  const [name, setName] = useState("");
  const bind = bindFields("part", result);
  const initial: Record<string, string> = { name: part?.name ?? "", ...part?.values };
  const field = (of: string) => bind(of, initial[of]);
  useWhenDone(result, () => onDone(name));
  return (
    <form
      action={(form) => {
        setName(String(form.get("name")).trim());
        submit(form);
      }}
      noValidate
      className="flex flex-col gap-4"
    >
      <FormSummary scope="part" result={result} />
      {Object.entries(hidden).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <TextField {...field("name")} label="Name" maxLength={60} autoComplete="off" />
      {fields?.(field)}
      <div className={DIALOG_BUTTONS}>
        <Button onClick={keep}>{part ? "Leave it as it is" : "Cancel"}</Button>
        <Button type="submit" variant="primary" isPending={isPending}>
          {part ? "Save" : `Add ${noun}`}
        </Button>
      </div>
    </form>
  );
}
