import type { ReactNode } from "react";
import { formatInstant } from "@/lib/core/time";
import type { TicketDetail } from "@/lib/domain/tickets/schema";

/** What is known of one ticket, beside its life. */
export function TicketFacts({ ticket, timeZone }: { ticket: TicketDetail; timeZone: string }) {
  const time = (at: Date) => formatInstant(at, timeZone, "moment");
  return (
    <dl className="grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-2.5 border-y border-line py-5 text-sm">
      <Fact name="Email">
        <span className="break-all">{ticket.holderEmail}</span>
      </Fact>
      <Fact name="Number">{ticket.number}</Fact>
      <Fact name="Type">{ticket.type}</Fact>
      {ticket.reference ? (
        <Fact name="Reference">
          <span className="break-all">{ticket.reference}</span>
        </Fact>
      ) : null}
      <Fact name="Issued">{time(ticket.issuedAt)}</Fact>
      {ticket.checkedInAt ? <Fact name="Inside since">{time(ticket.checkedInAt)}</Fact> : null}
      {ticket.leftAt ? <Fact name="Left">{time(ticket.leftAt)}</Fact> : null}
      {ticket.revokedAt ? <Fact name="Revoked">{time(ticket.revokedAt)}</Fact> : null}
      {ticket.revokedAt && ticket.revokeReason ? <Fact name="Reason">{ticket.revokeReason}</Fact> : null}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0 break-words tabular-nums">{children}</dd>
    </>
  );
}
