import { ExportList } from "@/components/exports/export-list";
import { ExportStarter } from "@/components/exports/export-starter";
import { zoneName } from "@/lib/core/time";
import { countExportLines, listExports } from "@/lib/domain/exports/queries";
import { EXPORT_DAYS, EXPORT_KINDS } from "@/lib/domain/exports/schema";
import { openPage } from "@/lib/entry/page";
import { loadEvent } from "../load-event";
import { startThisExport } from "./actions";

export default async function ExportsPage({ params }: PageProps<"/o/[organization]/events/[eventId]/exports">) {
  const { organization } = await params;
  const { event } = await loadEvent(params);
  const { exports, counts } = await openPage(organization, async (ctx) => ({
    exports: await listExports(ctx, { eventId: event.id }),
    counts: await countExportLines(ctx, { eventId: event.id }),
  }));
  return (
    <div className="flex flex-col gap-8">
      <div className="flex flex-col gap-4">
        <p className="max-w-[44rem] text-sm text-ink-soft">
          Files for a spreadsheet (CSV). They hold names and addresses, so keep them as you would the guest list; codes
          and links are never in them. Times are {zoneName(event.timeZone)}.
        </p>
        <div className="grid gap-x-12 md:grid-cols-2">
          {EXPORT_KINDS.map((kind) => (
            <ExportStarter
              key={kind}
              eventId={event.id}
              kind={kind}
              count={counts[kind]}
              isUnderway={exports.some(({ kind: other, run }) => other === kind && isActive(run.state))}
              action={startThisExport.bind(null, organization)}
            />
          ))}
        </div>
      </div>
      <section className="flex flex-col gap-3">
        <h2 className="text-base">Made in the last {EXPORT_DAYS} days</h2>
        {exports.length > 0 ? (
          <ExportList organization={organization} exports={exports} timeZone={event.timeZone} />
        ) : (
          <p className="border-t border-line py-5 text-sm text-ink-soft">
            None yet. A file appears here once you ask for it above, and can be downloaded for {EXPORT_DAYS} days.
          </p>
        )}
      </section>
    </div>
  );
}

function isActive(state: string): boolean {
  return state === "queued" || state === "running";
}
