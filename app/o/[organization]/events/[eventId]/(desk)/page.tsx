import { clsx } from "clsx";
import { EventNumbers } from "@/components/events/event-numbers";
import { KeepFresh } from "@/components/shell/keep-fresh";
import { BulkRuns } from "@/components/tickets/bulk-runs";
import { IssueFull } from "@/components/tickets/issue-full";
import { IssuePanel } from "@/components/tickets/issue-panel";
import { TicketList } from "@/components/tickets/ticket-list";
import { mayIssue } from "@/lib/domain/events/rules";
import { issueOne, issueSeveral, resendSeveral, revokeSeveral } from "../actions";
import { loadEvent } from "../load-event";
import { ticketActions } from "../ticket-actions";
import { loadDesk } from "./load-desk";
import { ticketQuery } from "./ticket-query";

export default async function EventPage({ params, searchParams }: PageProps<"/o/[organization]/events/[eventId]">) {
  const { organization } = await params;
  const { event, counts, may } = await loadEvent(params);
  const query = ticketQuery(await searchParams);
  const { types, page, runs } = await loadDesk(organization, { eventId: event.id, query, mayRead: may.readTickets });
  const home = `/o/${organization}`;
  const isIssuing = may.issue && mayIssue(event.status);
  // Before the first ticket the form is what is wanted; later the list is.
  const isEmpty = page?.through === 0;
  const isFull = counts.activeCount >= event.capacity;
  return (
    <div className="flex flex-col gap-8">
      {event.status === "published" ? <KeepFresh seconds={15} /> : null}
      <EventNumbers capacity={event.capacity} {...counts} />
      <div className="grid items-start gap-10 xl:grid-cols-[minmax(0,1fr)_20rem]">
        {page ? (
          <div className="flex min-w-0 flex-col gap-6">
            <BulkRuns runs={runs} />
            <TicketList
              page={page}
              eventId={event.id}
              filter={query.filter}
              types={types}
              isIssuing={isIssuing}
              timeZone={event.timeZone}
              eventHref={`${home}/events/${event.id}`}
              outboxHref={`${home}/outbox`}
              actions={ticketActions(organization, may)}
              bulk={{
                resend: may.resend ? resendSeveral.bind(null, organization) : null,
                revoke: may.revoke ? revokeSeveral.bind(null, organization) : null,
              }}
            />
          </div>
        ) : null}
        {isIssuing ? (
          <div
            className={clsx(
              isEmpty && "max-xl:order-first",
              "xl:sticky xl:top-6 xl:max-h-[calc(100dvh-3rem)] xl:overflow-y-auto",
            )}
          >
            {isFull ? (
              <IssueFull capacity={event.capacity} />
            ) : (
              <IssuePanel
                issueOne={issueOne.bind(null, organization)}
                issueSeveral={issueSeveral.bind(null, organization)}
                eventId={event.id}
                types={types}
                outboxHref={`${home}/outbox`}
              />
            )}
          </div>
        ) : null}
      </div>
    </div>
  );
}
