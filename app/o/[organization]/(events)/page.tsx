import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { EventTable } from "@/components/events/event-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/domain/access/rules";
import { listEvents } from "@/lib/domain/events/queries";
import { countTickets } from "@/lib/domain/tickets/queries";
import { openPage } from "@/lib/entry/page";

export const metadata: Metadata = { title: "Events" };

/** As many as the query gives at most. */
const MOST = 200;

export default async function EventsPage({ params }: PageProps<"/o/[organization]">) {
  const { organization } = await params;
  const { events, canManage, now } = await openPage(organization, async (ctx) => {
    const listed = await listEvents(ctx);
    const eventIds = listed.map((event) => event.id);
    const counts = can(ctx.actor, "tickets.read") ? await countTickets(ctx, { eventIds }) : new Map();
    return {
      events: listed.map((event) => ({ ...event, issued: 0, inside: 0, ...counts.get(event.id) })),
      canManage: can(ctx.actor, "events.manage"),
      now: ctx.now,
    };
  });
  const isPast = (event: (typeof events)[number]) =>
    event.endsAt < now || event.status === "ended" || event.status === "cancelled";
  // What comes next stands first; what is over stands below, the latest first.
  const coming = events.filter((event) => !isPast(event)).reverse();
  const past = events.filter(isPast);
  const newButton = canManage ? (
    <LinkButton href={`/o/${organization}/events/new`} variant="primary">
      <Plus aria-hidden />
      New event
    </LinkButton>
  ) : null;

  if (events.length === 0) {
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
    <div className="flex flex-col gap-10">
      <PageHeader title="Events" actions={newButton} />
      {coming.length > 0 ? (
        <EventTable caption="Events now and to come" organization={organization} events={coming} />
      ) : (
        <p className="border-t border-line pt-6 text-ink-soft">No event is coming up.</p>
      )}
      {past.length > 0 ? (
        <section aria-labelledby="past" className="flex flex-col gap-4">
          <h2 id="past" className="text-lg">
            Past
          </h2>
          <EventTable caption="Past events" organization={organization} events={past} />
        </section>
      ) : null}
      {events.length >= MOST ? <p className="text-sm text-ink-soft">These are the latest {MOST} events.</p> : null}
    </div>
  );
}
