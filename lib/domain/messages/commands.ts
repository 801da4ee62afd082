import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { insertNewRows } from "@/lib/core/db/insert-rows";
import { newId } from "@/lib/core/ids";
import { requestJobs } from "@/lib/core/jobs";
import { assertCan, can } from "../access/rules";
import { SEND_JOB, type Template } from "./schema";

export type MessageRequest = { template: Template; ticketId: string; generation: number; recipient: string };

/** Whoever may cause an email may also send it. */
const CAUSES = ["tickets.issue", "tickets.reissue", "tickets.transfer", "messages.send"] as const;

/**
 * Puts emails into the outbox and asks for their sending, in the caller's transaction. An email that is on its way already,
 * of the same ticket and generation, is not put there twice; the answer names the tickets whose email was.
 */
export async function queueTicketMessages(
  ctx: Ctx,
  input: { eventId: string; messages: MessageRequest[] },
): Promise<{ ticketIds: string[] }> {
  if (!CAUSES.some((cause) => can(ctx.actor, cause, input.eventId))) assertCan(ctx, "messages.send", input.eventId);
  const rows = input.messages.map((message) => ({ ...message, id: newId(), createdAt: ctx.now }));
  const made = await insertNewRows(ctx, "messages", rows);
  const queued = rows.filter(({ id }) => made.has(id));
  await requestJobs(
    ctx,
    SEND_JOB,
    queued.map(({ id }) => ({ messageId: id })),
  );
  return { ticketIds: queued.map(({ ticketId }) => ticketId) };
}

/** Takes back a ticket's emails that nobody has begun to send, because their address was wrong. */
export async function withdrawQueued(ctx: Ctx, input: { eventId: string; ticketId: string }): Promise<void> {
  assertCan(ctx, "messages.send", input.eventId);
  await ctx.db.message.updateMany({
    where: { ticketId: input.ticketId, state: "queued" },
    data: { state: "failed", failure: "ADDRESS_CORRECTED", nextTryAt: null },
  });
}

/** Takes back a ticket's emails that wait for their next try, so that one which is asked for now takes their place. */
export async function withdrawDeferred(ctx: Ctx, input: { eventId: string; ticketId: string }): Promise<void> {
  assertCan(ctx, "messages.send", input.eventId);
  await ctx.db.message.updateMany({
    where: { ticketId: input.ticketId, state: "queued", nextTryAt: { not: null } },
    data: { state: "failed", failure: "ASKED_AGAIN", nextTryAt: null },
  });
}

/** Puts the email of an invitation into the outbox and asks for its sending, in the caller's transaction. */
export async function queueInvitationMessage(
  ctx: Ctx,
  input: { invitationId: string; recipient: string },
): Promise<void> {
  assertCan(ctx, "members.manage");
  const id = newId();
  const template: Template = "invitation";
  await ctx.db.message.create({ data: { ...input, template, tenantId: ctx.tenant.id, id, createdAt: ctx.now } });
  await requestJobs(ctx, SEND_JOB, [{ messageId: id }]);
}
