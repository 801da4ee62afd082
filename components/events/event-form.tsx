"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { LinkButton } from "../ui/link-button";
import { SelectField } from "../ui/select-field";
import { TextField } from "../ui/text-field";
import type { ZoneGroup } from "./time-zones";

type EventFormProps = {
  action: FormAction<{ id: string }>;
  zones: ZoneGroup[];
  timeZone: string;
  cancelHref: string;
};

/** Makes an event. Times are typed as the clocks at the venue show them. */
export function EventForm({ action, zones, timeZone, cancelHref }: EventFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<{ id: string }> | null, FormData>(action, null);
  const field = bindFields("event", result);
  return (
    <form action={submit} noValidate className="flex max-w-[40rem] flex-col gap-8">
      <FormSummary scope="event" result={result} />
      <div className="flex flex-col gap-5">
        <TextField {...field("name")} label="Name" maxLength={120} autoComplete="off" />
        <TextField {...field("venue")} label="Venue" isOptional maxLength={160} autoComplete="off" />
      </div>
      <fieldset className="flex flex-col gap-5 border-t border-line pt-6">
        <legend className="float-left mb-1 text-lg font-[600]">When</legend>
        <SelectField
          {...field("timeZone", timeZone)}
          label="Time zone"
          help="Where the event takes place. All its times are shown in this zone."
        >
          {zones.map((group) => (
            <optgroup key={group.region} label={group.region}>
              {group.zones.map((zone) => (
                <option key={zone.id} value={zone.id}>
                  {zone.label}
                </option>
              ))}
            </optgroup>
          ))}
        </SelectField>
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField {...field("startsAt")} type="datetime-local" label="Starts" />
          <TextField {...field("endsAt")} type="datetime-local" label="Ends" />
        </div>
      </fieldset>
      <fieldset className="flex flex-col gap-5 border-t border-line pt-6">
        <legend className="float-left text-lg font-[600]">Doors</legend>
        <p className="-mt-3 text-sm text-ink-soft">
          Nobody is admitted before the doors open or after they close. Leave a side empty to keep it open.
        </p>
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField {...field("doorsOpenAt")} type="datetime-local" label="Doors open" isOptional />
          <TextField {...field("doorsCloseAt")} type="datetime-local" label="Doors close" isOptional />
        </div>
      </fieldset>
      <fieldset className="flex flex-col gap-5 border-t border-line pt-6">
        <legend className="float-left mb-1 text-lg font-[600]">Tickets</legend>
        <TextField
          {...field("cap", "500")}
          label="Ticket limit"
          type="number"
          inputMode="numeric"
          min={1}
          max={1_000_000}
          step={1}
          className="max-w-40"
          help="The most tickets that can be valid at once. Revoked ones do not count."
        />
      </fieldset>
      <div className="flex flex-wrap gap-2 border-t border-line pt-6">
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? "Creating the event" : "Create event"}
        </Button>
        <LinkButton variant="quiet" href={cancelHref}>
          Discard
        </LinkButton>
      </div>
    </form>
  );
}
