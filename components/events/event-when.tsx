import { CalendarDays, DoorOpen, MapPin } from "lucide-react";
import type { ReactNode } from "react";
import { formatInstant, formatRange, zoneName, zoneOffset } from "@/lib/core/time";

type EventWhenProps = {
  event: {
    venue: string | null;
    timeZone: string;
    startsAt: Date;
    endsAt: Date;
    doorsOpenAt: Date | null;
    doorsCloseAt: Date | null;
  };
};

/** When and where an event is, in its own time, with the zone named. */
export function EventWhen({ event }: EventWhenProps) {
  const doors = doorsText(event);
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-soft [&_svg]:size-4 [&_svg]:shrink-0">
      <Fact icon={<CalendarDays aria-hidden />}>
        <span className="text-ink">{formatRange(event.startsAt, event.endsAt, event.timeZone)}</span>{" "}
        {zoneName(event.timeZone)} ({zoneOffset(event.timeZone, event.startsAt)})
      </Fact>
      {event.venue ? <Fact icon={<MapPin aria-hidden />}>{event.venue}</Fact> : null}
      {doors ? <Fact icon={<DoorOpen aria-hidden />}>{doors}</Fact> : null}
    </ul>
  );
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex items-start gap-1.5 tabular-nums [&>svg]:mt-0.5">
      {icon}
      <span>{children}</span>
    </li>
  );
}

function doorsText({ doorsOpenAt, doorsCloseAt, startsAt, timeZone }: EventWhenProps["event"]): string | null {
  const day = formatInstant(startsAt, timeZone, "date");
  const show = (at: Date) =>
    formatInstant(at, timeZone, formatInstant(at, timeZone, "date") === day ? "clock" : "short");
  if (doorsOpenAt && doorsCloseAt) return `Doors ${show(doorsOpenAt)}–${show(doorsCloseAt)}`;
  if (doorsOpenAt) return `Doors open ${show(doorsOpenAt)}`;
  return doorsCloseAt ? `Doors close ${show(doorsCloseAt)}` : null;
}
