import type { Metadata } from "next";
import { AuditFilterForm } from "@/components/audit/audit-filter";
import { AuditTable } from "@/components/audit/audit-table";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { zoneName } from "@/lib/core/time";
import { can } from "@/lib/domain/access/rules";
import { findActorNames, findSubjectNames, listAuditActors, listAuditEntries } from "@/lib/domain/audit/queries";
import { auditCursorText, readAuditCursor } from "@/lib/domain/audit/schema";
import { listEvents } from "@/lib/domain/events/queries";
import { openPage } from "@/lib/entry/page";
import { filterOf, queryOf, readAsked } from "./asked";

export const metadata: Metadata = { title: "Audit" };

export default async function AuditPage({ params, searchParams }: PageProps<"/o/[organization]/audit">) {
  const { organization } = await params;
  const sent = await searchParams;
  const cursor = readAuditCursor(sent.cursor);
  const { asked, entries, nextCursor, actorNames, subjectNames, timeZone, ...choices } = await openPage(
    organization,
    async (ctx) => {
      const zone = ctx.tenant.timeZone;
      const wanted = readAsked(sent, zone);
      const page = await listAuditEntries(ctx, { filter: filterOf(wanted, zone), cursor });
      const subjects = page.entries.flatMap(({ subject, eventId }) => [subject, { kind: "event", id: eventId }]);
      return {
        ...page,
        ...(await listAuditActors(ctx)),
        actorNames: await findActorNames(ctx, { actors: page.entries.map(({ actor }) => actor) }),
        subjectNames: await findSubjectNames(ctx, { subjects }),
        events: can(ctx.actor, "events.read") ? await listEvents(ctx) : [],
        asked: wanted,
        timeZone: zone,
      };
    },
  );
  const home = `/o/${organization}`;
  const auditHref = `${home}/audit`;
  return (
    <div className="flex flex-col gap-8">
      <PageHeader title="Audit">
        <p className="text-sm text-ink-soft">
          Who did what, and when. Nothing here can be changed or deleted. Times are {zoneName(timeZone)}.
        </p>
      </PageHeader>
      <AuditFilterForm asked={asked} {...choices} auditHref={auditHref} />
      {entries.length > 0 ? (
        <AuditTable
          entries={entries}
          actorNames={actorNames}
          subjectNames={subjectNames}
          timeZone={timeZone}
          eventsHref={`${home}/events`}
        />
      ) : (
        <Nothing isNarrowed={cursor !== undefined || queryOf(asked) !== ""} auditHref={auditHref} home={home} />
      )}
      {cursor || nextCursor ? (
        <nav aria-label="Pages of the trail" className="flex flex-wrap gap-2">
          {cursor ? <LinkButton href={`${auditHref}${queryOf(asked)}`}>Newest</LinkButton> : null}
          {nextCursor ? (
            <LinkButton href={`${auditHref}${queryOf(asked, auditCursorText(nextCursor))}`}>Older entries</LinkButton>
          ) : null}
        </nav>
      ) : null}
    </div>
  );
}

function Nothing({ isNarrowed, auditHref, home }: { isNarrowed: boolean; auditHref: string; home: string }) {
  if (isNarrowed) {
    return (
      <EmptyState title="Nothing matches" action={<LinkButton href={auditHref}>Show everything</LinkButton>}>
        Nothing like this is on record. Choose another person, event or time.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing on record yet"
      action={
        <LinkButton href={home} variant="primary">
          Go to events
        </LinkButton>
      }
    >
      Whatever is done from now on, an event made, a ticket issued, somebody invited, appears here with who did it.
    </EmptyState>
  );
}
