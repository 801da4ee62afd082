import { zoneName } from "@/lib/core/time";
import type { TicketRow } from "@/lib/domain/tickets/schema";
import { LinkButton } from "../ui/link-button";
import type { TicketActions } from "./ticket-menu";
import { TicketTable } from "./ticket-table";

type TicketListProps = {
  tickets: TicketRow[];
  nextAfter: number | null;
  /** The number this page comes after; none on the first. */
  after: number | undefined;
  isIssuing: boolean;
  timeZone: string;
  eventHref: string;
  outboxHref: string;
  actions: TicketActions;
};

/** One page of an event's tickets, or what to do while there are none. */
export function TicketList({ tickets, nextAfter, after, isIssuing, eventHref, ...table }: TicketListProps) {
  return (
    <section aria-labelledby="tickets-title" className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h2 id="tickets-title" className="text-lg">
          Tickets
        </h2>
        {tickets.length > 0 ? <p className="text-xs text-ink-soft">Times are {zoneName(table.timeZone)}.</p> : null}
      </div>
      {tickets.length > 0 ? <TicketTable tickets={tickets} {...table} /> : <NoTickets {...{ after, isIssuing }} />}
      {after !== undefined || nextAfter !== null ? (
        <nav aria-label="Pages of tickets" className="flex flex-wrap gap-2">
          {after !== undefined ? <LinkButton href={eventHref}>First page</LinkButton> : null}
          {nextAfter !== null ? (
            <LinkButton href={`${eventHref}?after=${nextAfter}`}>Next, from number {nextAfter + 1}</LinkButton>
          ) : null}
        </nav>
      ) : null}
    </section>
  );
}

function NoTickets({ after, isIssuing }: { after: number | undefined; isIssuing: boolean }) {
  if (after !== undefined)
    return <p className="border-t border-line pt-6 text-ink-soft">No ticket has a number above {after}.</p>;
  return (
    <div className="flex flex-col items-start gap-4 border-t border-line pt-6">
      <p className="max-w-[34rem] text-ink-soft">
        {isIssuing
          ? "None yet. Issue the first one, or paste a whole list under “Several”. Each guest is sent theirs at once."
          : "No tickets were issued for this event."}
      </p>
      {isIssuing ? <LinkButton href="#issue-one-name">Issue the first ticket</LinkButton> : null}
    </div>
  );
}
