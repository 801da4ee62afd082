import { LogOut } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import type { Direction, GateEvent } from "@/lib/domain/check-in/schema";
import { ChoiceList } from "./choice-list";
import { rememberSetting, useDeviceLabel, useIsHydrated, useSetting } from "./device-settings";
import { eventStart, momentAtEvent, thisReader } from "./event-time";
import { GateButton } from "./gate-button";
import { DIRECTION_WORDS } from "./scan-words";
import type { GateEvents } from "./use-gate-events";

export type Place = {
  event: GateEvent;
  gateId?: string;
  checkpointId?: string;
  direction: Direction;
  deviceLabel: string;
};

type GateSetupProps = {
  organizationName: string;
  personName: string;
  list: GateEvents;
  initialEventId?: string;
  onStart(place: Place): void;
  onSignOut(): void;
};

type Named = { id: string; name: string };

function pick<T extends { id: string }>(among: readonly T[], ...wanted: (string | null | undefined)[]): T | null {
  for (const id of wanted) {
    const found = among.find((one) => one.id === id);
    if (found !== undefined) return found;
  }
  return among.length === 1 ? (among[0] ?? null) : null;
}

function choices(named: readonly Named[]) {
  return named.map(({ id, name }) => ({ id, label: name }));
}

/** Before scanning: which event, where this device stands, and what it is called. */
export function GateSetup(props: GateSetupProps) {
  const { organizationName, personName, list, onSignOut } = props;
  const isHydrated = useIsHydrated();
  return (
    <main className="gate-root fixed inset-0 flex flex-col" data-tone="setup" data-testid="gate-setup">
      <header className="mx-auto flex w-full max-w-[40rem] items-center justify-between gap-4 px-5 pt-[max(1.25rem,env(safe-area-inset-top))] pb-4 sm:px-8 sm:pt-12 sideways:pt-3 sideways:pb-1">
        <div className="min-w-0">
          <h1 className="text-[1.75rem] leading-tight font-bold tracking-[-0.02em]">Gate</h1>
          <p className="truncate text-[1rem] text-(--gate-quiet)">
            {organizationName} · {personName}
          </p>
        </div>
        <button
          type="button"
          disabled={!isHydrated}
          onClick={onSignOut}
          className="flex min-h-[48px] shrink-0 items-center gap-2 rounded-[12px] px-3 text-[1rem] font-semibold whitespace-nowrap touch-manipulation disabled:opacity-60 -mr-3"
        >
          <LogOut aria-hidden className="size-[22px]" />
          Sign out
        </button>
      </header>
      {list.events.length === 0 ? (
        <div className="mx-auto grid w-full max-w-[40rem] gap-3 px-5 pt-8 sm:px-8">
          <h2 className="text-[1.5rem] font-bold">No event to scan for</h2>
          <p className="text-[1.125rem] text-(--gate-quiet)">
            Nothing is published that you may scan at. Ask an organizer of {organizationName} to publish the event or to
            give you access to it, then look again.
          </p>
          <GateButton look="primary" className="mt-3" aria-disabled={list.isBusy} onClick={list.refresh}>
            {list.isBusy ? "Looking…" : "Look again"}
          </GateButton>
          {list.isMissed ? (
            <p role="status" className="text-[1.125rem] font-semibold">
              No answer. Check the network, then look again.
            </p>
          ) : null}
        </div>
      ) : (
        <SetupForm {...props} />
      )}
    </main>
  );
}

/** What is known of the list's age, where a newer one could not be had. */
function listText({ at, isMissed }: GateEvents, timeZone: string): string | null {
  if (!isMissed) return null;
  const since =
    at === null ? "when this page was opened" : momentAtEvent(new Date(at).toISOString(), timeZone, thisReader());
  return `No answer: gates and checkpoints are as they were ${at === null ? since : `at ${since}`}.`;
}

