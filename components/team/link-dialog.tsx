"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Dialog } from "../ui/dialog";
import { DIALOG_BUTTONS } from "../ui/dialog-look";
import { CONTROL_HEIGHT, CONTROL_LOOK, Field } from "../ui/field";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";

type LinkDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  returnFocus: () => void;
  name: string;
  action: FormAction<{ link: string }>;
  fields: Record<string, string>;
};

/** Shows an invitation's link to who may see secrets, once they have said that they want to: the look is put on record. */
export function LinkDialog({ name, action, fields, ...dialog }: LinkDialogProps) {
  return (
    <Dialog
      {...dialog}
      title={`The link for ${name}`}
      description="Whoever has it can join in their place, so hand it to them only. That you looked is noted in the audit."
    >
      <LinkForm action={action} fields={fields} close={() => dialog.onOpenChange(false)} />
    </Dialog>
  );
}

type LinkFormProps = { action: FormAction<{ link: string }>; fields: Record<string, string>; close: () => void };

function LinkForm({ action, fields, close }: LinkFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<{ link: string }> | null, FormData>(action, null);
  return (
    <form action={submit} className="flex flex-col gap-4">
      <FormSummary scope="invitation-link" result={result} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {result?.ok ? (
        <div className="flex flex-col gap-2">
          <Field id="invitation-link" label="Link">
            {(control) => (
              <input
                {...control}
                readOnly
                value={result.data.link}
                onFocus={(event) => event.currentTarget.select()}
                className={`${CONTROL_LOOK} ${CONTROL_HEIGHT} font-mono text-sm`}
              />
            )}
          </Field>
          <span className="self-start">
            <CopyButton text={result.data.link} label="Copy link" />
          </span>
        </div>
      ) : null}
      <div className={DIALOG_BUTTONS}>
        <Button onClick={close}>Close</Button>
        {result?.ok ? null : (
          <Button type="submit" variant="primary" isPending={isPending}>
            Show the link
          </Button>
        )}
      </div>
    </form>
  );
}
