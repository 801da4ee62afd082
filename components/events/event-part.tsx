import Link from "next/link";
import { useId } from "react";
import { LinkButton } from "../ui/link-button";
import { countText } from "./count-text";
import { type EventLine, EventTable } from "./event-table";

type EventPartProps = {
  organization: string;
  title: string;
  caption: string;
  events: EventLine[];
  /** How many there are on all its pages. */
  total: number;
  nextHref: string | null;
  /** Whether pages come before this one. */
  isLater: boolean;
  page: { part: "coming" | "past" | null };
};

/** One part of the list of events: its name and number, a page of it, and the way on. */
export function EventPart({ organization, title, caption, events, total, nextHref, isLater, page }: EventPartProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="flex flex-col gap-4">
      <h2 id={id} className="flex items-baseline gap-2 text-lg break-words">
        {title}
        <span className="text-sm font-normal text-ink-soft tabular-nums">{countText(total)}</span>
      </h2>
      {events.length > 0 ? (
        <EventTable caption={caption} organization={organization} events={events} />
      ) : (
        <p className="border-t border-line pt-4 text-ink-soft">
          {page.part === null
            ? "No event has that in its name or venue."
            : isLater
              ? "There are no more."
              : NONE[page.part]}
        </p>
      )}
      {nextHref || isLater ? (
        <nav aria-label={`Pages of ${title}`} className="flex flex-wrap items-center gap-4">
          {nextHref ? (
            <LinkButton href={nextHref}>{page.part === "coming" ? "Later events" : "Earlier events"}</LinkButton>
          ) : null}
          {isLater ? (
            <Link
              href={`/o/${organization}`}
              className="inline-flex items-center rounded-sm text-sm text-ink-soft underline underline-offset-4 hover:text-ink pointer-coarse:min-h-11"
            >
              Back to the first
            </Link>
          ) : null}
        </nav>
      ) : null}
    </section>
  );
}

const NONE = { coming: "No event is coming up.", past: "No event is over yet." };
