"use client";
import { UserPlus } from "lucide-react";
import { useActionState, useState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { ROLES } from "@/lib/domain/access/rules";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { CheckField } from "../ui/check-field";
import { Dialog } from "../ui/dialog";
import { DIALOG_BUTTONS } from "../ui/dialog-look";
import { type FormAction, useWhenDone } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { SelectField } from "../ui/select-field";
import { TextField } from "../ui/text-field";
import { useToast } from "../ui/toasts";
import { roleText } from "./role-words";

/** The button that asks somebody in, and what it asks for. */
export function InviteDialog({ action }: { action: FormAction<{ name: string }> }) {
  const [isOpen, setIsOpen] = useState(false);
  const toast = useToast();
  return (
    <>
      <Button variant="primary" onClick={() => setIsOpen(true)}>
        <UserPlus aria-hidden />
        Invite
      </Button>
      <Dialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title="Invite to the team"
        description="They get an email with a link, which works once and for seven days. An earlier invitation of the same address stops working."
      >
        <InviteForm
          action={action}
          close={() => setIsOpen(false)}
          onDone={({ name }) => {
            setIsOpen(false);
            toast(`${name} is invited.`);
          }}
        />
      </Dialog>
    </>
  );
}

type InviteFormProps = {
  action: FormAction<{ name: string }>;
  close: () => void;
  onDone: (invited: { name: string }) => void;
};

/** Apart from the dialog, so that a reopened one starts empty. */
function InviteForm({ action, close, onDone }: InviteFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<{ name: string }> | null, FormData>(action, null);
  const field = bindFields("invite", result);
  const typedRole = field("role", "STAFF_SCANNER").defaultValue;
  const [role, setRole] = useState(typedRole);
  useWhenDone(result, onDone);
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="invite" result={result} />
      <TextField {...field("name")} label="Name" maxLength={120} autoComplete="off" />
      <TextField
        {...field("email")}
        label="Email"
        type="email"
        inputMode="email"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        autoComplete="off"
      />
      <SelectField
        {...field("role", "STAFF_SCANNER")}
        label="Role"
        help={roleText(role)}
        onChange={(event) => setRole(event.currentTarget.value)}
      >
        <option value="STAFF_SCANNER">{ROLES.STAFF_SCANNER.name}</option>
        <option value="TENANT_ADMIN">{ROLES.TENANT_ADMIN.name}</option>
      </SelectField>
      {role === "STAFF_SCANNER" ? (
        <CheckField
          {...field("maySearch")}
          label="May search guests by name"
          help="For helpers at the door whom you trust with the guest list."
        />
      ) : null}
      <div className={DIALOG_BUTTONS}>
        <Button onClick={close}>Not now</Button>
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? "Inviting" : "Send invitation"}
        </Button>
      </div>
    </form>
  );
}
