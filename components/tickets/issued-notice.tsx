import { CheckCircle2 } from "lucide-react";
import Link from "next/link";
import type { IssuedTicket } from "@/lib/domain/tickets/schema";
import { ticketsText } from "../events/count-text";
import { Notice } from "../ui/notice";

/** What was issued just now, and where its emails can be seen. */
export function IssuedNotice({ tickets, outboxHref }: { tickets: IssuedTicket[]; outboxHref: string }) {
  const first = tickets[0]?.number;
  const last = tickets.at(-1)?.number;
  const numbers = first === last ? `number ${first}` : `numbers ${first} to ${last}`;
  return (
    <Notice icon={CheckCircle2}>
      <p className="tabular-nums">
        <span className="font-[560]">Issued {ticketsText(tickets.length)}</span>, {numbers}.{" "}
        {tickets.length === 1 ? "The email is" : "The emails are"} on {tickets.length === 1 ? "its" : "their"} way:{" "}
        <Link href={outboxHref} className="rounded-sm text-accent underline underline-offset-2">
          see the Outbox
        </Link>
        .
      </p>
    </Notice>
  );
}
