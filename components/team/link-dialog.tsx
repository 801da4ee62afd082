"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { Button } from "../ui/button";
import { CopyButton } from "../ui/copy-button";
import { Dialog, type DialogControl } from "../ui/dialog";
import { DIALOG_BUTTONS } from "../ui/dialog-look";
import { CONTROL_HEIGHT, CONTROL_LOOK, Field } from "../ui/field";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { HiddenFields } from "../ui/hidden-fields";

type LinkFormProps = { action: FormAction<{ link: string }>; fields: Record<string, string> };
type LinkDialogProps = DialogControl & LinkFormProps & { name: string };

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

function LinkForm({ action, fields, close }: LinkFormProps & { close: () => void }) {
  const [result, submit, isPending] = useActionState<ActionResult<{ link: string }> | null, FormData>(action, null);
  return (
    <form action={submit} className="flex flex-col gap-4">
      <FormSummary scope="invitation-link" result={result} />
      <HiddenFields fields={fields} />
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
