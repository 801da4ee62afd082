import { CalendarX, CircleCheck, Download, FileX } from "lucide-react";
import Link from "next/link";
import { type ImportPage, KEPT_DAYS } from "@/lib/domain/imports/schema";
import { countText, ticketsText } from "../events/count-text";
import { buttonLook } from "../ui/button-look";
import type { FormAction } from "../ui/form-action";
import { LinkButton } from "../ui/link-button";
import { Notice } from "../ui/notice";
import { CommitForm } from "./commit-form";
import { CountLine } from "./count-line";
import { RowList } from "./row-list";

type ImportResultProps = {
  eventId: string;
  list: ImportPage;
  thisHref: string;
  importHref: string;
  refusedHref: string;
  ticketsHref: string;
  outboxHref: string;
  canIssue: boolean;
  commit: FormAction<null>;
};

/** What became of a list that was committed, and the rows that can be corrected. */
export function ImportResult({ eventId, list, canIssue, commit, ...hrefs }: ImportResultProps) {
  const { counts } = list;
  const isStopped = list.state === "failed";
  return (
    <div className="flex flex-col gap-8">
      <section aria-label="What became of it" className="flex flex-col gap-5">
        {isStopped ? (
          <Stopped eventId={eventId} list={list} canIssue={canIssue} commit={commit} />
        ) : (
          <>
            <CountLine counts={counts} reasons={list.reasons} words={{ issue: "got a ticket", refused: "left out" }} />
            <Notice icon={CircleCheck}>
              {counts.issue > 0
                ? `${counts.issue === 1 ? "The email is" : "The emails are"} on ${counts.issue === 1 ? "its" : "their"} way: `
                : "No ticket was issued: "}
              <Link href={hrefs.outboxHref} className="rounded-sm text-accent underline underline-offset-2">
                see the Outbox
              </Link>
              , or{" "}
              <Link href={hrefs.ticketsHref} className="rounded-sm text-accent underline underline-offset-2">
                the tickets
              </Link>
              .
            </Notice>
          </>
        )}
        <div className="flex flex-wrap gap-2">
          {list.hasFile && counts.refused > 0 ? (
            <a href={hrefs.refusedHref} download className={buttonLook(isStopped ? "secondary" : "primary")}>
              <Download aria-hidden />
              Download the {countText(counts.refused)} left out
            </a>
          ) : null}
          <LinkButton href={hrefs.importHref}>
            {counts.refused > 0 ? "Upload the corrected list" : "Import another list"}
          </LinkButton>
        </div>
      </section>
      {list.hasFile ? (
        <RowList
          page={list.page}
          counts={counts}
          words={{ good: isStopped ? "Gets a ticket" : "Got a ticket", goodFilter: "Issued", outcome: "What happened" }}
          thisHref={hrefs.thisHref}
        />
      ) : counts.refused > 0 ? (
        <Notice icon={FileX}>
          The file was removed {KEPT_DAYS} days after its tickets were issued, and with it the lines that were left out.
        </Notice>
      ) : null}
    </div>
  );
}

function Stopped({
  eventId,
  list,
  canIssue,
  commit,
}: Pick<ImportResultProps, "eventId" | "list" | "canIssue" | "commit">) {
  const left = list.rows - (list.progress?.done ?? 0);
  const lines = left === 1 ? "1 line was" : `${countText(left)} lines were`;
  if (canIssue && list.hasFile) {
    return (
      <>
        <p className="max-w-[42rem] text-sm">
          {lines} not reached. What was issued stays; go on, and nobody gets a second ticket.
        </p>
        <CommitForm
          eventId={eventId}
          importId={list.importId}
          columns={list.columns}
          text={`Go on with ${left === 1 ? "1 line" : `${countText(left)} lines`}`}
          action={commit}
        />
      </>
    );
  }
  return (
    <Notice icon={CalendarX}>
      {lines} not reached, since the event was over by then. {ticketsText(list.counts.issue)} had been issued.
    </Notice>
  );
}
