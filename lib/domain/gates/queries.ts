import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCan, assertCanSomewhere } from "../access/rules";

type Named = { id: string; name: string };

export type Entrances = { gates: Named[]; checkpoints: Named[] };

/** The gates and checkpoints of each event, in their order. */
export async function listEntrances(ctx: Ctx, input: { eventIds: string[] }): Promise<Map<string, Entrances>> {
  assertCanSomewhere(ctx, "gate.scan");
  for (const eventId of input.eventIds) assertCan(ctx, "gate.scan", eventId);
  const query = {
    where: { eventId: { in: input.eventIds } },
    select: { id: true, name: true, eventId: true },
    orderBy: [{ position: "asc" as const }, { id: "asc" as const }],
  };
  const [gates, checkpoints] = [await ctx.db.gate.findMany(query), await ctx.db.checkpoint.findMany(query)];
  const of = (rows: (Named & { eventId: string })[], eventId: string) =>
    rows.filter((row) => row.eventId === eventId).map(({ id, name }) => ({ id, name }));
  return new Map(input.eventIds.map((id) => [id, { gates: of(gates, id), checkpoints: of(checkpoints, id) }]));
}
