import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCanSomewhere } from "../access/rules";
import { listScannableEvents } from "../events/queries";
import { listEntrances } from "../gates/queries";
import type { GateEvent } from "./schema";

/** The events that the caller may scan at, with their gates and checkpoints, for the gate's chooser. */
export async function listGateEvents(ctx: Ctx): Promise<GateEvent[]> {
  assertCanSomewhere(ctx, "gate.scan");
  const events = await listScannableEvents(ctx);
  const entrances = await listEntrances(ctx, { eventIds: events.map((event) => event.id) });
  return events.map((event) => ({
    id: event.id,
    name: event.name,
    venue: event.venue,
    timeZone: event.timeZone,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    ...(entrances.get(event.id) ?? { gates: [], checkpoints: [] }),
  }));
}
