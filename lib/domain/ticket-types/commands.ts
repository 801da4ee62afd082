import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { assertCan } from "../access/rules";
import { recordAudit } from "../audit/commands";
import { createEvent } from "../events/commands";
import type { EventInput } from "../events/schema";

export type TicketTypeInput = { eventId: string; name: string; position?: number; validFrom?: Date; validUntil?: Date };

/** Adds a kind of ticket to an event. */
export async function createTicketType(ctx: Ctx, input: TicketTypeInput): Promise<{ id: string }> {
  assertCan(ctx, "events.manage", input.eventId);
  const id = newId();
  await ctx.db.ticketType.create({
    data: {
      tenantId: ctx.tenant.id,
      id,
      eventId: input.eventId,
      name: input.name,
      position: input.position ?? 0,
      validFrom: input.validFrom ?? null,
      validUntil: input.validUntil ?? null,
      createdAt: ctx.now,
    },
  });
  await recordAudit(ctx, {
    action: "ticket-types.create",
    subjectKind: "ticket-type",
    subjectId: id,
    eventId: input.eventId,
  });
  return { id };
}

/** Makes an event that tickets can be issued for at once: with one ticket type, "General admission". Throws as `createEvent` does. */
export async function createEventWithType(
  ctx: Ctx,
  input: EventInput,
): Promise<{ id: string; slug: string; ticketTypeId: string }> {
  assertCan(ctx, "events.manage");
  const event = await createEvent(ctx, input);
  const type = await createTicketType(ctx, { eventId: event.id, name: "General admission" });
  return { ...event, ticketTypeId: type.id };
}
