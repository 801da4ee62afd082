"use client";
import { useActionState, useState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { addDays, formatInstant, instantToWallTime, zoneName } from "@/lib/core/time";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { DIALOG_BUTTONS } from "../ui/dialog-look";
import type { FormAction } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { TextField } from "../ui/text-field";

type Pattern = { id: string; name: string; timeZone: string; startsAt: Date };

type DuplicateDialogProps = {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  event: Pattern;
  action: FormAction<{ id: string }>;
  returnFocus: () => void;
};

/** Makes an event like this one on another day, and leads to its settings. */
export function DuplicateDialog({ isOpen, onOpenChange, event, action, returnFocus }: DuplicateDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Duplicate ${event.name}`}
      description="Makes a draft with its settings, ticket types, gates and checkpoints. Tickets stay where they are."
      returnFocus={returnFocus}
    >
      <DuplicateForm event={event} action={action} keep={() => onOpenChange(false)} />
    </Dialog>
  );
}

type DuplicateFormProps = { event: Pattern; action: FormAction<{ id: string }>; keep: () => void };

function DuplicateForm({ event, action, keep }: DuplicateFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<{ id: string }> | null, FormData>(action, null);
  const [startsOn] = useState(() => nextDate(event, new Date()));
  const field = bindFields("duplicate", result);
  const clock = formatInstant(event.startsAt, event.timeZone, "clock");
  return (
    <form action={submit} noValidate className="flex flex-col gap-4">
      <FormSummary scope="duplicate" result={result} />
      <input type="hidden" name="eventId" value={event.id} />
      <TextField
        {...field("name", `Copy of ${event.name}`.slice(0, 120))}
        label="Name"
        maxLength={120}
        autoComplete="off"
      />
      <TextField
        {...field("startsOn", startsOn)}
        type="date"
        label="Starts on"
        help={`At ${clock}, ${zoneName(event.timeZone)}. Every other time moves by as many days and keeps its clock time.`}
      />
      <div className={DIALOG_BUTTONS}>
        <Button onClick={keep}>Cancel</Button>
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? "Duplicating" : "Duplicate event"}
        </Button>
      </div>
    </form>
  );
}

const WEEK_MS = 7 * 86_400_000;

/** The first day some weeks after the event that is still to come: most events that are copied come round again. */
function nextDate({ startsAt, timeZone }: Pattern, now: Date): string {
  const weeks = Math.max(1, Math.ceil((now.getTime() - startsAt.getTime()) / WEEK_MS));
  return instantToWallTime(addDays(startsAt, timeZone, weeks * 7), timeZone).slice(0, 10);
}
