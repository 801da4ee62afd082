import "server-only";
import { actorId, type Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { hashSecret } from "@/lib/core/keys";
import { inTenantLane } from "@/lib/core/lanes";
import { noteForLog } from "@/lib/core/log-context";
import { assertCan, can } from "../../access/rules";
import { findTypedGeneration } from "../../tickets/queries";
import { parseCode, parseTyped } from "../../tickets/rules";
import { gateFacts, principalOf, shownCheckIn, shownTicket } from "../answers";
import { decide, windowEnd } from "../decide";
import { signPreview } from "../preview-token";
import { countShift, NEW_DEVICES, PREVIEW_LIFE_MS, REFUSAL_QUIET_SECONDS, ticketLane } from "../rules";
import type { PreviewInput, PreviewResult, ScanMethod } from "../schema";
import { GATE_PREVIEW, GATE_REFUSE, type Look } from "../sql";

/**
 * Says what a code, a typed number or a ticket found by search would do at this gate now, moving nobody. A refusal of a
 * well-formed one leaves a scan row. Throws FORBIDDEN, NOT_FOUND for an event that is not this organization's,
 * DEVICE_REVOKED, TOO_MANY_DEVICES, BUSY, and VALIDATION_FAILED for a gate or checkpoint of another event, and for a checkpoint that faces out
 * where there is no re-entry.
 */
export async function previewScan(ctx: Ctx, input: PreviewInput): Promise<PreviewResult> {
  assertCan(ctx, "gate.scan", input.eventId);
  const reading = readCode(ctx, input);
  if (!reading) return { verdict: "INVALID" };

  const look = await ctx.call(GATE_PREVIEW, [
    input.eventId,
    reading.hash,
    reading.typed?.number ?? null,
    input.device.id,
    input.device.label,
    input.gateId ?? null,
    input.checkpointId ?? null,
    ctx.now,
    reading.ticketId,
    ctx.actor.kind,
    actorId(ctx.actor),
    NEW_DEVICES.callerInAnHour,
    NEW_DEVICES.callerInThirtyDays,
    NEW_DEVICES.organizationInThirtyDays,
  ]);
  if (!look.event) throw new AppError("NOT_FOUND");
  if (look.tooManyDevices) throw new AppError("TOO_MANY_DEVICES");
  if (look.deviceRevoked) throw new AppError("DEVICE_REVOKED");
  if (input.gateId && !look.gateId)
    throw new AppError("VALIDATION_FAILED", { fields: { gateId: "This event has no such gate." } });
  if (input.checkpointId && !look.checkpointId) {
    throw new AppError("VALIDATION_FAILED", { fields: { checkpointId: "This event has no such checkpoint." } });
  }
  const direction = look.direction ?? "in";
  if (direction === "out" && !look.event.reentry) {
    throw new AppError("VALIDATION_FAILED", { fields: { checkpointId: "This event does not check people out." } });
  }

  const codeGeneration = generationOf(ctx, reading, { eventId: input.eventId, look });
  const ticket = codeGeneration === null ? null : look.ticket;
  const facts = gateFacts(direction, { event: look.event, ticket }, codeGeneration ?? 0);
  const verdict = decide(facts, ctx.now);
  noteForLog({ verdict, ticketId: ticket?.id });

  if (verdict === "READY" && ticket && facts.ticket && codeGeneration !== null) {
    const lifeEnd = ctx.now.getTime() + PREVIEW_LIFE_MS;
    const expiresAt = Math.min(lifeEnd, windowEnd(direction, facts.ticket, facts.event)?.getTime() ?? lifeEnd);
    const previewToken = signPreview({
      tenantId: ctx.tenant.id,
      eventId: input.eventId,
      gateVersion: look.event.gateVersion,
      ticketId: ticket.id,
      version: ticket.version,
      codeGeneration,
      deviceId: input.device.id,
      principal: principalOf(ctx.actor),
      gateId: look.gateId ?? null,
      checkpointId: look.checkpointId ?? null,
      method: reading.method,
      direction,
      codeHash: reading.hash?.toString("base64url") ?? null,
      expiresAt,
    });
    return {
      verdict,
      direction,
      shift: countShift(direction, ticket),
      ticket: shownTicket(ticket, look.event),
      previewToken,
      expiresAt: new Date(expiresAt).toISOString(),
    };
  }

  const keepRefusal = () =>
    ctx.call(GATE_REFUSE, [
      newId(),
      input.eventId,
      ticket?.id ?? null,
      verdict,
      input.device.id,
      look.gateId ?? null,
      look.checkpointId ?? null,
      reading.method,
      reading.hash,
      ctx.actor.kind,
      actorId(ctx.actor),
      REFUSAL_QUIET_SECONDS,
      ctx.now,
      direction,
    ]);
  // Its row names the ticket's, and waits for that one where somebody holds it.
  await (ticket ? inTenantLane(ctx, ticketLane(ticket.id), keepRefusal) : keepRefusal());
  if (!ticket) return { verdict };
  if (verdict === "WRONG_EVENT")
    return can(ctx.actor, "events.read", ticket.eventId) ? { verdict, otherEvent: ticket.eventName } : { verdict };
  const firstCheckIn = verdict === "ALREADY_CHECKED_IN" ? shownCheckIn(ticket) : null;
  return { verdict, ticket: shownTicket(ticket, look.event), ...(firstCheckIn ? { firstCheckIn } : {}) };
}

type Reading = {
  hash: Buffer | null;
  typed: { number: number; check: string } | null;
  ticketId: string | null;
  method: ScanMethod;
};

const NOTHING_READ = { hash: null, typed: null, ticketId: null };

/** What was read, in the form the look-up takes; null when it is malformed, which costs no database read. */
function readCode(ctx: Ctx, input: PreviewInput): Reading | null {
  if (input.ticketId !== undefined) {
    // No code is shown: whoever may search vouches for the person.
    assertCan(ctx, "gate.search", input.eventId);
    return { ...NOTHING_READ, ticketId: input.ticketId, method: "search" };
  }
  if (input.typed !== undefined) {
    // Four letters can be guessed where a code cannot: typing has a permission of its own, and a limit of its own.
    assertCan(ctx, "gate.type", input.eventId);
    const typed = parseTyped(input.typed);
    return typed && { ...NOTHING_READ, typed, method: "typed" };
  }
  const code = parseCode(input.code ?? "");
  return code === null ? null : { ...NOTHING_READ, hash: hashSecret(code), method: input.method ?? "camera" };
}

/** The generation of the code or letters that were read; null when they belong to no ticket found. */
function generationOf(ctx: Ctx, reading: Reading, found: { eventId: string; look: Look }): number | null {
  const { eventId, look } = found;
  if (!reading.typed) return look.codeGeneration ?? null;
  if (!look.ticket) return null;
  return findTypedGeneration(ctx, {
    eventId,
    ticketId: look.ticket.id,
    check: reading.typed.check,
    codes: look.codes ?? [],
  });
}
