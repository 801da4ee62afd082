import { ArrowLeft } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { TicketButtons } from "@/components/tickets/ticket-buttons";
import { TicketFacts } from "@/components/tickets/ticket-facts";
import { ticketLife } from "@/components/tickets/ticket-life";
import { TicketStandingBadge } from "@/components/tickets/ticket-standing";
import { TicketTimeline } from "@/components/tickets/ticket-timeline";
import { LinkButton } from "@/components/ui/link-button";
import { zoneName } from "@/lib/core/time";
import { TICKET_ACTS } from "@/lib/domain/tickets/rules";
import { idParam } from "../../../../id-param";
import { loadEvent } from "../../load-event";
import { ticketActions } from "../../ticket-actions";
import { loadLife } from "./load-life";

export const metadata: Metadata = { title: "Ticket" };

type TicketPageProps = PageProps<"/o/[organization]/events/[eventId]/tickets/[ticketId]">;

export default async function TicketPage({ params, searchParams }: TicketPageProps) {
  const { organization, ticketId: id } = await params;
  const ticketId = idParam(id);
  const { event, may } = await loadEvent(params);
  const asked = (await searchParams).after;
  const cursor = typeof asked === "string" ? asked : undefined;
  const sources = await loadLife(organization, { ticketId, cursor });
  const { ticket } = sources;
  const { entries, next } = ticketLife(sources, cursor);
  const home = `/o/${organization}`;
  const eventHref = `${home}/events/${event.id}`;
  const href = `${eventHref}/tickets/${ticket.id}`;
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-col gap-4">
        <Link
          href={eventHref}
          className="-ml-1 inline-flex items-center gap-1.5 self-start rounded-sm px-1 text-sm text-ink-soft hover:text-ink pointer-coarse:min-h-11"
        >
          <ArrowLeft aria-hidden className="size-4" />
          Tickets
        </Link>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="min-w-0 text-lg break-words">{ticket.holderName}</h2>
          <span className="text-ink-soft tabular-nums">No. {ticket.number}</span>
          <TicketStandingBadge standing={ticket.standing} />
        </div>
        <TicketButtons
          ticket={ticket}
          standing={ticket.standing}
          actions={ticketActions(organization, may)}
          acts={TICKET_ACTS}
        />
      </div>
      <div className="grid items-start gap-10 lg:grid-cols-[20rem_minmax(0,1fr)]">
        <TicketFacts ticket={ticket} timeZone={event.timeZone} />
        <section aria-labelledby="life-title" className="flex min-w-0 flex-col gap-5">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4">
            <h3 id="life-title" className="text-base font-[600]">
              Its life
            </h3>
            <p className="text-xs text-ink-soft">Times are {zoneName(event.timeZone)}.</p>
          </div>
          {entries.length > 0 ? (
            <TicketTimeline entries={entries} timeZone={event.timeZone} outboxHref={`${home}/outbox`} />
          ) : (
            <p className="text-ink-soft">There is nothing more.</p>
          )}
          {cursor || next ? (
            <nav aria-label="Pages of its life" className="flex flex-wrap gap-2">
              {cursor ? <LinkButton href={href}>From the beginning</LinkButton> : null}
              {next ? (
                <LinkButton href={`${href}?after=${encodeURIComponent(next)}`}>What came after</LinkButton>
              ) : null}
            </nav>
          ) : null}
        </section>
      </div>
    </div>
  );
}
