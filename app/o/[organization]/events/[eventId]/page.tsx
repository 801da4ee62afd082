import { EventMoves } from "@/components/events/event-moves";
import { EventNumbers } from "@/components/events/event-numbers";
import { EventStatusBadge } from "@/components/events/event-status";
import { EventWhen } from "@/components/events/event-when";
import { KeepFresh } from "@/components/shell/keep-fresh";
import { IssueFull } from "@/components/tickets/issue-full";
import { IssuePanel } from "@/components/tickets/issue-panel";
import { TicketList } from "@/components/tickets/ticket-list";
import { PageHeader } from "@/components/ui/page-header";
import { mayIssue } from "@/lib/domain/events/rules";
import { listTicketTypes } from "@/lib/domain/ticket-types/queries";
import { listTickets } from "@/lib/domain/tickets/queries";
import { openPage } from "@/lib/entry/page";
import { issueOne, issueSeveral, moveThisEvent, reissueOne, revokeOne } from "./actions";
import { loadEvent } from "./load-event";

export default async function EventPage({ params, searchParams }: PageProps<"/o/[organization]/events/[eventId]">) {
  const { organization } = await params;
  const { event, counts, may } = await loadEvent(params);
  const after = positive((await searchParams).after);
  const { types, page } = await openPage(organization, async (ctx) => ({
    types: await listTicketTypes(ctx, { eventId: event.id }),
    page: may.readTickets ? await listTickets(ctx, { eventId: event.id, after }) : null,
  }));
  const home = `/o/${organization}`;
  const isIssuing = may.issue && mayIssue(event.status);
  const isFull = counts.alive >= event.cap;
  return (
    <div className="flex flex-col gap-8">
      {event.status === "published" ? <KeepFresh seconds={15} /> : null}
      <PageHeader
        title={event.name}
        back={{ href: home, label: "Events" }}
        badge={<EventStatusBadge status={event.status} />}
        actions={
          <EventMoves
            event={{ id: event.id, name: event.name, status: event.status }}
            alive={counts.alive}
            canManage={may.manage}
            gateHref={may.scan ? `/gate/${organization}?event=${event.id}` : null}
            action={moveThisEvent.bind(null, organization)}
          />
        }
      >
        <EventWhen event={event} />
      </PageHeader>
      <EventNumbers cap={event.cap} {...counts} />
      <div className="grid items-start gap-10 xl:grid-cols-[minmax(0,1fr)_20rem]">
        {isIssuing ? (
          <div className="xl:sticky xl:top-6 xl:order-last xl:max-h-[calc(100dvh-3rem)] xl:overflow-y-auto">
            {isFull ? (
              <IssueFull cap={event.cap} />
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
        {page ? (
          <TicketList
            {...page}
            after={after}
            isIssuing={isIssuing}
            timeZone={event.timeZone}
            eventHref={`${home}/events/${event.id}`}
            outboxHref={`${home}/outbox`}
            actions={{
              reissue: may.reissue ? reissueOne.bind(null, organization) : null,
              revoke: may.revoke ? revokeOne.bind(null, organization) : null,
            }}
          />
        ) : null}
      </div>
    </div>
  );
}

/** A whole number above zero out of an address, else nothing. */
function positive(text: string | string[] | undefined): number | undefined {
  return typeof text === "string" && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
