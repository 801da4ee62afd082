import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCan } from "../access/rules";
import { createApiKey } from "../api-keys/commands";
import { moveEvent } from "../events/commands";
import { createEventWithType } from "../ticket-types/commands";
import { issueTickets } from "../tickets/commands/issue-tickets";
import { demoEvent, demoGuests } from "./rules";

export const DEMO_TICKETS = 200;

/** Makes the demo's event, published and without a door window, with 200 tickets. */
export async function seedDemoEvent(ctx: Ctx): Promise<{ eventId: string }> {
  assertCan(ctx, "events.manage");
  const event = await createEventWithType(ctx, demoEvent(ctx.now, ctx.tenant.timeZone));
  await moveEvent(ctx, { eventId: event.id, move: "publish" });
  await issueTickets(ctx, { eventId: event.id, tickets: demoGuests(DEMO_TICKETS) });
  return { eventId: event.id };
}

/** Makes the demo's API key, which may use the gate and issue tickets. */
export async function createDemoKey(ctx: Ctx): Promise<{ secret: string }> {
  assertCan(ctx, "api-keys.manage");
  return createApiKey(ctx, { name: "Demo", permissions: ["gate.scan", "gate.type", "tickets.issue"] });
}
