"use client";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { ROLES } from "@/lib/domain/access/rules";
import type { BindField } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { CheckField } from "../ui/check-field";
import { EmailField } from "../ui/email-field";
import type { FormAction } from "../ui/form-action";
import { FormDialog } from "../ui/form-dialog";
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
      <FormDialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        scope="invite"
        title="Invite to the team"
        description="They get an email with a link, which works once and for seven days. An earlier invitation of the same address stops working."
        action={action}
        keepText="Not now"
        confirmText="Send invitation"
        pendingText="Inviting"
        onDone={({ name }) => toast(`${name} is invited.`)}
      >
        {(field) => <InviteFields field={field} />}
      </FormDialog>
    </>
  );
}

function InviteFields({ field }: { field: BindField }) {
  const typedRole = field("role", "STAFF_SCANNER").defaultValue;
  const [role, setRole] = useState(typedRole);
  return (
    <>
      <TextField {...field("name")} label="Name" maxLength={120} autoComplete="off" />
      <EmailField {...field("email")} />
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
    </>
  );
}
