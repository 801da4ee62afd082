import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { assertCan } from "../access/rules";
import { recordAudit } from "../audit/commands";
import { holdEvent } from "../events/commands";
import { assertMayGo, assertPartFits, assertSeen, movedBy, type Place, placeBehind, savedText } from "../events/rules";
import type { CheckpointEdit, CheckpointInput, GateEdit, GateInput } from "./schema";

const IN_ORDER = [{ position: "asc" as const }, { id: "asc" as const }];
const noteOf = (kind: "gate" | "checkpoint", verb: string, subject: { id: string; eventId: string }) => ({
  action: `${kind}s.${verb}`,
  subjectKind: kind,
  subjectId: subject.id,
  eventId: subject.eventId,
});

/** Gives an event its first gate, "Main gate", and its checkpoint, "Entry". Throws NOT_FOUND, WRONG_STATE, BUSY. */
export async function createEntrance(
  ctx: Ctx,
  input: { eventId: string },
): Promise<{ gateId: string; checkpointId: string }> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const gateId = newId();
  const checkpointId = newId();
  const common = { tenantId: ctx.tenant.id, eventId: input.eventId, createdAt: ctx.now };
  await ctx.db.gate.create({ data: { ...common, id: gateId, name: "Main gate" } });
  await ctx.db.checkpoint.create({ data: { ...common, id: checkpointId, name: "Entry" } });
  return { gateId, checkpointId };
}

/** Gives one event the gates and checkpoints of another. Throws NOT_FOUND for the one that gets them, WRONG_STATE, BUSY. */
export async function copyEntrances(ctx: Ctx, input: { fromEventId: string; eventId: string }): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  assertCan(ctx, "events.manage", input.fromEventId);
  await holdEvent(ctx, { eventId: input.eventId });
  const common = { tenantId: ctx.tenant.id, eventId: input.eventId, createdAt: ctx.now };
  const source = { where: { eventId: input.fromEventId, deletedAt: null }, orderBy: IN_ORDER };
  const gates = await ctx.db.gate.findMany({ ...source, select: { name: true } });
  const checkpoints = await ctx.db.checkpoint.findMany({ ...source, select: { name: true, direction: true } });
  const placed = <Row>(row: Row, position: number) => ({ ...common, ...row, id: newId(), position });
  await ctx.db.gate.createMany({ data: gates.map(placed) });
  await ctx.db.checkpoint.createMany({ data: checkpoints.map(placed) });
}

/** Adds a gate behind the others. Throws NOT_FOUND, WRONG_STATE, VALIDATION_FAILED for a name the event has, BUSY. */
export async function createGate(ctx: Ctx, input: GateInput): Promise<{ id: string }> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const gates = await gatesOf(ctx, input.eventId);
  assertPartFits(gates, { name: input.name });
  const gate = { id: newId(), ...input };
  await ctx.db.gate.create({
    data: { ...gate, tenantId: ctx.tenant.id, position: placeBehind(gates), createdAt: ctx.now },
  });
  await recordAudit(ctx, noteOf("gate", "create", gate));
  return { id: gate.id };
}

/** Gives a gate another name. Throws as `createGate` does, and CONFLICT when it was edited since `revision` was read. */
export async function editGate(ctx: Ctx, input: GateEdit): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { gateId: id, eventId, name } = input;
  const gates = await gatesOf(ctx, eventId);
  const stored = gates.find((gate) => gate.id === id);
  if (!stored) throw new AppError("NOT_FOUND");
  if (stored.name === name) return;
  assertSeen(input, stored, { name: savedText(stored.name) });
  assertPartFits(gates, { id, name });
  await ctx.db.gate.updateMany({ where: { id, eventId }, data: { name, revision: { increment: 1 } } });
  await recordAudit(ctx, { ...noteOf("gate", "edit", { id, eventId }), changed: ["name"] });
}

/** Moves a gate by a place. Throws NOT_FOUND, WRONG_STATE, BUSY. */
export async function moveGate(ctx: Ctx, input: { eventId: string; gateId: string; place: Place }): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { gateId: id, eventId, place } = input;
  const ids = movedBy(await gatesOf(ctx, eventId), { id, place });
  for (const [position, each] of ids.entries())
    await ctx.db.gate.updateMany({ where: { id: each, eventId, position: { not: position } }, data: { position } });
  await recordAudit(ctx, { ...noteOf("gate", "edit", { id, eventId }), changed: ["position"] });
}

/** Takes a gate away; its scans keep naming it. Throws NOT_FOUND, LAST_ONE, WRONG_STATE, BUSY. */
export async function deleteGate(ctx: Ctx, input: { eventId: string; gateId: string }): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { gateId: id, eventId } = input;
  assertMayGo(await gatesOf(ctx, eventId), id);
  await ctx.db.gate.updateMany({ where: { id, eventId }, data: { deletedAt: ctx.now } });
  await recordAudit(ctx, noteOf("gate", "delete", { id, eventId }));
}

