import { CalendarX } from "lucide-react";
import { ImportTable } from "@/components/imports/import-table";
import { UploadForm } from "@/components/imports/upload-form";
import { Notice } from "@/components/ui/notice";
import { zoneName } from "@/lib/core/time";
import { mayIssue } from "@/lib/domain/events/rules";
import { listImports } from "@/lib/domain/imports/queries";
import { openPage } from "@/lib/entry/page";
import { loadEvent } from "../../load-event";

export default async function ImportsPage({ params }: PageProps<"/o/[organization]/events/[eventId]/import">) {
  const { organization } = await params;
  const { event } = await loadEvent(params);
  const imports = await openPage(organization, (ctx) => listImports(ctx, { eventId: event.id }));
  const importHref = `/o/${organization}/events/${event.id}/import`;
  return (
    <div className="flex flex-col gap-10">
      {mayIssue(event.status) ? (
        <UploadForm
          uploadHref={`/api/v1/events/${event.id}/imports?organization=${organization}`}
          importHref={importHref}
        />
      ) : (
        <Notice icon={CalendarX}>This event is over, so no more tickets can be issued for it.</Notice>
      )}
      <section aria-labelledby="imports-title" className="flex min-w-0 flex-col gap-4">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 id="imports-title" className="text-lg">
            Earlier imports
          </h2>
          {imports.length > 0 ? <p className="text-xs text-ink-soft">Times are {zoneName(event.timeZone)}.</p> : null}
        </div>
        {imports.length > 0 ? (
          <ImportTable imports={imports} timeZone={event.timeZone} importHref={importHref} />
        ) : (
          <p className="border-t border-line pt-6 text-ink-soft">
            <span className="block max-w-[34rem]">
              None yet. Lists that you upload stay here with what became of each guest, so that nobody has to remember
              which file was done.
            </span>
          </p>
        )}
      </section>
    </div>
  );
}
