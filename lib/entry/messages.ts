import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { origin } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { hasMailServer } from "@/lib/core/mail";
import { can } from "@/lib/domain/access/rules";
import { recordAudit } from "@/lib/domain/audit/commands";
import type { TemplateTable } from "@/lib/domain/messages/jobs";
import { getMessage } from "@/lib/domain/messages/queries";
import type { MessageView } from "@/lib/domain/messages/schema";
import { inlinePictures, renderTicketEmail } from "@/lib/domain/tickets/emails";
import { getTicketForMessage, getTicketForPreview } from "@/lib/domain/tickets/queries";

/** Which feature writes which email: messages stand left of tickets and cannot know. */
export const TEMPLATE_TABLE: TemplateTable = {
  ticket: async (ctx, message) => {
    const ticket = await getTicketForMessage(ctx, message);
    const isDead = ticket.standing === "revoked" || ticket.standing === "refunded";
    return isDead ? "REVOKED" : renderTicketEmail(ticket, { name: ctx.tenant.name }, origin());
  },
};

/** Whether emails leave this deployment, or stay in the outbox to be read there. */
export function areEmailsDelivered(): boolean {
  return hasMailServer();
}

export type MessagePreview = {
  message: MessageView;
  subject: string;
  html: string;
  text: string;
  secretsShown: boolean;
};

/**
 * An email of the outbox as it reads, rendered again. Its code and link are masked unless the caller may see them, and each
 * such look is audited. Throws NOT_FOUND.
 */
export async function previewMessage(ctx: Ctx, input: { messageId: string }): Promise<MessagePreview> {
  const message = await getMessage(ctx, input);
  if (message.ticketId === null || message.generation === null) throw new AppError("NOT_FOUND");
  const ticket = await getTicketForPreview(ctx, { ticketId: message.ticketId, generation: message.generation });
  const secretsShown = can(ctx.actor, "messages.secrets.view");
  const email = await renderTicketEmail(ticket, { name: ctx.tenant.name }, origin());
  if (secretsShown)
    await recordAudit(ctx, { action: "messages.secrets.view", subjectKind: "message", subjectId: message.id });
  return { message, subject: email.subject, html: inlinePictures(email), text: email.text, secretsShown };
}
