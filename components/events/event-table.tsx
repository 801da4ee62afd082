import Link from "next/link";
import { formatRange, zoneName } from "@/lib/core/time";
import type { EventView } from "@/lib/domain/events/schema";
import { Cell, Row, RowHeader, Table } from "../ui/table";
import { countText } from "./count-text";
import { EventStatusBadge } from "./event-status";

export type EventLine = Omit<EventView, "slug" | "doorsOpenAt" | "doorsCloseAt" | "showTicketType"> & {
  issued: number;
  inside: number;
};

const COLUMNS = [
  { label: "Event", className: "md:w-[36%]" },
  { label: "When" },
  { label: "Status" },
  { label: "Issued / limit", align: "right" as const },
  { label: "Inside", align: "right" as const },
];

export function EventTable({
  caption,
  organization,
  events,
}: {
  caption: string;
  organization: string;
  events: EventLine[];
}) {
  return (
    <Table caption={caption} columns={COLUMNS}>
      {events.map((event) => (
        <Row key={event.id}>
          <RowHeader className="max-md:col-start-1 max-md:row-start-1 max-md:min-w-0">
            <Link
              href={`/o/${organization}/events/${event.id}`}
              className="rounded-sm font-[560] break-words underline-offset-4 hover:underline max-md:text-base pointer-coarse:py-2"
            >
              {event.name}
            </Link>
            {event.venue ? <span className="block text-xs text-ink-soft">{event.venue}</span> : null}
          </RowHeader>
          <Cell className="max-md:col-span-2 max-md:text-xs">
            <span className="md:whitespace-nowrap">{formatRange(event.startsAt, event.endsAt, event.timeZone)}</span>
            <span className="whitespace-nowrap text-ink-soft md:block md:text-xs"> {zoneName(event.timeZone)}</span>
          </Cell>
          <Cell className="max-md:col-start-2 max-md:row-start-1 max-md:justify-self-end max-md:self-start">
            <EventStatusBadge status={event.status} />
          </Cell>
          <Cell label="Issued" align="right" className="max-md:col-start-1 max-md:text-xs">
            <span className="font-[560] text-ink">{countText(event.issued)}</span>
            <span className="text-ink-soft"> / {countText(event.capacity)}</span>
          </Cell>
          <Cell label="Inside" align="right" className="max-md:col-start-2 max-md:justify-self-end max-md:text-xs">
            <span className={event.inside > 0 ? "font-[560] text-ink" : "text-ink-soft"}>
              {countText(event.inside)}
            </span>
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
