"use client";
import { Ban, Ellipsis, Mail, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useRef, useState } from "react";
import { ConfirmDialog } from "../ui/confirm-dialog";
import type { FormAction } from "../ui/form-action";
import { Menu, MenuItem, MenuLink } from "../ui/menu";
import { useToast } from "../ui/toasts";
import { RevokeDialog } from "./revoke-dialog";

export type TicketActions = { reissue: FormAction<null> | null; revoke: FormAction<null> | null };

export type MenuTicket = {
  id: string;
  number: number;
  holderName: string;
  holderEmail: string;
  canReissue: boolean;
  canRevoke: boolean;
  /** Where its latest email can be seen. */
  emailHref: string | null;
};

/** What can be done with one ticket. Both acts name it and ask first. */
export function TicketMenu({ ticket, reissue, revoke }: TicketActions & { ticket: MenuTicket }) {
  const [open, setOpen] = useState<"reissue" | "revoke" | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const isAsking = useRef(false);
  const toast = useToast();
  const ask = (act: "reissue" | "revoke") => {
    isAsking.current = true;
    setOpen(act);
  };
  const returnFocus = () => {
    isAsking.current = false;
    trigger.current?.focus();
  };
  const mayReissue = reissue && ticket.canReissue;
  const mayRevoke = revoke && ticket.canRevoke;
  if (!mayReissue && !mayRevoke && !ticket.emailHref) return null;
  const named = `ticket ${ticket.number} of ${ticket.holderName}`;
  return (
    <>
      <Menu
        keepFocus={() => isAsking.current}
        trigger={
          <button
            ref={trigger}
            type="button"
            aria-label={`More for ${named}`}
            className="grid size-8 place-items-center rounded-md text-ink-soft hover:bg-ink/8 hover:text-ink data-[state=open]:bg-ink/8 pointer-coarse:-my-2 pointer-coarse:size-11"
          >
            <Ellipsis aria-hidden className="size-4" />
          </button>
        }
      >
        {ticket.emailHref ? (
          <MenuLink>
            <Link href={ticket.emailHref}>
              <Mail aria-hidden />
              See its email
            </Link>
          </MenuLink>
        ) : null}
        {mayReissue ? (
          <MenuItem onSelect={() => ask("reissue")}>
            <RefreshCw aria-hidden />
            Reissue…
          </MenuItem>
        ) : null}
        {mayRevoke ? (
          <MenuItem isDangerous onSelect={() => ask("revoke")}>
            <Ban aria-hidden />
            Revoke…
          </MenuItem>
        ) : null}
      </Menu>
      {mayReissue ? (
        <ConfirmDialog
          isOpen={open === "reissue"}
          onOpenChange={(isOpen) => setOpen(isOpen ? "reissue" : null)}
          title={`Reissue ${named}?`}
          description={`Its present code and link stop working at once, and new ones are emailed to ${ticket.holderEmail}. The number stays.`}
          action={reissue}
          fields={{ ticketId: ticket.id }}
          confirmText="Reissue ticket"
          keepText="Keep the present one"
          onDone={() => toast(`Ticket ${ticket.number} is reissued. The email is on its way.`)}
          returnFocus={returnFocus}
        />
      ) : null}
      {revoke ? (
        <RevokeDialog
          isOpen={open === "revoke"}
          onOpenChange={(isOpen) => setOpen(isOpen ? "revoke" : null)}
          ticket={ticket}
          action={revoke}
          onDone={() => toast(`Ticket ${ticket.number} is revoked.`)}
          returnFocus={returnFocus}
        />
      ) : null}
    </>
  );
}
