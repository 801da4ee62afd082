import Link from "next/link";
import type { ReactNode } from "react";
import { formatInstant } from "@/lib/core/time";
import type { MessageView } from "@/lib/domain/messages/schema";
import { MessageStateBadge } from "./message-state";
import { failureText, isDeferred } from "./message-words";

type MessageFactsProps = { message: MessageView; timeZone: string; organization: string };

/** One email's life so far. */
export function MessageFacts({ message, timeZone, organization }: MessageFactsProps) {
  const { ticket } = message;
  return (
    <dl className="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-2.5 border-y border-line py-5 text-sm">
      <Fact name="To">
        <span className="break-all">{message.recipient}</span>
      </Fact>
      {ticket ? (
        <Fact name="Ticket">
          <Link
            href={`/o/${organization}/events/${ticket.eventId}/tickets/${message.ticketId}`}
            className="rounded-sm text-accent underline underline-offset-2"
          >
            {ticket.number} of {ticket.holderName}
          </Link>
        </Fact>
      ) : null}
      <Fact name="State">
        <MessageStateBadge state={message.state} isDeferred={isDeferred(message)} />
      </Fact>
      {message.failure ? <Fact name="Trouble">{failureText(message, timeZone)}</Fact> : null}
      <Fact name="Queued">{formatInstant(message.createdAt, timeZone, "moment")}</Fact>
      <Fact name="Sent">{sentText(message, timeZone)}</Fact>
      <Fact name="Tries">{message.attempts}</Fact>
    </dl>
  );
}

function sentText(message: MessageView, timeZone: string): string {
  if (message.sentAt) return formatInstant(message.sentAt, timeZone, "moment");
  return message.state === "kept" ? "No: no mail server is set up, it can be read here" : "Not yet";
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 tabular-nums">{children}</dd>
    </>
  );
}
