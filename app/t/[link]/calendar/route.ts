import { openHeldTicket } from "@/lib/entry/held-ticket";
import { calendarFile } from "./calendar-file";

/** The ticket's event for a calendar. Calendars are shared and synchronized, so nothing that opens a gate is in it. */
export async function GET(_request: Request, { params }: { params: Promise<{ link: string }> }): Promise<Response> {
  const { ticket, organization } = await openHeldTicket((await params).link, "uncounted");
  const { event } = ticket;
  const file = calendarFile(
    {
      id: event.id,
      name: event.name,
      venue: event.venue,
      note: `${organization.name}\nTicket number ${ticket.number}, ${ticket.type}\nYour ticket is in your email.`,
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      isCancelled: event.status === "cancelled",
    },
    new Date(),
  );
  return new Response(file, {
    headers: {
      "content-type": "text/calendar; charset=utf-8; method=PUBLISH",
      "content-disposition": 'attachment; filename="event.ics"',
    },
  });
}
