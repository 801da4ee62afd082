import { cache } from "react";
import { can } from "@/lib/domain/access/rules";
import { getEvent } from "@/lib/domain/events/queries";
import { countTickets } from "@/lib/domain/tickets/queries";
import { openPage } from "@/lib/entry/page";
import { idParam } from "../../id-param";

type EventParams = { organization: string; eventId: string };

const load = cache((organization: string, eventId: string) =>
  openPage(organization, async (ctx) => {
    const event = await getEvent(ctx, { eventId });
    const counts = can(ctx.actor, "tickets.read", eventId) ? await countTickets(ctx, { eventIds: [eventId] }) : null;
    return {
      event,
      counts: counts?.get(eventId) ?? { issued: 0, activeCount: 0, inside: 0 },
      may: {
        manage: can(ctx.actor, "events.manage", eventId),
        makeMore: can(ctx.actor, "events.manage"),
        issue: can(ctx.actor, "tickets.issue", eventId),
        reissue: can(ctx.actor, "tickets.reissue", eventId),
        revoke: can(ctx.actor, "tickets.revoke", eventId),
        resend: can(ctx.actor, "messages.send", eventId),
        transfer: can(ctx.actor, "tickets.transfer", eventId),
        scan: can(ctx.actor, "gate.scan", eventId),
        seeDoor: can(ctx.actor, "check-ins.read", eventId),
        export: can(ctx.actor, "tickets.export", eventId),
        readTickets: can(ctx.actor, "tickets.read", eventId) && can(ctx.actor, "messages.read"),
      },
    };
  }),
);

/** The event, its numbers and what the caller may do with it: read once a request, however many parts of the page ask. */
export async function loadEvent(params: Promise<EventParams>) {
  const { organization, eventId } = await params;
  return load(organization, idParam(eventId));
}
