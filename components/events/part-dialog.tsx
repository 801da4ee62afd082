"use client";
import { type ReactNode, useRef } from "react";
import type { BoundField } from "../ui/bind-fields";
import type { DialogControl } from "../ui/dialog";
import type { FormAction } from "../ui/form-action";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";

type PartDialogProps = DialogControl & {
  noun: string;
  /** None for a new one. */
  part: { name: string; values?: Record<string, string> } | null;
  action: FormAction<null>;
  hidden: Record<string, string>;
  fields?: (field: (name: string) => BoundField) => ReactNode;
  onDone: (name: string) => void;
};

/** Adds or changes one of what an event has several of. */
export function PartDialog({ noun, part, action, fields, onDone, ...dialog }: PartDialogProps) {
  const sentName = useRef("");
  const initial: Record<string, string> = { name: part?.name ?? "", ...part?.values };
  return (
    <FormDialog<null>
      {...dialog}
      scope="part"
      title={part ? `Edit ${noun} ${part.name}` : `Add ${noun}`}
      description={part ? "It holds for everybody from the next scan on." : "It comes last; its menu moves it."}
      action={(previous, form) => {
        // The answer does not carry the name, and when it comes the form has been reset.
        sentName.current = String(form.get("name")).trim();
        return action(previous, form);
      }}
      keepText={part ? "Leave it as it is" : "Cancel"}
      confirmText={part ? "Save" : `Add ${noun}`}
      onDone={() => onDone(sentName.current)}
    >
      {(bind) => {
        const field = (name: string) => bind(name, initial[name]);
        return (
          <>
            <TextField {...field("name")} label="Name" maxLength={60} autoComplete="off" />
            {fields?.(field)}
          </>
        );
      }}
    </FormDialog>
  );
}
