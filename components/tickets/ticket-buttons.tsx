"use client";
import { useRef } from "react";
import { isActPossible, type TicketAct, type TicketStanding } from "@/lib/domain/tickets/rules";
import { Button } from "../ui/button";
import { useAsking } from "../ui/use-asking";
import { ACT_LOOK, type ActTicket, type TicketActions } from "./ticket-acts";
import { TicketDialogs } from "./ticket-dialogs";

type TicketButtonsProps = {
  ticket: ActTicket;
  standing: TicketStanding;
  actions: TicketActions;
  /** Which acts belong here, in their order. */
  acts: readonly TicketAct[];
};

/** What can be done with the one ticket that a page is about. */
export function TicketButtons({ ticket, standing, actions, acts }: TicketButtonsProps) {
  const opener = useRef<HTMLButtonElement>(null);
  const row = useRef<HTMLDivElement>(null);
  // What was done may have taken its own button away.
  const { ask, dialog } = useAsking<TicketAct>(() => (opener.current?.isConnected ? opener.current : row.current));
  const possible = acts.filter((act) => actions[act] && isActPossible(act, standing));
  return (
    <>
      <div ref={row} tabIndex={-1} className="flex flex-wrap gap-2 empty:hidden focus:outline-none">
        {possible.map((act) => {
          const { label, icon: Icon } = ACT_LOOK[act];
          return (
            <Button
              key={act}
              onClick={(event) => {
                opener.current = event.currentTarget;
                ask(act);
              }}
            >
              <Icon aria-hidden />
              {label}
            </Button>
          );
        })}
      </div>
      <TicketDialogs ticket={ticket} actions={actions} dialog={dialog} />
    </>
  );
}