/** Adds a checkpoint behind the others. Throws as `createGate` does, and at the direction where nobody may come in again. */
export async function createCheckpoint(ctx: Ctx, input: CheckpointInput): Promise<{ id: string }> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const checkpoints = await checkpointsOf(ctx, input.eventId);
  assertPartFits(checkpoints, { name: input.name });
  if (input.direction === "out") await assertReentry(ctx, input.eventId);
  const checkpoint = { id: newId(), ...input };
  await ctx.db.checkpoint.create({
    data: { ...checkpoint, tenantId: ctx.tenant.id, position: placeBehind(checkpoints), createdAt: ctx.now },
  });
  await recordAudit(ctx, noteOf("checkpoint", "create", checkpoint));
  return { id: checkpoint.id };
}

/** Renames a checkpoint or turns it round. Throws as `createCheckpoint` does, CONFLICT as `editGate` does, LAST_ONE when none would lead in. */
export async function editCheckpoint(ctx: Ctx, input: CheckpointEdit): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { checkpointId: id, eventId, name, direction } = input;
  const checkpoints = await checkpointsOf(ctx, eventId);
  const stored = checkpoints.find((checkpoint) => checkpoint.id === id);
  if (!stored) throw new AppError("NOT_FOUND");
  const saved = {
    ...(stored.name === name ? {} : { name: savedText(stored.name) }),
    ...(stored.direction === direction ? {} : { direction: `Saved now: it leads ${stored.direction}.` }),
  };
  const changed = Object.keys(saved);
  if (changed.length === 0) return;
  assertSeen(input, stored, saved);
  assertPartFits(checkpoints, { id, name });
  if (stored.direction === "in" && direction === "out") {
    await assertReentry(ctx, eventId);
    assertMayGo(checkpoints.filter(leadsIn), id);
  }
  await ctx.db.checkpoint.updateMany({ where: { id, eventId }, data: { name, direction, revision: { increment: 1 } } });
  await recordAudit(ctx, { ...noteOf("checkpoint", "edit", { id, eventId }), changed });
}

/** Moves a checkpoint by a place. Throws NOT_FOUND, WRONG_STATE, BUSY. */
export async function moveCheckpoint(
  ctx: Ctx,
  input: { eventId: string; checkpointId: string; place: Place },
): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { checkpointId: id, eventId, place } = input;
  const ids = movedBy(await checkpointsOf(ctx, eventId), { id, place });
  for (const [position, each] of ids.entries())
    await ctx.db.checkpoint.updateMany({
      where: { id: each, eventId, position: { not: position } },
      data: { position },
    });
  await recordAudit(ctx, { ...noteOf("checkpoint", "edit", { id, eventId }), changed: ["position"] });
}

/** Takes a checkpoint away; its scans keep naming it. Throws NOT_FOUND, LAST_ONE when none would lead in, WRONG_STATE, BUSY. */
export async function deleteCheckpoint(ctx: Ctx, input: { eventId: string; checkpointId: string }): Promise<void> {
  assertCan(ctx, "events.manage", input.eventId);
  await holdEvent(ctx, input);
  const { checkpointId: id, eventId } = input;
  const checkpoints = await checkpointsOf(ctx, eventId);
  const isOut = checkpoints.some((checkpoint) => checkpoint.id === id && checkpoint.direction === "out");
  assertMayGo(isOut ? checkpoints : checkpoints.filter(leadsIn), id);
  await ctx.db.checkpoint.updateMany({ where: { id, eventId }, data: { deletedAt: ctx.now } });
  await recordAudit(ctx, noteOf("checkpoint", "delete", { id, eventId }));
}

function leadsIn({ direction }: { direction: string }): boolean {
  return direction === "in";
}

function gatesOf(ctx: Ctx, eventId: string) {
  return ctx.db.gate.findMany({
    where: { eventId, deletedAt: null },
    select: { id: true, name: true, position: true, revision: true },
    orderBy: IN_ORDER,
  });
}

function checkpointsOf(ctx: Ctx, eventId: string) {
  return ctx.db.checkpoint.findMany({
    where: { eventId, deletedAt: null },
    select: { id: true, name: true, direction: true, position: true, revision: true },
    orderBy: IN_ORDER,
  });
}

async function assertReentry(ctx: Ctx, eventId: string): Promise<void> {
  const open = await ctx.db.event.count({ where: { id: eventId, reentry: true } });
  if (open > 0) return;
  throw new AppError("VALIDATION_FAILED", {
    fields: { direction: "A checkpoint leads out only where people may come in again. Turn that on first." },
  });
}
