import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { EventPart } from "@/components/events/event-part";
import { EventSearch } from "@/components/events/event-search";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/domain/access/rules";
import { countEvents, listEvents } from "@/lib/domain/events/queries";
import { countTickets } from "@/lib/domain/tickets/queries";
import { openPage } from "@/lib/entry/page";
import { type EventPage, eventPageHref, readEventPage } from "./event-page";

export const metadata: Metadata = { title: "Events" };

/** How many events a page shows of a part that is asked for, and of each where both stand on one page. */
const [MANY, COMING, PAST] = [50, 25, 10];
/** So many fit on a screen: who has more may search. */
const SCREENFUL = 8;

type Stretch = { title: string; caption: string; page: EventPage; take: number };

function stretchesOf(page: EventPage): Stretch[] {
  if (page.search) {
    return [
      { title: `Results for “${page.search}”`, caption: "Events found", page: { ...page, part: null }, take: MANY },
    ];
  }
  const coming = { title: "Coming up", caption: "Events now and to come", take: page.part ? MANY : COMING };
  const past = { title: "Past", caption: "Past events", take: page.part ? MANY : PAST };
  const stretches: Stretch[] = [
    { ...coming, page: { ...page, part: "coming" } },
    { ...past, page: { ...page, part: "past" } },
  ];
  return page.part ? stretches.filter((stretch) => stretch.page.part === page.part) : stretches;
}

export default async function EventsPage({ params, searchParams }: PageProps<"/o/[organization]">) {
  const { organization } = await params;
  const asked = readEventPage(await searchParams);
  const page = asked.search || asked.part ? asked : { ...asked, after: undefined };
  const home = `/o/${organization}`;
  const { stretches, all, canManage } = await openPage(organization, async (ctx) => {
    const read = [];
    for (const stretch of stretchesOf(page)) {
      const { after, search } = stretch.page;
      const part = stretch.page.part ?? undefined;
      const listed = await listEvents(ctx, { part, search, after, take: stretch.take + 1 });
      const events = listed.slice(0, stretch.take);
      const eventIds = events.map((event) => event.id);
      const counts = can(ctx.actor, "tickets.read") ? await countTickets(ctx, { eventIds }) : new Map();
      const last = listed.length > events.length ? events.at(-1) : undefined;
      read.push({
        ...stretch,
        events: events.map((event) => ({ ...event, issued: 0, inside: 0, ...counts.get(event.id) })),
        total: await countEvents(ctx, { part, search }),
        nextHref: last
          ? eventPageHref(home, { ...stretch.page, after: { startsAt: last.startsAt, id: last.id } })
          : null,
      });
    }
    return { stretches: read, all: await countEvents(ctx, {}), canManage: can(ctx.actor, "events.manage") };
  });
  const newButton = canManage ? (
    <LinkButton href={`${home}/events/new`} variant="primary">
      <Plus aria-hidden />
      New event
    </LinkButton>
  ) : null;
  if (all === 0) {
    return (
      <div className="flex flex-col gap-8">
        <PageHeader title="Events" />
        <EmptyState title="Make your first event" action={newButton}>
          Give it a name and a time, then issue its tickets. Each guest gets theirs by email, and the gate can open as
          soon as the event is published.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-8">
      <PageHeader title="Events" actions={newButton} />
      {all > SCREENFUL || page.search ? <EventSearch key={page.search} home={home} search={page.search} /> : null}
      <div className="flex flex-col gap-10">
        {stretches
          .filter((stretch) => stretch.page.part !== "past" || stretch.total > 0 || page.part)
          .map((stretch) => (
            <EventPart
              key={stretch.title}
              {...stretch}
              organization={organization}
              isLater={page.after !== undefined}
            />
          ))}
      </div>
    </div>
  );
}
