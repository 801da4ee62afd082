import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { editEvent } from "../events/commands";
import { getEventSettings } from "../events/queries";
import type { EventEdit } from "../events/schema";
import { createTicketType, deleteTicketType } from "../ticket-types/commands";
import { listTypeSettings } from "../ticket-types/queries";
import { issueTickets } from "./commands/issue-tickets";
import { revokeTicket } from "./commands/revoke-ticket";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const guest = { name: "Guest", email: "guest@example.com" };
const as = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);

async function twoTypes() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const { id: balcony } = await as(tenant, (ctx) => createTicketType(ctx, { eventId: event.id, name: "Balcony" }));
  return { tenant, event, balcony };
}

/** The edit that leaves an event as it is, with some of it changed. */
async function editOf(tenant: CtxTenant, eventId: string, changes: Partial<EventEdit> = {}): Promise<EventEdit> {
  const { id: _id, status: _status, ...stored } = await as(tenant, (ctx) => getEventSettings(ctx, { eventId }));
  const { venue, doorsOpenAt, doorsCloseAt, ...rest } = stored;
  const optional = {
    venue: venue ?? undefined,
    doorsOpenAt: doorsOpenAt ?? undefined,
    doorsCloseAt: doorsCloseAt ?? undefined,
  };
  return { ...rest, ...optional, eventId, ...changes };
}

const edit = (tenant: CtxTenant, input: EventEdit) => as(tenant, (ctx) => editEvent(ctx, input));
describe("an event's limit", () => {
  it("goes no lower than the places that are taken; revoked ones do not count", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const [ticket] = await makeTickets(world, tenant, event, 5);
    await expect(edit(tenant, await editOf(tenant, event.id, { capacity: 4 }))).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      details: { facts: { taken: 5 }, fields: { capacity: "Enter 5 or more." } },
    });
    await as(tenant, (ctx) => revokeTicket(ctx, { ticketId: ticket?.id ?? "", reason: "Mistake" }));
    await edit(tenant, await editOf(tenant, event.id, { capacity: 4 }));
    await expect(makeTickets(world, tenant, event, 1)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  it("is never below what is out, whatever is issued while it is lowered", async () => {
    for (let round = 0; round < 5; round += 1) {
      const tenant = await makeTenant(world);
      const event = await makeEvent(world, tenant, { capacity: 60 });
      const lower = await editOf(tenant, event.id, { capacity: 30 });
      const issue = () => as(tenant, (ctx) => issueTickets(ctx, { eventId: event.id, tickets: Array(5).fill(guest) }));
      const work = [issue(), issue(), issue(), edit(tenant, lower), ...Array.from({ length: 9 }, issue)];
      const outcomes = await Promise.allSettled(work);
      const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
      expect([...new Set(refused)]).toEqual(["LIMIT_EXCEEDED"]);
      const { capacity } = await editOf(tenant, event.id);
      const issued = await as(tenant, (ctx) => ctx.db.ticket.count({ where: { eventId: event.id } }));
      // Full to the brim under whichever limit came out.
      expect(issued).toBe(capacity);
    }
  });
});

describe("a ticket type", () => {
  it("stays while living tickets are of it, and one stays always", async () => {
    const { tenant, event, balcony } = await twoTypes();
    const { tickets } = await as(tenant, (ctx) =>
      issueTickets(ctx, { eventId: event.id, tickets: [{ ...guest, typeId: balcony }] }),
    );
    const remove = (ticketTypeId: string) =>
      as(tenant, (ctx) => deleteTicketType(ctx, { eventId: event.id, ticketTypeId }));
    await expect(remove(balcony)).rejects.toMatchObject({ code: "IN_USE", details: { facts: { tickets: 1 } } });
    expect(
      (await as(tenant, (ctx) => listTypeSettings(ctx, { eventId: event.id }))).map((type) => type.activeCount),
    ).toEqual([0, 1]);
    await as(tenant, (ctx) => revokeTicket(ctx, { ticketId: tickets[0]?.id ?? "", reason: "Mistake" }));
    await remove(balcony);
    await expect(remove(event.ticketTypeId)).rejects.toMatchObject({ code: "LAST_ONE" });
    await expect(remove(balcony)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("that is being removed is on no ticket that is issued meanwhile", async () => {
    const { tenant, event, balcony } = await twoTypes();
    let isHeld = () => {};
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const removing = as(tenant, async (ctx) => {
      await deleteTicketType(ctx, { eventId: event.id, ticketTypeId: balcony });
      isHeld();
      await sleep(400);
    });
    await held;
    const issuing = as(tenant, (ctx) =>
      issueTickets(ctx, { eventId: event.id, tickets: [{ ...guest, typeId: balcony }] }),
    );
    await expect(issuing).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
    await removing;
  });

  it("either stays with its ticket or goes without any, over and over", async () => {
    const { tenant, event } = await twoTypes();
    for (let round = 0; round < 6; round += 1) {
      const { id } = await as(tenant, (ctx) => createTicketType(ctx, { eventId: event.id, name: `Round ${round}` }));
      const outcomes = await Promise.allSettled([
        as(tenant, (ctx) => deleteTicketType(ctx, { eventId: event.id, ticketTypeId: id })),
        as(tenant, (ctx) => issueTickets(ctx, { eventId: event.id, tickets: [{ ...guest, typeId: id }] })),
      ]);
      expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    }
  });
});
