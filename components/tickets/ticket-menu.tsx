"use client";
import { Ellipsis, Mail, Ticket } from "lucide-react";
import Link from "next/link";
import { useRef, useState } from "react";
import { isActPossible, TICKET_ACTS, type TicketAct, type TicketStanding } from "@/lib/domain/tickets/rules";
import { Menu, MenuItem, MenuLink } from "../ui/menu";
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
  const [asked, setAsked] = useState<TicketAct | null>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  const isAsking = useRef(false);
  const possible = TICKET_ACTS.filter((act) => actions[act] && isActPossible(act, standing));
  return (
    <>
      <Menu
        keepFocus={() => isAsking.current}
        trigger={
          <button
            ref={trigger}
            type="button"
            aria-label={`More for ticket ${ticket.number} of ${ticket.holderName}`}
            className="grid size-8 place-items-center rounded-md text-ink-soft hover:bg-ink/8 hover:text-ink data-[state=open]:bg-ink/8 pointer-coarse:-my-2 pointer-coarse:size-11"
          >
            <Ellipsis aria-hidden className="size-4" />
          </button>
        }
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
            <MenuItem
              key={act}
              isDangerous={isDangerous}
              onSelect={() => {
                isAsking.current = true;
                setAsked(act);
              }}
            >
              <Icon aria-hidden />
              {label}
            </MenuItem>
          );
        })}
      </Menu>
      <TicketDialogs
        ticket={ticket}
        actions={actions}
        asked={asked}
        close={() => setAsked(null)}
        returnFocus={() => {
          isAsking.current = false;
          trigger.current?.focus();
        }}
      />
    </>
  );
}
