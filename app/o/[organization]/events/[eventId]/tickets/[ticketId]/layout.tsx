import { notFound } from "next/navigation";
import { getTicket } from "@/lib/domain/tickets/queries";
import { openPage } from "@/lib/entry/page";
import { idParam } from "../../../../id-param";

type TicketLayoutProps = LayoutProps<"/o/[organization]/events/[eventId]/tickets/[ticketId]">;

/** Stands before the loading page, so that a ticket that is not there is a true 404. */
export default async function TicketLayout({ params, children }: TicketLayoutProps) {
  const { organization, eventId, ticketId } = await params;
  const id = idParam(ticketId);
  const ticket = await openPage(organization, (ctx) => getTicket(ctx, { ticketId: id }));
  return ticket.eventId === eventId ? children : notFound();
}
