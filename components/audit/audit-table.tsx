import { clsx } from "clsx";
import Link from "next/link";
import { formatInstant } from "@/lib/core/time";
import { actorText } from "@/lib/domain/audit/rules";
import type { AuditRow } from "@/lib/domain/audit/schema";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { actionText, fieldText, subjectText } from "./audit-words";

const COLUMNS = [{ label: "When" }, { label: "Who" }, { label: "What" }, { label: "On what" }, { label: "Changed" }];

type AuditTableProps = {
  entries: AuditRow[];
  actorNames: ReadonlyMap<string, string>;
  subjectNames: ReadonlyMap<string, string>;
  timeZone: string;
  eventsHref: string;
};

/** Who did what, on what, and when. */
export function AuditTable({ entries, actorNames, subjectNames, timeZone, eventsHref }: AuditTableProps) {
  return (
    <Table caption="What was done, the newest first" columns={COLUMNS}>
      {entries.map((entry) => (
        <Row key={entry.id} className="max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-4">
          <Cell className="max-md:col-start-2 max-md:row-start-3 max-md:self-start max-md:text-xs max-md:text-ink-soft md:whitespace-nowrap">
            <time dateTime={entry.at.toISOString()}>{formatInstant(entry.at, timeZone, "moment")}</time>
          </Cell>
          <Cell className="break-words normal-nums max-md:col-start-1 max-md:row-start-3 max-md:text-xs md:max-w-52">
            <span className="text-ink-soft md:hidden">by </span>
            <span className="inline-block md:first-letter:uppercase">{actorText(actorNames, entry.actor)}</span>
          </Cell>
          <RowHeader className="max-md:col-span-2 max-md:row-start-1">
            <span className="font-[560]">{actionText(entry.action)}</span>
          </RowHeader>
          <Cell className="normal-nums max-md:col-span-2 max-md:row-start-2 md:max-w-72">
            <Subject entry={entry} names={subjectNames} eventsHref={eventsHref} />
          </Cell>
          <Cell
            label={entry.changed.length > 0 ? "Changed" : undefined}
            className={clsx(
              "break-words text-ink-soft max-md:col-span-2 max-md:row-start-4 max-md:text-xs md:max-w-56",
              entry.changed.length === 0 && "max-md:hidden",
            )}
          >
            {entry.changed.map(fieldText).join(", ")}
          </Cell>
        </Row>
      ))}
    </Table>
  );
}

type SubjectProps = { entry: AuditRow; names: ReadonlyMap<string, string>; eventsHref: string };

/** What it was done to, and beside it the event that belongs to it, where there is one. */
function Subject({ entry: { subject, eventId }, names, eventsHref }: SubjectProps) {
  const eventName = eventId ? names.get(eventId) : undefined;
  const event = eventName ? (
    <Link
      href={`${eventsHref}/${eventId}`}
      className="rounded-sm break-words underline decoration-ink-soft/40 underline-offset-4 hover:decoration-ink"
    >
      {eventName}
    </Link>
  ) : null;
  if (subject.kind === "event" && event) return event;
  return (
    <span className="break-words">
      {subjectText(subject, names)}
      {event ? <>, {event}</> : null}
    </span>
  );
}
