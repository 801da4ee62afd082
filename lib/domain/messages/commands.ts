import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { requestJobs } from "@/lib/core/jobs";
import { assertCan, can } from "../access/rules";
import { SEND_JOB, type Template } from "./schema";

export type MessageRequest = { template: Template; ticketId: string; generation: number; recipient: string };

/** Puts emails into the outbox and asks for their sending, all or none, in the caller's transaction. */
export async function queueTicketMessages(
  ctx: Ctx,
  input: { eventId: string; messages: MessageRequest[] },
): Promise<void> {
  // Whoever may replace a ticket may also send the new one.
  if (!can(ctx.actor, "tickets.reissue", input.eventId)) assertCan(ctx, "tickets.issue", input.eventId);
  const rows = input.messages.map((message) => ({
    ...message,
    tenantId: ctx.tenant.id,
    id: newId(),
    createdAt: ctx.now,
  }));
  await ctx.db.message.createMany({ data: rows });
  await requestJobs(
    ctx,
    SEND_JOB,
    rows.map((row) => ({ messageId: row.id })),
  );
}
