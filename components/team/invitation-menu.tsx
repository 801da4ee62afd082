"use client";
import { Ban, Link2, Send } from "lucide-react";
import { useRef } from "react";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { MenuItem } from "../ui/menu";
import { MoreMenu } from "../ui/more-menu";
import { useToast } from "../ui/toasts";
import { useAsking } from "../ui/use-asking";
import { LinkDialog } from "./link-dialog";

export type InvitationActions = {
  sendAgain: FormAction<null> | null;
  withdraw: FormAction<null> | null;
  showLink: FormAction<{ link: string }> | null;
};

type InvitationMenuProps = InvitationActions & {
  invitation: { id: string; name: string; email: string; isExpired: boolean; isVouchedFor: boolean };
};
type Act = "sendAgain" | "withdraw" | "showLink";

/** What can be done with an invitation that is still open. */
export function InvitationMenu({ invitation, sendAgain, withdraw, showLink }: InvitationMenuProps) {
  const more = useRef<HTMLButtonElement>(null);
  const { ask, dialog, keepFocus } = useAsking<Act>(() => more.current);
  const toast = useToast();
  const maySeeLink = showLink && !invitation.isExpired && invitation.isVouchedFor;
  if (!sendAgain && !withdraw && !maySeeLink) return null;
  const fields = { invitationId: invitation.id };
  return (
    <>
      <MoreMenu
        ref={more}
        label={`More for the invitation of ${invitation.name}`}
        keepFocus={keepFocus}
        place="row"
        className="pointer-coarse:-my-2"
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
      </MoreMenu>
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
