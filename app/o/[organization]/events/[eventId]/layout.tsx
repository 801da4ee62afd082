import type { Metadata } from "next";
import { EventMoves } from "@/components/events/event-moves";
import { EventStatusBadge } from "@/components/events/event-status";
import { EventTabs } from "@/components/events/event-tabs";
import { EventWhen } from "@/components/events/event-when";
import { PageHeader } from "@/components/ui/page-header";
import { duplicateThisEvent, moveThisEvent } from "./actions";
import { loadEvent } from "./load-event";

export async function generateMetadata({
  params,
}: LayoutProps<"/o/[organization]/events/[eventId]">): Promise<Metadata> {
  // Whatever stands in the way, the layout below says it; an address without an event still needs a title.
  const loaded = await loadEvent(params).catch(() => null);
  return { title: loaded?.event.name ?? "Not found" };
}

/**
 * What stands above every page of an event. Comes before their loading pages: an event that is not there is a true 404, and
 * a skeleton is only of one that is.
 */
export default async function EventLayout({ params, children }: LayoutProps<"/o/[organization]/events/[eventId]">) {
  const { organization } = await params;
  const { event, counts, may } = await loadEvent(params);
  const home = `/o/${organization}`;
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-col gap-5">
        <PageHeader
          title={event.name}
          back={{ href: home, label: "Events" }}
          badge={<EventStatusBadge status={event.status} />}
          actions={
            <EventMoves
              event={event}
              activeCount={counts.activeCount}
              canManage={may.manage}
              gateHref={may.scan ? `/gate/${organization}?event=${event.id}` : null}
              action={moveThisEvent.bind(null, organization)}
              duplicate={may.makeMore ? duplicateThisEvent.bind(null, organization) : null}
            />
          }
        >
          <EventWhen event={event} />
        </PageHeader>
        <EventTabs
          eventHref={`${home}/events/${event.id}`}
          may={{ issue: may.issue, seeDoor: may.seeDoor, export: may.export, manage: may.manage }}
        />
      </div>
      {children}
    </div>
  );
}
