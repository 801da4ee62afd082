import { SearchX } from "lucide-react";
import { zoneName } from "@/lib/core/time";
import { MOST_COUNTED, type TicketFilter, type TicketPage } from "@/lib/domain/tickets/schema";
import { countText, ticketsText } from "../events/count-text";
import { LinkButton } from "../ui/link-button";
import { type BulkActions, BulkBar } from "./bulk-bar";
import { filterText, isFiltered, ticketsHref } from "./filter-words";
import type { TicketActions } from "./ticket-acts";
import { TicketFilters } from "./ticket-filters";
import { SelectPage, TicketSelection } from "./ticket-selection";
import { TicketTable } from "./ticket-table";
import type { TicketType } from "./type-field";

type TicketListProps = {
  page: TicketPage;
  eventId: string;
  filter: TicketFilter;
  types: TicketType[];
  isIssuing: boolean;
  timeZone: string;
  eventHref: string;
  outboxHref: string;
  actions: TicketActions;
  bulk: BulkActions;
};

/** One page of the tickets that a filter finds, or what to do while there are none. */
export function TicketList({ page, eventId, filter, types, isIssuing, eventHref, bulk, ...table }: TicketListProps) {
  const { tickets, count, takenBy, before, after, through } = page;
  const canChoose = Boolean(bulk.resend || bulk.revoke);
  return (
    <section aria-labelledby="tickets-title" className="flex min-w-0 flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h2 id="tickets-title" tabIndex={-1} className="text-lg focus:outline-none">
          Tickets
        </h2>
        {/* Beside the list there is the form; below it, this is the way there. */}
        {isIssuing && through > 0 ? (
          <LinkButton href="#issue-title" size="small" className="xl:sr-only xl:focus:not-sr-only">
            Issue tickets
          </LinkButton>
        ) : null}
      </div>
      {through > 0 ? <TicketFilters filter={filter} types={types} eventHref={eventHref} /> : null}
      {tickets.length > 0 ? (
        <TicketSelection
          key={ticketsHref("", filter, { before: tickets[0]?.number })}
          ids={tickets.map(({ id }) => id)}
        >
          <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
            {canChoose ? <SelectPage className="max-md:pl-3.5" /> : null}
            <p className="text-xs text-ink-soft tabular-nums">
              <span role="status">{countOf(count, filter)}</span> · Times are {zoneName(table.timeZone)}.
            </p>
          </div>
          <TicketTable
            tickets={tickets}
            eventHref={eventHref}
            hasTypes={types.length > 1}
            canChoose={canChoose}
            {...table}
          />
          <BulkBar {...{ eventId, filter, types, tickets, count, takenBy, through }} actions={bulk} />
        </TicketSelection>
      ) : (
        <NoTickets {...{ filter, types, eventHref, isIssuing }} isBehind={page.before !== null} />
      )}
      {before !== null || after !== null ? (
        <nav aria-label="Pages of tickets" className="flex flex-wrap gap-2">
          {before !== null ? (
            <>
              <LinkButton href={ticketsHref(eventHref, filter)}>First page</LinkButton>
              <LinkButton href={ticketsHref(eventHref, filter, { before })}>Previous</LinkButton>
            </>
          ) : null}
          {after !== null ? (
            <LinkButton href={ticketsHref(eventHref, filter, { after })}>Next, from number {after + 1}</LinkButton>
          ) : null}
        </nav>
      ) : null}
    </section>
  );
}

function countOf(count: number, filter: TicketFilter): string {
  const verb = isFiltered(filter) ? (count === 1 ? " matches" : " match") : "";
  return count > MOST_COUNTED ? `More than ${countText(MOST_COUNTED)} tickets${verb}` : `${ticketsText(count)}${verb}`;
}

type NoTicketsProps = {
  filter: TicketFilter;
  types: TicketType[];
  eventHref: string;
  isIssuing: boolean;
  /** Behind the last page rather than on the first. */
  isBehind: boolean;
};

function NoTickets({ filter, types, eventHref, isIssuing, isBehind }: NoTicketsProps) {
  const box = "flex flex-col items-start gap-4 border-t border-line pt-6";
  if (isFiltered(filter)) {
    return (
      <div className={box}>
        <p role="status" className="flex max-w-[34rem] gap-3 text-ink-soft">
          <SearchX aria-hidden className="mt-0.5 size-5 shrink-0" />
          <span>
            No {isBehind ? "further " : ""}ticket matches {filterText(filter, types)}.
          </span>
        </p>
        <LinkButton href={eventHref}>Show all tickets</LinkButton>
      </div>
    );
  }
  if (isBehind) return <p className="border-t border-line pt-6 text-ink-soft">There are no further tickets.</p>;
  return (
    <div className={box}>
      <p className="max-w-[34rem] text-ink-soft">
        {isIssuing
          ? "None yet. Issue the first one, or paste a whole list under “Several”. Each guest is sent theirs at once."
          : "No tickets were issued for this event."}
      </p>
      {isIssuing ? <LinkButton href="#issue-one-name">Issue the first ticket</LinkButton> : null}
    </div>
  );
}
