"use client";
import { Ban, Ellipsis, Link2, Send } from "lucide-react";
import { useRef, useState } from "react";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { Menu, MenuItem } from "../ui/menu";
import { useToast } from "../ui/toasts";
import { LinkDialog } from "./link-dialog";

export type InvitationActions = {
  sendAgain: FormAction<null> | null;
  withdraw: FormAction<null> | null;
  showLink: FormAction<{ link: string }> | null;
};

type InvitationMenuProps = InvitationActions & {
  invitation: { id: string; name: string; email: string; isExpired: boolean };
};
type Act = "sendAgain" | "withdraw" | "showLink";

/** What can be done with an invitation that is still open. */
export function InvitationMenu({ invitation, sendAgain, withdraw, showLink }: InvitationMenuProps) {
  const [open, setOpen] = useState<Act | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const isAsking = useRef(false);
  const toast = useToast();
  const ask = (act: Act) => {
    isAsking.current = true;
    setOpen(act);
  };
  const dialog = (act: Act) => ({
    isOpen: open === act,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? act : null),
    returnFocus: () => {
      isAsking.current = false;
      trigger.current?.focus();
    },
  });
  const maySeeLink = showLink && !invitation.isExpired;
  if (!sendAgain && !withdraw && !maySeeLink) return null;
  const fields = { invitationId: invitation.id };
  return (
    <>
      <Menu
        keepFocus={() => isAsking.current}
        trigger={
          <button
            ref={trigger}
            type="button"
            aria-label={`More for the invitation of ${invitation.name}`}
            className="inline-grid size-8 place-items-center rounded-md text-ink-soft hover:bg-ink/8 hover:text-ink data-[state=open]:bg-ink/8 pointer-coarse:-my-2 pointer-coarse:size-11"
          >
            <Ellipsis aria-hidden className="size-4" />
          </button>
        }
      >
        {sendAgain ? (
          <MenuItem onSelect={() => ask("sendAgain")}>
            <Send aria-hidden />
            Send again…
          </MenuItem>
        ) : null}
        {maySeeLink ? (
          <MenuItem onSelect={() => ask("showLink")}>
            <Link2 aria-hidden />
            Copy its link…
          </MenuItem>
        ) : null}
        {withdraw ? (
          <MenuItem isDangerous onSelect={() => ask("withdraw")}>
            <Ban aria-hidden />
            Withdraw…
          </MenuItem>
        ) : null}
      </Menu>
      {sendAgain ? (
        <ConfirmDialog
          {...dialog("sendAgain")}
          title={`Send the invitation of ${invitation.name} again?`}
          description={`It goes to ${invitation.email} with the same link, which works for seven days from now.`}
          action={sendAgain}
          fields={fields}
          confirmText="Send again"
          keepText="Not now"
          onDone={() => toast("The invitation is on its way again.")}
        />
      ) : null}
      {maySeeLink ? (
        <LinkDialog {...dialog("showLink")} name={invitation.name} action={showLink} fields={fields} />
      ) : null}
      {withdraw ? (
        <ConfirmDialog
          {...dialog("withdraw")}
          title={`Withdraw the invitation of ${invitation.name}?`}
          description={`The link sent to ${invitation.email} stops working at once. You can invite them again.`}
          action={withdraw}
          fields={fields}
          confirmText="Withdraw invitation"
          keepText="Keep it"
          isDangerous
          onDone={() => toast(`The invitation of ${invitation.name} is withdrawn.`)}
        />
      ) : null}
    </>
  );
}
