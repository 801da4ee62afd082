"use client";
import { type ReactNode, useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { type BindField, bindFields } from "./bind-fields";
import { Button } from "./button";
import type { ButtonVariant } from "./button-look";
import { Dialog, type DialogControl } from "./dialog";
import { DIALOG_BUTTONS } from "./dialog-look";
import { type FormAction, useRefreshOnConflict, useWhenDone } from "./form-action";
import { FormSummary } from "./form-summary";
import { HiddenFields } from "./hidden-fields";

type DialogFormProps<T> = {
  /** Keeps the ids of its fields apart from others of the page. */
  scope: string;
  action: FormAction<T>;
  /** What the form sends beside what is typed. */
  hidden?: Record<string, string>;
  keepText: string;
  confirmText: string;
  /** Stands in for `confirmText` while the answer is on its way. */
  pendingText?: string;
  variant?: ButtonVariant;
  /** Called once it is done and the dialog is closing; not needed where the action leads to another page. */
  onDone?: (data: T) => void;
  /** The fields, each tied to its name by the function they are given. */
  children: (field: BindField) => ReactNode;
};

type FormDialogProps<T> = DialogControl & DialogFormProps<T> & { title: string; description: ReactNode };

/** Asks for what an act needs, closes when it is done, and stays open with what was typed to say why if it was refused. */
export function FormDialog<T>({ isOpen, onOpenChange, returnFocus, title, description, ...form }: FormDialogProps<T>) {
  return (
    <Dialog {...{ isOpen, onOpenChange, returnFocus, title, description }}>
      <DialogForm {...form} close={() => onOpenChange(false)} />
    </Dialog>
  );
}

/** Apart from the dialog, so that a reopened one starts without the last answer. */
function DialogForm<T>({
  scope,
  action,
  hidden = {},
  keepText,
  confirmText,
  pendingText = confirmText,
  variant = "primary",
  onDone,
  children,
  close,
}: DialogFormProps<T> & { close: () => void }) {
  const [result, submit, isPending] = useActionState<ActionResult<T> | null, FormData>(action, null);
  useWhenDone(result, (data) => {
    close();
    onDone?.(data);
  });
  useRefreshOnConflict(result);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope={scope} result={result} />
      <HiddenFields fields={hidden} />
      {children(bindFields(scope, result))}
      <div className={DIALOG_BUTTONS}>
        <Button onClick={close}>{keepText}</Button>
        <Button type="submit" variant={variant} isPending={isPending}>
          {isPending ? pendingText : confirmText}
        </Button>
      </div>
    </form>
  );
}
