import { MailOpen } from "lucide-react";
import { formatInstant } from "@/lib/core/time";
import type { TicketRow } from "@/lib/domain/tickets/schema";
import { MessageStateBadge } from "../messages/message-state";
import { Badge } from "../ui/badge";
import { NotYet } from "../ui/not-yet";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { type TicketActions, TicketMenu } from "./ticket-menu";
import { TicketStandingBadge } from "./ticket-standing";

const COLUMNS = [
  { label: "No.", align: "right" as const },
  { label: "Holder" },
  { label: "Type" },
  { label: "Standing" },
  { label: "Email" },
  { label: "Issued" },
  { label: "Checked in" },
  { label: "Actions", isHidden: true },
];

type TicketTableProps = {
  tickets: TicketRow[];
  timeZone: string;
  /** What its emails' addresses begin with; null for who may not see them. */
  outboxHref: string | null;
  actions: TicketActions;
};

export function TicketTable({ tickets, timeZone, outboxHref, actions }: TicketTableProps) {
  const time = (at: Date) => formatInstant(at, timeZone, "short");
  return (
    <Table caption="Tickets in the order of their numbers" columns={COLUMNS}>
      {tickets.map((ticket) => (
        <Row key={ticket.id} className="max-md:grid-cols-[2rem_minmax(0,1fr)_auto] max-md:gap-x-2">
          <Cell align="right" className="text-ink-soft max-md:self-start">
            {ticket.number}
          </Cell>
          <RowHeader className="min-w-0 max-md:col-start-2 md:max-w-56">
            <span className="block font-[560] break-words">{ticket.holderName}</span>
            <span className="block text-xs break-all text-ink-soft">{ticket.holderEmail}</span>
          </RowHeader>
          <Cell className="text-ink-soft max-md:col-span-2 max-md:col-start-2 max-md:row-start-4 max-md:text-xs">
            {ticket.type}
          </Cell>
          <Cell className="max-md:col-start-2 max-md:row-start-2">
            <TicketStandingBadge standing={ticket.standing} />
          </Cell>
          <Cell className="max-md:col-start-3 max-md:row-start-2 max-md:justify-self-end">
            <EmailState ticket={ticket} />
          </Cell>
          <Cell label="Issued" className="whitespace-nowrap max-md:col-start-2 max-md:row-start-3 max-md:text-xs">
            {time(ticket.issuedAt)}
          </Cell>
          <Cell
            label={ticket.checkedInAt ? "In" : undefined}
            className="whitespace-nowrap max-md:col-start-3 max-md:row-start-3 max-md:justify-self-end max-md:text-xs"
          >
            {ticket.checkedInAt ? time(ticket.checkedInAt) : <NotYet />}
          </Cell>
          <Cell align="right" className="max-md:col-start-3 max-md:row-start-1 max-md:justify-self-end">
            <TicketMenu
              ticket={{
                id: ticket.id,
                number: ticket.number,
                holderName: ticket.holderName,
                holderEmail: ticket.holderEmail,
                canReissue: ticket.standing === "valid" || ticket.standing === "used",
                canRevoke: ticket.standing === "valid" || ticket.standing === "used" || ticket.standing === "unpaid",
                emailHref: outboxHref && ticket.message ? `${outboxHref}/${ticket.message.id}` : null,
              }}
              reissue={actions.reissue}
              revoke={actions.revoke}
            />
          </Cell>
        </Row>
      ))}
    </Table>
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
