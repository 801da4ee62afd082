import type { ReactNode } from "react";
import { formatInstant } from "@/lib/core/time";
import type { MessageView } from "@/lib/domain/messages/schema";
import { MessageStateBadge } from "./message-state";
import { failureText } from "./message-words";

/** One email's life so far. */
export function MessageFacts({ message, timeZone }: { message: MessageView; timeZone: string }) {
  return (
    <dl className="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-2.5 border-y border-line py-5 text-sm">
      <Fact name="To">
        <span className="break-all">{message.recipient}</span>
      </Fact>
      <Fact name="State">
        <MessageStateBadge state={message.state} />
      </Fact>
      {message.failure ? <Fact name="Trouble">{failureText(message.failure, message.state)}</Fact> : null}
      <Fact name="Queued">{formatInstant(message.createdAt, timeZone, "moment")}</Fact>
      <Fact name="Sent">{message.sentAt ? formatInstant(message.sentAt, timeZone, "moment") : "Not yet"}</Fact>
      <Fact name="Tries">{message.attempts}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 tabular-nums">{children}</dd>
    </>
  );
}
