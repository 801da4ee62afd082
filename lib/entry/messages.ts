import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { withButtonsInTabs, withoutButtonLinks } from "@/lib/core/email-layout";
import { origin } from "@/lib/core/env";
import { AppError } from "@/lib/core/errors";
import { hasMailServer } from "@/lib/core/mail";
import { can } from "@/lib/domain/access/rules";
import { recordAudit } from "@/lib/domain/audit/commands";
import { renderInvitationEmail } from "@/lib/domain/members/emails";
import { getInvitationForMessage, getInvitationForPreview } from "@/lib/domain/members/queries";
import type { TemplateTable } from "@/lib/domain/messages/jobs";
import { getMessage } from "@/lib/domain/messages/queries";
import type { MessageSubject, MessageView, RenderedEmail, Template } from "@/lib/domain/messages/schema";
import { inlinePictures, renderTicketEmail } from "@/lib/domain/tickets/emails";
import { getTicketForMessage, getTicketForPreview } from "@/lib/domain/tickets/queries";

/** Which feature writes which email: messages stand left of tickets and cannot know. */
export const TEMPLATE_TABLE: TemplateTable = {
  ticket: async (ctx, message) => {
    const ticket = await getTicketForMessage(ctx, ticketOf(message));
    if (ticket.standing === "revoked" || ticket.standing === "refunded") return "REVOKED";
    // Given to somebody else since the message was claimed: their name is none of the old holder's business.
    if (ticket.standing === "replaced") return "SUPERSEDED";
    return renderTicketEmail(ticket, { name: ctx.tenant.name }, origin());
  },
  invitation: async (ctx, message) => {
    const invitation = await getInvitationForMessage(ctx, invitationOf(message));
    return invitation.isOpen ? renderInvitationEmail(invitation, ctx.tenant, origin()) : "WITHDRAWN";
  },
};

/** The same emails for a reader of the outbox, whatever became of what they are about; secrets only for who may see them. */
const PREVIEW_TABLE: Record<Template, (ctx: Ctx, message: MessageSubject) => Promise<RenderedEmail>> = {
  ticket: async (ctx, message) =>
    renderTicketEmail(await getTicketForPreview(ctx, ticketOf(message)), { name: ctx.tenant.name }, origin()),
  invitation: async (ctx, message) =>
    renderInvitationEmail(await getInvitationForPreview(ctx, invitationOf(message)), ctx.tenant, origin()),
};

function ticketOf({ ticketId, generation }: MessageSubject): { ticketId: string; generation: number } {
  if (ticketId === null || generation === null) throw new AppError("NOT_FOUND");
  return { ticketId, generation };
}

function invitationOf({ invitationId }: MessageSubject): { invitationId: string } {
  if (invitationId === null) throw new AppError("NOT_FOUND");
  return { invitationId };
}

/** Whether emails leave this deployment, or stay in the outbox to be read there. */
export function areEmailsDelivered(): boolean {
  return hasMailServer();
}

/** Said by the address that a preview's button opens: who reads there is not the holder. */
const FROM_OUTBOX = "from=outbox";

export type MessagePreview = {
  message: MessageView;
  subject: string;
  html: string;
  text: string;
  secretsShown: boolean;
};

/**
 * An email of the outbox as it reads, rendered again. Its code and link are masked unless the caller may see them, and each
 * such look is audited. Its button opens the page behind the link only for who may see that. Throws NOT_FOUND.
 */
export async function previewMessage(ctx: Ctx, input: { messageId: string }): Promise<MessagePreview> {
  const message = await getMessage(ctx, input);
  const email = await PREVIEW_TABLE[message.template as Template](ctx, message);
  // An invitation's is never shown where emails leave: it proves whose mailbox it came to.
  const secretsShown = can(ctx.actor, "messages.secrets.view") && !(message.invitationId && hasMailServer());
  if (secretsShown)
    await recordAudit(ctx, { action: "messages.secrets.view", subjectKind: "message", subjectId: message.id });
  const html = inlinePictures(email);
  return {
    message,
    subject: email.subject,
    html: secretsShown ? withButtonsInTabs(html, FROM_OUTBOX) : withoutButtonLinks(html),
    text: email.text,
    secretsShown,
  };
}
