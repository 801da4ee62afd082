"use client";
import { formatInstant, formatRange, instantToWallTime, TIME_FIELD_RANGE, zoneName } from "@/lib/core/time";
import type { TicketTypeSettings } from "@/lib/domain/ticket-types/schema";
import { TextField } from "../ui/text-field";
import { ticketsText } from "./count-text";
import { type PartActions, PartList } from "./part-list";

type TypeListProps = {
  event: { id: string; timeZone: string };
  types: TicketTypeSettings[];
  actions: PartActions | null;
};

/** The kinds of ticket of an event, each with when it is valid, by the event's own clocks. */
export function TypeList({ event, types, actions }: TypeListProps) {
  const { timeZone } = event;
  const wall = (at: Date | null) => (at ? instantToWallTime(at, timeZone) : "");
  return (
    <PartList
      eventId={event.id}
      noun="ticket type"
      idField="ticketTypeId"
      parts={types.map(({ id, name, revision, activeCount, ...window }) => ({
        id,
        name,
        revision,
        detail: windowText(window, timeZone),
        note: activeCount > 0 ? ticketsText(activeCount) : "no tickets",
        values: { validFrom: wall(window.validFrom), validUntil: wall(window.validUntil) },
      }))}
      actions={actions}
      removal="New tickets can no longer be of it. It can only be deleted while no valid ticket is of it."
      fields={(field) => (
        <>
          <input type="hidden" name="timeZone" value={timeZone} />
          <TextField
            {...field("validFrom")}
            type="datetime-local"
            {...TIME_FIELD_RANGE}
            label="Valid from"
            isOptional
          />
          <TextField
            {...field("validUntil")}
            type="datetime-local"
            {...TIME_FIELD_RANGE}
            label="Valid until"
            isOptional
            help={`In ${zoneName(timeZone)}. Outside of this the gate refuses it. An empty side ends only with the doors.`}
          />
        </>
      )}
    />
  );
}

function windowText({ validFrom, validUntil }: { validFrom: Date | null; validUntil: Date | null }, zone: string) {
  if (validFrom && validUntil) return `Valid ${formatRange(validFrom, validUntil, zone)}`;
  if (validFrom) return `Valid from ${formatInstant(validFrom, zone, "moment")}`;
  return validUntil ? `Valid until ${formatInstant(validUntil, zone, "moment")}` : "Valid while the doors are open";
}
