import { DoorLive } from "@/components/door/door-live";
import { SHOWN_SCANS } from "@/components/door/door-words";
import { can } from "@/lib/domain/access/rules";
import { getDoor } from "@/lib/domain/door/queries";
import { openPage } from "@/lib/entry/page";
import { idParam } from "../../../id-param";

export default async function DoorPage({ params }: PageProps<"/o/[organization]/events/[eventId]/door">) {
  const { organization, eventId } = await params;
  const address = { organization, eventId: idParam(eventId) };
  const { door, mayScan } = await openPage(organization, async (ctx) => ({
    door: await getDoor(ctx, { eventId: address.eventId, scans: SHOWN_SCANS }),
    mayScan: can(ctx.actor, "gate.scan", address.eventId),
  }));
  return (
    <DoorLive
      initial={door}
      address={address}
      eventHref={`/o/${organization}/events/${address.eventId}`}
      gateHref={mayScan ? `/gate/${organization}?event=${address.eventId}` : null}
    />
  );
}
