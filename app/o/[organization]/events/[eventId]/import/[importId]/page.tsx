import { z } from "zod";
import { ImportPreview } from "@/components/imports/import-preview";
import { ImportResult } from "@/components/imports/import-result";
import { RunProgress } from "@/components/runs/run-progress";
import { LinkButton } from "@/components/ui/link-button";
import { mayIssue } from "@/lib/domain/events/rules";
import { getImport } from "@/lib/domain/imports/queries";
import { listTicketTypes } from "@/lib/domain/ticket-types/queries";
import { openPage } from "@/lib/entry/page";
import { idParam } from "../../../../id-param";
import { loadEvent } from "../../load-event";
import { commitThisImport, correctTheseColumns, discardThisImport } from "../actions";

const search = z.object({
  show: z.enum(["all", "issue", "refused"]).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(1000).optional().catch(undefined),
});

export default async function ImportPage({
  params,
  searchParams,
}: PageProps<"/o/[organization]/events/[eventId]/import/[importId]">) {
  const { organization, ...ids } = await params;
  const importId = idParam(ids.importId);
  const { event } = await loadEvent(params);
  const asked = search.parse(await searchParams);
  const types = await openPage(organization, (ctx) => listTicketTypes(ctx, { eventId: event.id }));
  const list = await openPage(
    organization,
    (ctx) => getImport(ctx, { eventId: event.id, importId, filter: asked.show, page: asked.page }),
    { transaction: "none" },
  );
  const eventHref = `/o/${organization}/events/${event.id}`;
  const shared = {
    eventId: event.id,
    list,
    thisHref: `${eventHref}/import/${importId}`,
    importHref: `${eventHref}/import`,
    canIssue: mayIssue(event.status),
    commit: commitThisImport.bind(null, organization),
  };
  if (list.state === "preview") {
    return (
      <ImportPreview
        {...shared}
        types={types}
        correct={correctTheseColumns.bind(null, organization)}
        discard={discardThisImport.bind(null, organization)}
      />
    );
  }
  return (
    <div className="flex flex-col gap-8">
      <section aria-labelledby="import-title" className="flex flex-col gap-4">
        <h2 id="import-title" className="text-lg break-words">
          {list.fileName}
        </h2>
        {list.progress && list.state !== "done" ? (
          <RunProgress
            run={{ state: list.state, ...list.progress }}
            doing="Issuing tickets"
            done="Tickets issued"
            refused="left out"
          />
        ) : null}
      </section>
      {list.state === "queued" || list.state === "running" ? (
        <div className="flex flex-col items-start gap-4 text-sm text-ink-soft">
          <p className="max-w-[34rem]">
            You can leave this page or close it: the work goes on, and its end stands here.
          </p>
          <LinkButton href={shared.importHref}>All imports</LinkButton>
        </div>
      ) : (
        <ImportResult
          {...shared}
          refusedHref={`/api/v1/events/${event.id}/imports/${importId}/refused.csv?organization=${organization}`}
          ticketsHref={eventHref}
          outboxHref={`/o/${organization}/outbox`}
        />
      )}
    </div>
  );
}
