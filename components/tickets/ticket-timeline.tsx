import {
  Ban,
  CircleCheck,
  CircleX,
  LogOut,
  type LucideIcon,
  Mail,
  MailOpen,
  PencilLine,
  RotateCcw,
  Ticket,
  Undo2,
} from "lucide-react";
import Link from "next/link";
import { formatInstant } from "@/lib/core/time";
import { MessageStateBadge } from "../messages/message-state";
import { failureText, isDeferred } from "../messages/message-words";
import type { LifeEntry, LifeKind } from "./ticket-life";

/** The colours mean what they mean at the gate. */
const LOOKS: Record<LifeKind, { icon: LucideIcon; tone: string }> = {
  issued: { icon: Ticket, tone: "text-ink-soft" },
  emailed: { icon: Mail, tone: "text-ink-soft" },
  opened: { icon: MailOpen, tone: "text-ink-soft" },
  changed: { icon: PencilLine, tone: "text-ink-soft" },
  revoked: { icon: Ban, tone: "text-refused" },
  restored: { icon: RotateCcw, tone: "text-ink-soft" },
  admitted: { icon: CircleCheck, tone: "text-admitted" },
  out: { icon: LogOut, tone: "text-ink-soft" },
  refused: { icon: CircleX, tone: "text-refused" },
  undone: { icon: Undo2, tone: "text-look-again" },
};

type TicketTimelineProps = { entries: LifeEntry[]; timeZone: string; outboxHref: string };

export function TicketTimeline({ entries, timeZone, outboxHref }: TicketTimelineProps) {
  return (
    <ol className="flex flex-col">
      {entries.map((entry) => (
        <TimelineEntry key={entry.key} {...{ entry, timeZone, outboxHref }} />
      ))}
    </ol>
  );
}

function TimelineEntry({ entry, timeZone, outboxHref }: Omit<TicketTimelineProps, "entries"> & { entry: LifeEntry }) {
  const { icon: Icon, tone } = LOOKS[entry.kind];
  const { message } = entry;
  return (
    <li className="group grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3">
      <span className="flex flex-col items-center">
        <Icon aria-hidden className={`mt-0.5 size-5 shrink-0 ${tone}`} strokeWidth={2} />
        <span aria-hidden className="my-1 w-px flex-1 bg-line group-last:hidden" />
      </span>
      <div className="flex flex-col gap-x-6 gap-y-0.5 pb-6 text-sm group-last:pb-0 sm:flex-row sm:items-baseline sm:justify-between">
        <div className="flex min-w-0 flex-col gap-0.5">
          <p className="flex flex-wrap items-center gap-x-2 break-words">
            {message ? (
              <Link
                href={`${outboxHref}/${message.id}`}
                className="rounded-sm font-[560] break-all underline-offset-4 hover:underline"
              >
                {entry.title}
              </Link>
            ) : (
              <span className="font-[560]">{entry.title}</span>
            )}
            {message ? <MessageStateBadge state={message.state} isDeferred={isDeferred(message)} /> : null}
          </p>
          {message?.failure ? <p className="text-xs text-look-again">{failureText(message, timeZone)}</p> : null}
          {[...entry.details, ...(entry.by ? [`by ${entry.by}`] : [])].map((line) => (
            <p key={line} className="text-xs break-words text-ink-soft">
              {line}
            </p>
          ))}
        </div>
        <time dateTime={entry.at.toISOString()} className="text-xs whitespace-nowrap text-ink-soft tabular-nums">
          {formatInstant(entry.at, timeZone, "moment")}
        </time>
      </div>
    </li>
  );
}
