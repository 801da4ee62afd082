import { CheckpointList } from "@/components/events/checkpoint-list";
import { PartList } from "@/components/events/part-list";
import { SettingsForm } from "@/components/events/settings-form";
import { listZones } from "@/components/events/time-zones";
import { TypeList } from "@/components/events/type-list";
import { Section } from "@/components/ui/section";
import { getEventSettings } from "@/lib/domain/events/queries";
import { mayArrange } from "@/lib/domain/events/rules";
import { listGateSettings } from "@/lib/domain/gates/queries";
import { listTypeSettings } from "@/lib/domain/ticket-types/queries";
import { openPage } from "@/lib/entry/page";
import { idParam } from "../../../id-param";
import {
  addCheckpoint,
  addGate,
  addType,
  placeCheckpoint,
  placeGate,
  placeType,
  removeCheckpoint,
  removeGate,
  removeType,
  saveCheckpoint,
  saveEvent,
  saveGate,
  saveType,
} from "./actions";

export default async function SettingsPage({ params }: PageProps<"/o/[organization]/events/[eventId]/settings">) {
  const { organization, eventId: idText } = await params;
  const eventId = idParam(idText);
  const { event, types, gates, checkpoints, zones } = await openPage(organization, async (ctx) => {
    const found = await getEventSettings(ctx, { eventId });
    return {
      event: found,
      types: await listTypeSettings(ctx, { eventId }),
      ...(await listGateSettings(ctx, { eventId })),
      zones: listZones(found.timeZone, ctx.now),
    };
  });
  const isOpen = mayArrange(event.status);
  const activeCount = types.reduce((sum, type) => sum + type.activeCount, 0);
  const typeActions = {
    add: addType.bind(null, organization),
    save: saveType.bind(null, organization),
    place: placeType.bind(null, organization),
    remove: removeType.bind(null, organization),
  };
  const gateActions = {
    add: addGate.bind(null, organization),
    save: saveGate.bind(null, organization),
    place: placeGate.bind(null, organization),
    remove: removeGate.bind(null, organization),
  };
  const checkpointActions = {
    add: addCheckpoint.bind(null, organization),
    save: saveCheckpoint.bind(null, organization),
    place: placeCheckpoint.bind(null, organization),
    remove: removeCheckpoint.bind(null, organization),
  };
  return (
    <div className="flex flex-col gap-10">
      <SettingsForm event={event} zones={zones} activeCount={activeCount} action={saveEvent.bind(null, organization)} />
      <Section title="Ticket types" help="The first is the one a new ticket gets when none is chosen.">
        <TypeList event={event} types={types} actions={isOpen ? typeActions : null} />
      </Section>
      <Section title="Gates" help="Where staff stand. Each scan says at which gate it was made.">
        <PartList
          eventId={event.id}
          noun="gate"
          idField="gateId"
          parts={gates}
          actions={isOpen ? gateActions : null}
          removal="The gate page no longer offers it. Scans made there keep its name."
        />
      </Section>
      <Section title="Checkpoints" help="What guests pass. A scan that names none counts at the first.">
        <CheckpointList event={event} checkpoints={checkpoints} actions={isOpen ? checkpointActions : null} />
      </Section>
    </div>
  );
}
