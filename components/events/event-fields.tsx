"use client";
import { useState } from "react";
import { TIME_FIELD_RANGE, zoneName } from "@/lib/core/time";
import type { BoundField } from "../ui/bind-fields";
import { SelectField } from "../ui/select-field";
import { TextField } from "../ui/text-field";
import type { ZoneGroup } from "./time-zones";

type Fields = { field: (name: string) => BoundField };

export function NameField({ field }: Fields) {
  return <TextField {...field("name")} label="Name" maxLength={120} autoComplete="off" />;
}

export function VenueField({ field }: Fields) {
  return <TextField {...field("venue")} label="Venue" isOptional maxLength={160} autoComplete="off" />;
}

type ZoneFieldProps = Fields & { zones: ZoneGroup[]; note?: string };

/** `note` is added when another zone is chosen than the one the field began with. */
export function ZoneField({ field, zones, note }: ZoneFieldProps) {
  const { defaultValue, ...bound } = field("timeZone");
  const [first] = useState(defaultValue);
  const [zone, setZone] = useState(defaultValue);
  return (
    <div className="flex flex-col gap-1.5">
      <SelectField
        {...bound}
        defaultValue={defaultValue}
        label="Time zone"
        help="Where the event takes place. All its times are shown in this zone."
        onChange={(event) => setZone(event.target.value)}
      >
        {zones.map((group) => (
          <optgroup key={group.region} label={group.region}>
            {group.zones.map((one) => (
              <option key={one.id} value={one.id}>
                {one.label}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      <p role="status" className="text-sm font-[560] empty:hidden">
        {note && zone !== first ? `The times stay as typed, and now mean ${zoneName(zone)}. ${note}` : ""}
      </p>
    </div>
  );
}

export function StartAndEndFields({ field }: Fields) {
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <TextField {...field("startsAt")} type="datetime-local" {...TIME_FIELD_RANGE} label="Starts" />
      <TextField {...field("endsAt")} type="datetime-local" {...TIME_FIELD_RANGE} label="Ends" />
    </div>
  );
}

export const DOORS_HELP =
  "Nobody is admitted before the doors open or after they close. Leave a side empty to keep it open.";

export function DoorFields({ field }: Fields) {
  return (
    <div className="grid gap-5 sm:grid-cols-2">
      <TextField {...field("doorsOpenAt")} type="datetime-local" {...TIME_FIELD_RANGE} label="Doors open" isOptional />
      <TextField
        {...field("doorsCloseAt")}
        type="datetime-local"
        {...TIME_FIELD_RANGE}
        label="Doors close"
        isOptional
      />
    </div>
  );
}

export function CapacityField({ field }: Fields) {
  return (
    <TextField
      {...field("capacity")}
      label="Ticket limit"
      type="number"
      inputMode="numeric"
      min={1}
      max={1_000_000}
      step={1}
      className="max-w-40"
      help="The most tickets that can be valid at once. Revoked ones do not count."
    />
  );
}
