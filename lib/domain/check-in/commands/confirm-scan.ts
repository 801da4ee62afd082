import "server-only";
import { actorId, type Ctx } from "@/lib/core/ctx";
import { isUniqueViolation } from "@/lib/core/db/database-errors";
import { AppError } from "@/lib/core/errors";
import { inTenantLane } from "@/lib/core/lanes";
import { noteForLog } from "@/lib/core/log-context";
import { assertCan, assertCanSomewhere } from "../../access/rules";
import { answerAgain, gateFacts, principalOf } from "../answers";
import { decide } from "../decide";
import { type PreviewClaims, readPreview } from "../preview-token";
import { mayNameNewScan, ticketLane } from "../rules";
import type { ConfirmInput, ConfirmResult } from "../schema";
import { GATE_ADMIT, GATE_CHECK_OUT, GATE_REFUSE, type RecordedScan } from "../sql";

/**
 * Admits the ticket of a preview, or checks it out, as the preview's checkpoint faces; exactly once however often and from
 * wherever it is asked; the same scan id is given the same answer again. Order: signature, then the scan id's record, then
 * expiry, then the movement. Throws VALIDATION_FAILED for a forged token and for a new scan id that is no UUIDv7, FORBIDDEN for
 * another's, SCAN_ID_REUSED, PREVIEW_EXPIRED, PREVIEW_STALE when the ticket changed and is still ready, DEVICE_REVOKED, and BUSY
 * when others hold the ticket: then nothing was done, and the same scan id may be sent again.
 */
export async function confirmScan(ctx: Ctx, input: ConfirmInput): Promise<ConfirmResult> {
  assertCanSomewhere(ctx, "gate.scan");
  const preview = readPreview(input.previewToken);
  assertCan(ctx, "gate.scan", preview.eventId);
  if (
    preview.tenantId !== ctx.tenant.id ||
    preview.deviceId !== input.deviceId ||
    preview.principal !== principalOf(ctx.actor)
  ) {
    throw new AppError("FORBIDDEN");
  }
  noteForLog({ eventId: preview.eventId, ticketId: preview.ticketId });
  return inTenantLane(ctx, ticketLane(preview.ticketId), () => movePreviewed(ctx, input, preview));
}

async function movePreviewed(ctx: Ctx, input: ConfirmInput, preview: PreviewClaims): Promise<ConfirmResult> {
  const codeHash = preview.codeHash === null ? null : Buffer.from(preview.codeHash, "base64url");
  const where = [preview.gateId, preview.checkpointId, preview.method, codeHash, ctx.actor.kind, actorId(ctx.actor)];
  const isTooOld = ctx.now.getTime() >= preview.expiresAt;
  const move = preview.direction === "out" ? GATE_CHECK_OUT : GATE_ADMIT;
  const movement = [
    input.scanId,
    preview.eventId,
    preview.ticketId,
    preview.version,
    preview.gateVersion,
    preview.deviceId,
    ...where,
    isTooOld || !mayNameNewScan(input.scanId),
    ctx.now,
  ];
  const answer = await ctx.call(move, movement).catch((error: unknown) => {
    // The same scan id moved another ticket at this very moment: the second look finds that on record.
    if (isUniqueViolation(error)) return ctx.call(move, movement);
    throw error;
  });

  if (answer.ticket) {
    const { type, ...ticket } = answer.ticket;
    const shown = { ticket: type === null ? ticket : { ...ticket, type } };
    const checkInId = input.scanId;
    const [admittedAt, checkedOutAt] = [answer.admittedAt?.toISOString(), answer.checkedOutAt?.toISOString()];
    if (admittedAt) return { verdict: "ADMITTED", ...shown, admittedAt, checkInId };
    if (checkedOutAt) return { verdict: "CHECKED_OUT", ...shown, checkedOutAt, checkInId };
  }
  if (answer.expired && isTooOld) throw new AppError("PREVIEW_EXPIRED");
  if (answer.expired) throw new AppError("VALIDATION_FAILED", { fields: { scanId: "Make a UUIDv7 for this." } });
  const facts = answer.facts ?? { event: null, ticket: null };
  if (answer.recorded) {
    assertSameScan(ctx, preview, answer.recorded);
    return answerAgain(answer.recorded, facts);
  }
  const { event, ticket } = facts;
  if (answer.deviceRevoked) throw new AppError("DEVICE_REVOKED");
  if (!event) throw new AppError("NOT_FOUND");
  const verdict = decide(gateFacts(preview.direction, { event, ticket }, preview.codeGeneration), ctx.now);
  if (verdict === "READY") throw new AppError("PREVIEW_STALE");
  const recorded = await ctx.call(GATE_REFUSE, [
    input.scanId,
    preview.eventId,
    preview.ticketId,
    verdict,
    preview.deviceId,
    ...where,
    0,
    ctx.now,
    preview.direction,
  ]);
  if (!recorded) throw new AppError("NOT_FOUND");
  assertSameScan(ctx, preview, recorded);
  return answerAgain(recorded, facts);
}

/** A scan id stands for one ticket at one event, one way, from one device and caller; anything else is a mistake or a trick. */
function assertSameScan(ctx: Ctx, preview: PreviewClaims, scan: RecordedScan): void {
  const isSame =
    scan.ticketId === preview.ticketId &&
    scan.eventId === preview.eventId &&
    scan.deviceId === preview.deviceId &&
    scan.direction === preview.direction &&
    scan.actorKind === ctx.actor.kind &&
    scan.actorId === actorId(ctx.actor) &&
    scan.verdict !== "UNDONE";
  if (!isSame) throw new AppError("SCAN_ID_REUSED");
}
