"use client";
import type { DialogControl } from "../ui/dialog";
import type { FormAction } from "../ui/form-action";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";

type RevokeManyDialogProps = DialogControl & {
  title: string;
  description: string;
  action: FormAction<null>;
  /** Which tickets, as the form sends it. */
  fields: Record<string, string>;
  confirmText: string;
  onDone: () => void;
};

export function RevokeManyDialog({ fields, ...dialog }: RevokeManyDialogProps) {
  return (
    <FormDialog
      {...dialog}
      scope="revoke-many"
      hidden={fields}
      keepText="Keep the tickets"
      pendingText="Starting"
      variant="danger"
    >
      {(field) => (
        <TextField
          {...field("reason")}
          label="Reason"
          help="Kept with each ticket, for the organization only."
          maxLength={200}
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}
