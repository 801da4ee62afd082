import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCan, assertCanSomewhere } from "../access/rules";
import type { GateSettings } from "./schema";

type Named = { id: string; name: string };

export type Entrances = { gates: Named[]; checkpoints: (Named & { direction: "in" | "out" })[] };

/** The gates and checkpoints of each event, in their order; those taken away are left out. */
export async function listEntrances(ctx: Ctx, input: { eventIds: string[] }): Promise<Map<string, Entrances>> {
  assertCanSomewhere(ctx, "gate.scan");
  for (const eventId of input.eventIds) assertCan(ctx, "gate.scan", eventId);
  const where = { eventId: { in: input.eventIds }, deletedAt: null };
  const orderBy = [{ position: "asc" as const }, { id: "asc" as const }];
  const named = { id: true, name: true, eventId: true } as const;
  const gates = await ctx.db.gate.findMany({ where, orderBy, select: named });
  const checkpoints = await ctx.db.checkpoint.findMany({ where, orderBy, select: { ...named, direction: true } });
  const of = <Row extends Named & { eventId: string }>(rows: Row[], eventId: string) =>
    rows.filter((row) => row.eventId === eventId).map(({ eventId: _eventId, ...row }) => row);
  return new Map(input.eventIds.map((id) => [id, { gates: of(gates, id), checkpoints: of(checkpoints, id) }]));
}

/** The entrances of an event for who arranges them. */
export async function listGateSettings(ctx: Ctx, input: { eventId: string }): Promise<GateSettings> {
  assertCan(ctx, "events.manage", input.eventId);
  const query = {
    where: { eventId: input.eventId, deletedAt: null },
    orderBy: [{ position: "asc" as const }, { id: "asc" as const }],
  };
  return {
    gates: await ctx.db.gate.findMany({ ...query, select: { id: true, name: true, revision: true } }),
    checkpoints: await ctx.db.checkpoint.findMany({
      ...query,
      select: { id: true, name: true, revision: true, direction: true },
    }),
  };
}
