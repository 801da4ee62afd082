import { LIFE_TAKE, type LifeSources, lifeStart } from "@/components/tickets/ticket-life";
import { can } from "@/lib/domain/access/rules";
import { findActorNames, listTicketAudit } from "@/lib/domain/audit/queries";
import { listTicketScans } from "@/lib/domain/check-in/queries";
import { listTicketMessages } from "@/lib/domain/messages/queries";
import { getTicket } from "@/lib/domain/tickets/queries";
import { openPage } from "@/lib/entry/page";

/** All that a ticket's life is told from, as far as the caller may see it; its page begins at the cursor's moment. */
export function loadLife(organization: string, asked: { ticketId: string; cursor?: string }): Promise<LifeSources> {
  const { ticketId, cursor } = asked;
  return openPage(organization, async (ctx) => {
    const ticket = await getTicket(ctx, { ticketId });
    const { eventId } = ticket;
    const stretch = { eventId, ticketId, from: lifeStart(cursor), take: LIFE_TAKE };
    const audit = await listTicketAudit(ctx, stretch);
    const messages = can(ctx.actor, "messages.read") ? await listTicketMessages(ctx, stretch) : [];
    const scans = can(ctx.actor, "check-ins.read", eventId) ? await listTicketScans(ctx, stretch) : [];
    const actors = [...audit, ...scans].map(({ actorKind, actorId }) => ({ kind: actorKind, id: actorId }));
    return { ticket, audit, messages, scans, names: await findActorNames(ctx, { actors }) };
  });
}
