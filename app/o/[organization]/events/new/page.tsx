import type { Metadata } from "next";
import { EventForm } from "@/components/events/event-form";
import { listZones } from "@/components/events/time-zones";
import { PageHeader } from "@/components/ui/page-header";
import { assertCan } from "@/lib/domain/access/rules";
import { openPage } from "@/lib/entry/page";
import { createEvent } from "./actions";

export const metadata: Metadata = { title: "New event" };

export default async function NewEventPage({ params }: PageProps<"/o/[organization]/events/new">) {
  const { organization } = await params;
  const { timeZone, zones } = await openPage(organization, async (ctx) => {
    assertCan(ctx, "events.manage");
    return { timeZone: ctx.tenant.timeZone, zones: listZones(ctx.tenant.timeZone, ctx.now) };
  });
  return (
    <div className="flex flex-col gap-8">
      <PageHeader title="New event" back={{ href: `/o/${organization}`, label: "Events" }}>
        <p className="text-sm text-ink-soft">It starts as a draft. Its gate opens when you publish it.</p>
      </PageHeader>
      <EventForm
        action={createEvent.bind(null, organization)}
        zones={zones}
        timeZone={timeZone}
        cancelHref={`/o/${organization}`}
      />
    </div>
  );
}
