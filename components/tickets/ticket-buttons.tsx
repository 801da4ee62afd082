"use client";
import { useRef, useState } from "react";
import { isActPossible, type TicketAct, type TicketStanding } from "@/lib/domain/tickets/rules";
import { Button } from "../ui/button";
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
  const [asked, setAsked] = useState<TicketAct | null>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const row = useRef<HTMLDivElement>(null);
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
                setAsked(act);
              }}
            >
              <Icon aria-hidden />
              {label}
            </Button>
          );
        })}
      </div>
      <TicketDialogs
        ticket={ticket}
        actions={actions}
        asked={asked}
        close={() => setAsked(null)}
        // What was done may have taken its own button away.
        returnFocus={() => (opener.current?.isConnected ? opener.current : row.current)?.focus()}
      />
    </>
  );
}
