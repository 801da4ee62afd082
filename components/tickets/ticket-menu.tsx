"use client";
import { Mail, Ticket } from "lucide-react";
import Link from "next/link";
import { useRef } from "react";
import { isActPossible, TICKET_ACTS, type TicketAct, type TicketStanding } from "@/lib/domain/tickets/rules";
import { MenuItem, MenuLink } from "../ui/menu";
import { MoreMenu } from "../ui/more-menu";
import { useAsking } from "../ui/use-asking";
import { ACT_LOOK, type ActTicket, type TicketActions } from "./ticket-acts";
import { TicketDialogs } from "./ticket-dialogs";

type TicketMenuProps = {
  ticket: ActTicket;
  standing: TicketStanding;
  href: string;
  /** Where its latest email can be seen. */
  emailHref: string | null;
  actions: TicketActions;
};

/** What can be done with one ticket of a list. */
export function TicketMenu({ ticket, standing, href, emailHref, actions }: TicketMenuProps) {
  const more = useRef<HTMLButtonElement>(null);
  const { asked, ask, dialog, keepFocus } = useAsking<TicketAct>(() => more.current);
  const possible = TICKET_ACTS.filter((act) => actions[act] && isActPossible(act, standing));
  return (
    <>
      <MoreMenu
        ref={more}
        label={`More for ticket ${ticket.number} of ${ticket.holderName}`}
        keepFocus={keepFocus}
        place="row"
        className="pointer-coarse:-my-2"
      >
        <MenuLink>
          <Link href={href}>
            <Ticket aria-hidden />
            Open the ticket
          </Link>
        </MenuLink>
        {emailHref ? (
          <MenuLink>
            <Link href={emailHref}>
              <Mail aria-hidden />
              See its email
            </Link>
          </MenuLink>
        ) : null}
        {possible.map((act) => {
          const { label, icon: Icon, isDangerous } = ACT_LOOK[act];
          return (
            <MenuItem key={act} isDangerous={isDangerous} onSelect={() => ask(act)}>
              <Icon aria-hidden />
              {label}
            </MenuItem>
          );
        })}
      </MoreMenu>
      {/* Six for each of fifty rows take the server as long to draw as the list. */}
      {asked ? <TicketDialogs ticket={ticket} actions={actions} dialog={dialog} /> : null}
    </>
  );
}
