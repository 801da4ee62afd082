import { MailOpen } from "lucide-react";
import Link from "next/link";
import { formatInstant } from "@/lib/core/time";
import type { TicketRow } from "@/lib/domain/tickets/schema";
import { MessageStateBadge } from "../messages/message-state";
import { Badge } from "../ui/badge";
import { NotYet } from "../ui/not-yet";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import type { TicketActions } from "./ticket-acts";
import { TicketMenu } from "./ticket-menu";
import { SelectBox } from "./ticket-selection";
import { TicketStandingBadge } from "./ticket-standing";

type TicketTableProps = {
  tickets: TicketRow[];
  timeZone: string;
  eventHref: string;
  outboxHref: string;
  /** Whether the event has more than one type. */
  hasTypes: boolean;
  canChoose: boolean;
  actions: TicketActions;
};

export function TicketTable({ tickets, canChoose, hasTypes, ...row }: TicketTableProps) {
  const columns = [
    ...(canChoose ? [{ label: "Choose", isHidden: true }] : []),
    { label: "No.", align: "right" as const },
    { label: "Holder" },
    ...(hasTypes ? [{ label: "Type" }] : []),
    { label: "Standing" },
    { label: "Email" },
    { label: "Checked in" },
    { label: "Actions", isHidden: true },
  ];
  return (
    <Table caption="Tickets in the order of their numbers" columns={columns}>
      {tickets.map((ticket) => (
        <TicketTableRow key={ticket.id} {...{ ticket, canChoose, hasTypes, ...row }} />
      ))}
    </Table>
  );
}

type RowProps = Omit<TicketTableProps, "tickets"> & { ticket: TicketRow };

function TicketTableRow({ ticket, timeZone, eventHref, outboxHref, hasTypes, canChoose, actions }: RowProps) {
  const href = `${eventHref}/tickets/${ticket.id}`;
  return (
    <Row className="max-md:grid-cols-[2.75rem_minmax(0,1fr)_auto] max-md:gap-x-1">
      {canChoose ? (
        <Cell className="max-md:self-start md:w-8 md:py-1!">
          <SelectBox id={ticket.id} label={`Choose ticket ${ticket.number} of ${ticket.holderName}`} />
        </Cell>
      ) : null}
      <Cell align="right" className="text-ink-soft max-md:hidden">
        {ticket.number}
      </Cell>
      <RowHeader className="min-w-0 max-md:col-start-2 md:max-w-60">
        <Link
          href={href}
          className="block rounded-sm font-[560] break-words underline-offset-4 hover:underline pointer-coarse:pt-2"
        >
          {ticket.holderName}
        </Link>
        <span className="block text-xs break-all text-ink-soft">
          <span className="md:hidden">No. {ticket.number} · </span>
          {ticket.holderEmail}
        </span>
      </RowHeader>
      {hasTypes ? (
        <Cell className="text-ink-soft max-md:col-start-2 max-md:row-start-3 max-md:text-xs">{ticket.type}</Cell>
      ) : null}
      <Cell className="max-md:col-start-2 max-md:row-start-2">
        <TicketStandingBadge standing={ticket.standing} />
      </Cell>
      <Cell className="max-md:col-start-3 max-md:row-start-2 max-md:justify-self-end">
        <EmailState ticket={ticket} />
      </Cell>
      <Cell className="whitespace-nowrap max-md:col-start-3 max-md:row-start-3 max-md:justify-self-end max-md:text-xs">
        {ticket.checkedInAt ? formatInstant(ticket.checkedInAt, timeZone, "short") : <NotYet />}
      </Cell>
      <Cell align="right" className="max-md:col-start-3 max-md:row-start-1 max-md:self-start max-md:justify-self-end">
        <TicketMenu
          ticket={{
            id: ticket.id,
            number: ticket.number,
            holderName: ticket.holderName,
            holderEmail: ticket.holderEmail,
          }}
          standing={ticket.standing}
          href={href}
          emailHref={ticket.message ? `${outboxHref}/${ticket.message.id}` : null}
          actions={actions}
        />
      </Cell>
    </Row>
  );
}

/** The last that is known of the ticket's email: a holder who has opened the ticket has surely got it. */
function EmailState({ ticket }: { ticket: TicketRow }) {
  if (ticket.openedAt) {
    return (
      <Badge tone="plain" icon={MailOpen}>
        Opened
      </Badge>
    );
  }
  return ticket.message ? <MessageStateBadge state={ticket.message.state} /> : <NotYet />;
}