function SetupForm({ list, initialEventId, onStart }: GateSetupProps) {
  const { events } = list;
  const remembered = { event: useSetting("event"), gate: useSetting("gate"), checkpoint: useSetting("checkpoint") };
  const rememberedLabel = useDeviceLabel();
  const isHydrated = useIsHydrated();
  const [eventId, setEventId] = useState<string | null>(null);
  const [gateId, setGateId] = useState<string | null>(null);
  const [checkpointId, setCheckpointId] = useState<string | null>(null);
  const [typedLabel, setTypedLabel] = useState<string | null>(null);
  const [hasTried, setHasTried] = useState(false);
  const labelId = useId();

  const event = pick(events, eventId, initialEventId, remembered.event);
  const gate = pick(event?.gates ?? [], gateId, remembered.gate);
  const checkpoint =
    pick(event?.checkpoints ?? [], checkpointId, remembered.checkpoint) ?? event?.checkpoints[0] ?? null;
  const label = typedLabel ?? rememberedLabel;
  const errors = {
    event: event === null ? "Choose the event." : null,
    gate: event !== null && event.gates.length > 1 && gate === null ? "Choose the gate you stand at." : null,
    label: label.trim() === "" ? "Name this device." : null,
  };
  const age = listText(list, event?.timeZone ?? "UTC");
  const shown = hasTried ? errors : { event: null, gate: null, label: null };

  const submit = (submitted: FormEvent<HTMLFormElement>) => {
    submitted.preventDefault();
    setHasTried(true);
    const wrong =
      errors.event !== null ? "event" : errors.gate !== null ? "gate" : errors.label !== null ? "label" : null;
    if (event === null || wrong !== null) {
      submitted.currentTarget.querySelector<HTMLInputElement>(`input[name="${wrong}"]`)?.focus();
      return;
    }
    rememberSetting("event", event.id);
    rememberSetting("label", label.trim());
    if (gate !== null) rememberSetting("gate", gate.id);
    if (checkpoint !== null) rememberSetting("checkpoint", checkpoint.id);
    onStart({
      event,
      gateId: gate?.id,
      checkpointId: checkpoint?.id,
      direction: checkpoint?.direction ?? "in",
      deviceLabel: label.trim(),
    });
  };

  return (
    <form onSubmit={submit} noValidate className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto sm:flex-initial">
        <div className="mx-auto grid w-full max-w-[40rem] grid-cols-1 gap-8 px-5 py-4 sm:px-8">
          {age === null ? null : (
            <p role="status" className="text-[1rem] font-semibold">
              {age}
            </p>
          )}
          <ChoiceList
            legend="Event"
            name="event"
            choices={events.map((one) => ({
              id: one.id,
              label: one.name,
              detail: [eventStart(one.startsAt, one.timeZone), one.venue].filter(Boolean).join(" · "),
            }))}
            chosen={event?.id ?? null}
            onChoose={setEventId}
            error={shown.event}
          />
          {event !== null && event.gates.length > 1 ? (
            <ChoiceList
              legend="Gate"
              name="gate"
              choices={choices(event.gates)}
              chosen={gate?.id ?? null}
              onChoose={setGateId}
              error={shown.gate}
            />
          ) : null}
          {event !== null && event.checkpoints.length > 1 ? (
            <ChoiceList
              legend="Checkpoint"
              name="checkpoint"
              choices={event.checkpoints.map(({ id, name, direction }) => ({
                id,
                label: name,
                detail: DIRECTION_WORDS[direction].checkpoint,
              }))}
              chosen={checkpoint?.id ?? null}
              onChoose={setCheckpointId}
            />
          ) : null}
          <div className="grid grid-cols-1 gap-2">
            <label htmlFor={labelId} className="text-[1rem] font-semibold">
              Name of this device
            </label>
            <input
              id={labelId}
              name="label"
              value={label}
              maxLength={60}
              autoComplete="off"
              onChange={(changed) => setTypedLabel(changed.target.value)}
              aria-invalid={shown.label !== null}
              aria-describedby={`${labelId}-help`}
              className="min-h-[64px] rounded-[16px] border-2 border-(--gate-field) bg-(--gate-panel) px-4 text-[1.125rem]"
            />
            {shown.label === null ? null : (
              <p role="alert" className="text-[1rem] font-semibold text-(--gate-amber)">
                {shown.label}
              </p>
            )}
            <p id={`${labelId}-help`} className="text-[0.9375rem] text-(--gate-quiet)">
              Every scan is kept under this name. Remembered on this device.
            </p>
          </div>
        </div>
      </div>
      <div className="border-t border-(--gate-line) bg-(--gate-ground) sm:border-t-0">
        <div className="mx-auto w-full max-w-[40rem] px-5 pt-3 pb-[max(1.25rem,env(safe-area-inset-bottom))] sm:px-8">
          <GateButton type="submit" look="primary" className="w-full disabled:opacity-60" disabled={!isHydrated}>
            Start
          </GateButton>
        </div>
      </div>
    </form>
  );
}
