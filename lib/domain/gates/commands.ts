import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { assertCan } from "../access/rules";

/** Gives an event its first gate, "Main gate", and its checkpoint, "Entry". */
export async function createEntrance(
  ctx: Ctx,
  input: { eventId: string },
): Promise<{ gateId: string; checkpointId: string }> {
  assertCan(ctx, "events.manage", input.eventId);
  const gateId = newId();
  const checkpointId = newId();
  const common = { tenantId: ctx.tenant.id, eventId: input.eventId, createdAt: ctx.now };
  await ctx.db.gate.create({ data: { ...common, id: gateId, name: "Main gate" } });
  await ctx.db.checkpoint.create({ data: { ...common, id: checkpointId, name: "Entry" } });
  return { gateId, checkpointId };
}
