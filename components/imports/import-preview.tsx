import { CalendarX, CircleAlert, FileX } from "lucide-react";
import type { ImportPage } from "@/lib/domain/imports/schema";
import { KEPT_DAYS } from "@/lib/domain/imports/schema";
import type { FormAction } from "../ui/form-action";
import { LinkButton } from "../ui/link-button";
import { Notice } from "../ui/notice";
import { ColumnForm } from "./column-form";
import { CommitForm } from "./commit-form";
import { commitText } from "./commit-text";
import { CountLine } from "./count-line";
import { DiscardButton } from "./discard-button";
import { RowList } from "./row-list";

type ImportPreviewProps = {
  eventId: string;
  list: ImportPage;
  types: { name: string }[];
  thisHref: string;
  importHref: string;
  canIssue: boolean;
  correct: FormAction<null>;
  commit: FormAction<null>;
  discard: FormAction<{ eventId: string }>;
};

/** What would become of every line of a list, and the button that makes it so. */
export function ImportPreview({
  eventId,
  list,
  types,
  thisHref,
  importHref,
  canIssue,
  ...actions
}: ImportPreviewProps) {
  const { importId, counts, columns } = list;
  const isReady = columns.name !== null && columns.email !== null;
  return (
    <div className="flex flex-col gap-8">
      <section aria-labelledby="import-title" className="flex flex-col gap-5">
        <div className="flex flex-col gap-1">
          <h2 id="import-title" className="text-lg break-words">
            {list.fileName}
          </h2>
          <p className="text-sm text-ink-soft">Nothing has been issued yet. Look at what will happen, then decide.</p>
        </div>
        {list.hasFile ? (
          <>
            <CountLine
              counts={counts}
              reasons={list.reasons}
              words={{ issue: "will get a ticket", refused: "will be left out" }}
            />
            <div className="flex flex-wrap items-start gap-2">
              {canIssue && isReady && counts.issue > 0 ? (
                <CommitForm
                  eventId={eventId}
                  importId={importId}
                  columns={columns}
                  text={commitText(counts)}
                  action={actions.commit}
                />
              ) : null}
              <DiscardButton eventId={eventId} importId={importId} fileName={list.fileName} action={actions.discard} />
            </div>
            {canIssue ? null : (
              <Notice icon={CalendarX}>This event is over, so no more tickets can be issued for it.</Notice>
            )}
            {isReady && counts.issue === 0 ? (
              <Notice icon={CircleAlert}>
                There is nobody to issue a ticket to. Choose other columns below, or correct the list and upload it
                again.
              </Notice>
            ) : null}
          </>
        ) : (
          <Notice icon={FileX}>
            This list was uploaded more than {KEPT_DAYS} days ago, so its file was removed. Upload it again to use it.
          </Notice>
        )}
      </section>
      {list.hasFile ? (
        <>
          <section
            aria-labelledby="columns-title"
            className="flex flex-col gap-4 rounded-lg border border-line bg-surface-raised p-5"
          >
            <h3 id="columns-title" className="text-base">
              Which column is what
            </h3>
            <ColumnForm
              eventId={eventId}
              importId={importId}
              headers={list.headers}
              columns={columns}
              types={types}
              action={actions.correct}
            />
          </section>
          <RowList
            page={list.page}
            counts={counts}
            words={{ good: "Gets a ticket", goodFilter: "To issue", outcome: "What happens" }}
            thisHref={thisHref}
          />
        </>
      ) : (
        <LinkButton href={importHref} variant="primary" className="self-start">
          Upload a list
        </LinkButton>
      )}
    </div>
  );
}
