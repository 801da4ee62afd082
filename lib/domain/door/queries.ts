import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, can } from "../access/rules";
import { findActorNames } from "../audit/queries";
import { actorText } from "../audit/rules";
import { doorFigures } from "./rules";
import type { DoorInput, DoorView } from "./schema";
import { readDoor } from "./sql";

/**
 * How an event's door stands now: who is inside, how they came in, and the last `scans` readings. Writes nothing. Guests'
 * names are left out for who may not read tickets. Throws NOT_FOUND.
 */
export async function getDoor(ctx: Ctx, input: DoorInput): Promise<DoorView> {
  assertCan(ctx, "check-ins.read", input.eventId);
  const { event, tickets, gates, slots, fresh, undone, scans } = await readDoor(ctx, input);
  if (!event || !tickets) throw new AppError("NOT_FOUND");
  const counted = slots.flatMap(({ slot, counts }) => counts.map((one) => ({ slot, ...one })));
  const actors = scans.map((scan) => ({ kind: scan.actorKind, id: scan.actorId }));
  const names = actors.length > 0 ? await findActorNames(ctx, { actors }) : new Map<string, string>();
  const mayNameGuests = can(ctx.actor, "tickets.read", input.eventId);
  return {
    asOf: ctx.now.toISOString(),
    event,
    tickets,
    ...doorFigures({ gates, scanned: [...counted, ...fresh], undone }),
    scans: scans.map(({ actorKind, actorId, ...scan }) => ({
      ...scan,
      at: new Date(scan.at).toISOString(),
      name: mayNameGuests ? scan.name : null,
      person: actorText(names, { kind: actorKind, id: actorId }),
    })),
  };
}
