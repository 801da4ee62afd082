import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCan } from "../access/rules";

type Named = { id: string; name: string };

/** The gates and checkpoints of one event, in their order. */
export async function listEntrances(
  ctx: Ctx,
  input: { eventId: string },
): Promise<{ gates: Named[]; checkpoints: Named[] }> {
  assertCan(ctx, "gate.scan", input.eventId);
  const query = {
    where: { eventId: input.eventId },
    select: { id: true, name: true },
    orderBy: [{ position: "asc" as const }, { id: "asc" as const }],
  };
  return { gates: await ctx.db.gate.findMany(query), checkpoints: await ctx.db.checkpoint.findMany(query) };
}
