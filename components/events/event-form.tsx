"use client";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { LinkButton } from "../ui/link-button";
import {
  CapacityField,
  DOORS_HELP,
  DoorFields,
  NameField,
  StartAndEndFields,
  VenueField,
  ZoneField,
} from "./event-fields";
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
  const bind = bindFields("event", result);
  const initial: Record<string, string> = { timeZone, capacity: "500" };
  const field = (name: string) => bind(name, initial[name]);
  return (
    <form action={submit} noValidate className="flex max-w-[40rem] flex-col gap-8">
      <FormSummary scope="event" result={result} />
      <div className="flex flex-col gap-5">
        <NameField field={field} />
        <VenueField field={field} />
      </div>
      <fieldset className="flex flex-col gap-5 border-t border-line pt-6">
        <legend className="float-left mb-1 text-lg font-[600]">When</legend>
        <ZoneField field={field} zones={zones} />
        <StartAndEndFields field={field} />
      </fieldset>
      <fieldset className="flex flex-col gap-5 border-t border-line pt-6">
        <legend className="float-left text-lg font-[600]">Doors</legend>
        <p className="-mt-3 text-sm text-ink-soft">{DOORS_HELP}</p>
        <DoorFields field={field} />
      </fieldset>
      <fieldset className="flex flex-col gap-5 border-t border-line pt-6">
        <legend className="float-left mb-1 text-lg font-[600]">Tickets</legend>
        <CapacityField field={field} />
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
