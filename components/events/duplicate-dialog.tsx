"use client";
import { useState } from "react";
import { addDays, DATE_FIELD_RANGE, formatInstant, instantToWallTime, zoneName } from "@/lib/core/time";
import type { BindField } from "../ui/bind-fields";
import type { DialogControl } from "../ui/dialog";
import type { FormAction } from "../ui/form-action";
import { FormDialog } from "../ui/form-dialog";
import { TextField } from "../ui/text-field";

type Pattern = { id: string; name: string; timeZone: string; startsAt: Date };
type DuplicateDialogProps = DialogControl & { event: Pattern; action: FormAction<{ id: string }> };

/** Makes an event like this one on another day, and leads to its settings. */
export function DuplicateDialog({ event, ...dialog }: DuplicateDialogProps) {
  return (
    <FormDialog
      {...dialog}
      scope="duplicate"
      title={`Duplicate ${event.name}`}
      description="Makes a draft with its settings, ticket types, gates and checkpoints. Tickets stay where they are."
      hidden={{ eventId: event.id }}
      keepText="Cancel"
      confirmText="Duplicate event"
      pendingText="Duplicating"
    >
      {(field) => <DuplicateFields event={event} field={field} />}
    </FormDialog>
  );
}

function DuplicateFields({ event, field }: { event: Pattern; field: BindField }) {
  const [startsOn] = useState(() => nextDate(event, new Date()));
  const clock = formatInstant(event.startsAt, event.timeZone, "clock");
  return (
    <>
      <TextField
        {...field("name", `Copy of ${event.name}`.slice(0, 120))}
        label="Name"
        maxLength={120}
        autoComplete="off"
      />
      <TextField
        {...field("startsOn", startsOn)}
        type="date"
        {...DATE_FIELD_RANGE}
        label="Starts on"
        help={`At ${clock}, ${zoneName(event.timeZone)}. Every other time moves by as many days and keeps its clock time.`}
      />
    </>
  );
}

const WEEK_MS = 7 * 86_400_000;

/** The first day some weeks after the event that is still to come: most events that are copied come round again. */
function nextDate({ startsAt, timeZone }: Pattern, now: Date): string {
  const weeks = Math.max(1, Math.ceil((now.getTime() - startsAt.getTime()) / WEEK_MS));
  return instantToWallTime(addDays(startsAt, timeZone, weeks * 7), timeZone).slice(0, 10);
}
