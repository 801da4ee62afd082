"use client";
import { Lock } from "lucide-react";
import { useActionState } from "react";
import type { ActionResult } from "@/lib/core/errors";
import { instantToWallTime } from "@/lib/core/time";
import { EDITABLE } from "@/lib/domain/events/rules";
import type { EventSettings } from "@/lib/domain/events/schema";
import { bindFields } from "../ui/bind-fields";
import { Button } from "../ui/button";
import { CheckField } from "../ui/check-field";
import { type FormAction, useRefreshOnConflict, useWhenDone } from "../ui/form-action";
import { FormSummary } from "../ui/form-summary";
import { HiddenFields } from "../ui/hidden-fields";
import { Notice } from "../ui/notice";
import { Section } from "../ui/section";
import { TextField } from "../ui/text-field";
import { useToast } from "../ui/toasts";
import {
  CapacityField,
  DOORS_HELP,
  DoorFields,
  NameField,
  StartAndEndFields,
  VenueField,
  ZoneField,
} from "./event-fields";
import { ScannerPreview } from "./scanner-preview";
import type { ZoneGroup } from "./time-zones";

type SettingsFormProps = { event: EventSettings; zones: ZoneGroup[]; activeCount: number; action: FormAction<null> };

/** Edits an event, as far as its state lets it be edited. What was typed survives a refusal, also one for another's edit. */
export function SettingsForm({ event, zones, activeCount, action }: SettingsFormProps) {
  const [result, submit, isPending] = useActionState<ActionResult<null> | null, FormData>(action, null);
  const toast = useToast();
  useWhenDone(result, () => toast("Saved."));
  useRefreshOnConflict(result);
  const bind = bindFields("settings", result);
  const initial = valuesOf(event);
  const field = (name: string) => bind(name, initial[name]);
  const isOpen = EDITABLE[event.status].includes("startsAt");
  return (
    <form action={submit} noValidate className="flex flex-col gap-8">
      <FormSummary scope="settings" result={result} />
      <input type="hidden" name="eventId" value={event.id} />
      <input type="hidden" name="revision" value={event.revision} />
      {isOpen ? null : <KeptFields values={initial} isEnded={event.status === "ended"} />}
      <Section title="Event" help="What guests read on their tickets and in their emails.">
        <NameField field={field} />
        <VenueField field={field} />
        {isOpen ? (
          <TextField
            {...field("slug")}
            label="Short name"
            maxLength={60}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            help="For addresses: letters, digits and hyphens. No two events share one."
          />
        ) : null}
      </Section>
      {isOpen ? (
        <>
          <Section title="When">
            <ZoneField field={field} zones={zones} note="Those of ticket types keep theirs too." />
            <StartAndEndFields field={field} />
          </Section>
          <Section title="Doors" help={DOORS_HELP}>
            <DoorFields field={field} />
          </Section>
          <Section title="Tickets" help={activeCount > 0 ? activeText(activeCount) : undefined}>
            <CapacityField field={field} />
          </Section>
          <Section
            title="At the gate"
            help="What gate staff see when they scan a ticket, and whether guests may leave."
          >
            <div className="grid gap-6 has-[#settings-showTicketType:checked]:[--type:block] sm:grid-cols-[minmax(0,1fr)_13rem] sm:gap-8">
              <div className="flex flex-col gap-5">
                <CheckField
                  {...field("showTicketType")}
                  label="Show the ticket type"
                  help="Below the name and the number. Useful where types lead to different places."
                />
                <CheckField
                  {...field("reentry")}
                  label="Guests may leave and come in again"
                  help="Checkpoints can then lead out. Who was scanned out is let in once more with the same ticket. While this is off, checkpoints that lead out are not offered at the gate."
                />
              </div>
              <ScannerPreview />
            </div>
          </Section>
        </>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 lg:pl-[19rem]">
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? "Saving" : "Save changes"}
        </Button>
        {isOpen ? <p className="text-xs text-ink-soft">What follows below is saved as you change it.</p> : null}
      </div>
    </form>
  );
}

/** The fields of an event that is over, which go along unchanged, and why they cannot be seen. */
function KeptFields({ values, isEnded }: { values: Record<string, string>; isEnded: boolean }) {
  const { name: _name, venue: _venue, ...kept } = values;
  return (
    <>
      <HiddenFields fields={kept} />
      <Notice icon={Lock}>
        {isEnded
          ? "This event has ended: only its name and venue can be put right. To change more, reopen it from the menu above."
          : "This event is cancelled: only its name and venue can be put right."}
      </Notice>
    </>
  );
}

function valuesOf(event: EventSettings): Record<string, string> {
  const wall = (at: Date | null) => (at ? instantToWallTime(at, event.timeZone) : "");
  return {
    name: event.name,
    venue: event.venue ?? "",
    slug: event.slug,
    timeZone: event.timeZone,
    startsAt: wall(event.startsAt),
    endsAt: wall(event.endsAt),
    doorsOpenAt: wall(event.doorsOpenAt),
    doorsCloseAt: wall(event.doorsCloseAt),
    capacity: String(event.capacity),
    showTicketType: event.showTicketType ? "on" : "off",
    reentry: event.reentry ? "on" : "off",
  };
}

function activeText(activeCount: number): string {
  return activeCount === 1 ? "1 ticket is valid now." : `${activeCount.toLocaleString("en-US")} tickets are valid now.`;
}
