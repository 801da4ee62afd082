"use client";
import { AlertDialog } from "radix-ui";
import { type ReactNode, useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { Button } from "./button";
import type { DialogControl } from "./dialog";
import { DIALOG_BUTTONS, DIALOG_SHADE, DIALOG_SHEET } from "./dialog-look";
import { type FormAction, useWhenDone } from "./form-action";
import { FormSummary } from "./form-summary";
import { HiddenFields } from "./hidden-fields";
import { useFocusBack } from "./use-focus-back";

type ConfirmFormProps<T> = {
  action: FormAction<T>;
  /** What the form sends. */
  fields: Record<string, string>;
  confirmText: string;
  keepText: string;
  isDangerous?: boolean;
  onDone: (data: T) => void;
};

type ConfirmDialogProps<T> = DialogControl & ConfirmFormProps<T> & { title: string; description: ReactNode };

/** Asks before an act that cannot be undone, names its object, and stays open to say why if it was refused. */
export function ConfirmDialog<T>({
  isOpen,
  onOpenChange,
  title,
  description,
  returnFocus,
  ...form
}: ConfirmDialogProps<T>) {
  const focusBack = useFocusBack(returnFocus);
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={DIALOG_SHADE} />
        <AlertDialog.Content className={DIALOG_SHEET} {...focusBack}>
          <AlertDialog.Title className="text-lg">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-sm text-ink-soft">{description}</AlertDialog.Description>
          <ConfirmForm {...form} close={() => onOpenChange(false)} />
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}

/** Apart from the dialog, so that a reopened one starts without the last answer. */
function ConfirmForm<T>({
  action,
  fields,
  confirmText,
  keepText,
  isDangerous = false,
  onDone,
  close,
}: ConfirmFormProps<T> & { close: () => void }) {
  const [result, submit, isPending] = useActionState<ActionResult<T> | null, FormData>(action, null);
  useWhenDone(result, (data) => {
    close();
    onDone(data);
  });
  return (
    <form action={submit} className="flex flex-col gap-4">
      <FormSummary scope="confirm" result={result} />
      <HiddenFields fields={fields} />
      <div className={DIALOG_BUTTONS}>
        <AlertDialog.Cancel asChild>
          <Button>{keepText}</Button>
        </AlertDialog.Cancel>
        <Button type="submit" variant={isDangerous ? "danger" : "primary"} isPending={isPending}>
          {confirmText}
        </Button>
      </div>
    </form>
  );
}
