import type { MessageView } from "@/lib/domain/messages/schema";
import type { TicketActions } from "../tickets/ticket-acts";
import { TicketButtons } from "../tickets/ticket-buttons";

/** What can be done about an email: it is its ticket that is sent again, as it is now and to where its holder is now. */
export function MessageActions({ message, actions }: { message: MessageView; actions: TicketActions }) {
  const { ticket, ticketId, generation, recipient } = message;
  if (!ticket || !ticketId || ticket.state !== "valid" || !(actions.resend || actions.correct)) return null;
  const { number, holderName, holderEmail } = ticket;
  return (
    <div className="flex flex-col gap-3">
      <TicketButtons
        ticket={{ id: ticketId, number, holderName, holderEmail }}
        standing="valid"
        actions={actions}
        acts={["resend", "correct"]}
      />
      {holderEmail !== recipient || ticket.generation !== generation ? (
        <p className="text-xs text-ink-soft">
          This ticket has changed since. It is sent as it is now, to <span className="break-all">{holderEmail}</span>.
        </p>
      ) : null}
    </div>
  );
}
