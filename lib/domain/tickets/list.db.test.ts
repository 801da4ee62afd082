import { beforeAll, describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { createTicketType } from "@/lib/domain/ticket-types/commands";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { issueTickets } from "./commands/issue-tickets";
import { revokeTicket } from "./commands/revoke-ticket";
import { countTickets, listTickets } from "./queries";
import type { TicketFilter } from "./schema";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
type Asked = TicketFilter & { after?: number; before?: number; take?: number };

const listed = (tenant: CtxTenant, event: { id: string }, asked: Asked = {}) =>
  act(world, tenant, admin, (ctx) => listTickets(ctx, { eventId: event.id, ...asked }));
const numbers = async (...asked: Parameters<typeof listed>) =>
  (await listed(...asked)).tickets.map(({ number }) => number);

describe("a search of the tickets", () => {
  let tenant: CtxTenant;
  let event: MadeEvent;
  const guests: [name: string, email: string][] = [
    ["Tomás García", "tomas@example.com"],
    ["Garcia Lopez", "lopez_100%@example.com"],
    ["Ana 3", "ana.lopez@example.com"],
    ["Ben \\ Cruz", "ben@example.com"],
    ["Øyvind Ås", "oyvind@example.com"],
  ];

  beforeAll(async () => {
    tenant = await makeTenant(world);
    event = await makeEvent(world, tenant);
    const tickets = guests.map(([name, email]) => ({ name, email }));
    await act(world, tenant, admin, (ctx) => issueTickets(ctx, { eventId: event.id, tickets }));
    await act(world, tenant, admin, ({ db }) =>
      db.ticket.updateMany({ where: { number: 5 }, data: { reference: "VIP-9", search: "oyvind vip-9" } }),
    );
  });

  it.each([
    ["garcia", [1, 2]],
    ["GARCÍA tomas", [1]],
    ["lopez gar", [2]],
    ["tomas lopez", []],
    ["example.com", [1, 2, 3, 4]],
    ["vip-9", [5]],
    // None of these is more than what was typed.
    ["%", [2]],
    ["_", [2]],
    ["100%", [2]],
    ["l_pez", []],
    ["\\", [4]],
    ["'; DROP TABLE tickets; --", []],
    // Ticket 3 stands first, also before those whose text has a 3.
    ["3", [3]],
    ["#1", [1]],
    ["0002", [2]],
    ["ana 3", [3]],
    ["99", []],
  ])("%j finds %j", async (search, found) => {
    expect(await numbers(tenant, event, { search })).toEqual(found);
    expect((await listed(tenant, event, { search })).count).toBe(found.length);
  });

  it("that is a number puts that ticket before others whose text has it, once", async () => {
    const many = await makeEvent(world, tenant);
    const tickets = Array.from({ length: 9 }, (_, n) => ({ name: `Table 7 seat ${n}`, email: `s${n}@example.com` }));
    await act(world, tenant, admin, (ctx) => issueTickets(ctx, { eventId: many.id, tickets }));
    const first = await listed(tenant, many, { search: "7", take: 4 });
    expect(first.tickets.map(({ number }) => number)).toEqual([7, 1, 2, 3, 4]);
    expect(first.count).toBe(9);
    expect(await numbers(tenant, many, { search: "7", take: 4, after: first.after ?? 0 })).toEqual([5, 6, 8, 9]);
    expect(await numbers(tenant, many, { search: "7", take: 4, before: 5 })).toEqual([7, 1, 2, 3, 4]);
  });
});

describe("a filter of the tickets", () => {
  it("goes by standing, type and email, and all of them narrow each other", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const balcony = await act(world, tenant, admin, (ctx) =>
      createTicketType(ctx, { eventId: event.id, name: "Balcony" }),
    );
    const made = await makeTickets(world, tenant, event, 6);
    const id = (number: number) => made[number - 1]?.id ?? "";
    const gate = gateAt(world, tenant, event);
    await gate.confirm(await gate.preview((await secretsOf(world, tenant, id(2))).code));
    await act(world, tenant, admin, async (ctx) => {
      await revokeTicket(ctx, { ticketId: id(3), reason: "Lost" });
      await ctx.db.ticket.updateMany({ where: { id: id(4) }, data: { leftAt: ctx.now, openedAt: ctx.now } });
      await ctx.db.ticket.updateMany({ where: { id: id(5) }, data: { state: "unpaid", ticketTypeId: balcony.id } });
      await ctx.db.ticket.updateMany({ where: { id: id(6) }, data: { state: "refunded" } });
      await ctx.db.message.updateMany({ where: { ticketId: { in: [id(1), id(2)] } }, data: { state: "failed" } });
      await ctx.db.message.updateMany({ where: { ticketId: id(3) }, data: { state: "bounced" } });
      await ctx.db.message.updateMany({ where: { ticketId: id(4) }, data: { state: "sent" } });
    });
    const filters: [TicketFilter, number[]][] = [
      [{ standing: "valid" }, [1]],
      [{ standing: "used" }, [2]],
      [{ standing: "revoked" }, [3]],
      [{ standing: "left" }, [4]],
      [{ standing: "unpaid" }, [5]],
      [{ standing: "refunded" }, [6]],
      [{ typeId: balcony.id }, [5]],
      [{ email: "failed" }, [1, 2]],
      [{ email: "bounced" }, [3]],
      [{ email: "unsent" }, [5, 6]],
      [{ email: "opened" }, [4]],
      [{ email: "unopened" }, [1, 2, 3, 5, 6]],
      [{ email: "failed", standing: "used" }, [2]],
      [{ email: "failed", search: "guest-1@" }, [1]],
      [{ typeId: balcony.id, standing: "valid" }, []],
    ];
    for (const [filter, found] of filters) {
      const page = await listed(tenant, event, filter);
      expect([filter, page.tickets.map(({ number }) => number), page.count]).toEqual([filter, found, found.length]);
    }
    expect((await listed(tenant, event, { standing: "left" })).tickets).toMatchObject([{ standing: "left" }]);
  });

  it("goes by the latest email: one that failed before another was queued is no failed one", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    await makeTickets(world, tenant, event, 1);
    const resent = { template: "ticket", generation: 1, recipient: "guest-1@example.com", state: "sent" as const };
    await act(world, tenant, admin, async ({ db, now }) => {
      const { id: ticketId } = await db.ticket.findFirstOrThrow({ select: { id: true } });
      await db.message.updateMany({ data: { state: "failed" } });
      const createdAt = new Date(now.getTime() + 1000);
      await db.message.create({
        data: { ...resent, tenantId: tenant.id, id: crypto.randomUUID(), ticketId, createdAt },
      });
    });
    expect(await numbers(tenant, event, { email: "failed" })).toEqual([]);
    expect((await listed(tenant, event)).tickets[0]?.message?.state).toBe("sent");
  });

  it("by email is for who may see emails", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    await makeTickets(world, tenant, event, 1);
    const reader = person(["tickets.read"]);
    const ask = (filter: TicketFilter) =>
      act(world, tenant, reader, (ctx) => listTickets(ctx, { eventId: event.id, ...filter }));
    await expect(ask({ email: "failed" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await ask({})).tickets).toMatchObject([{ number: 1, message: null }]);
  });
});

describe("the pages of a list", () => {
  it("lose and repeat nothing, there and back, while tickets are issued", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    await makeTickets(world, tenant, event, 22);
    const there: number[][] = [];
    let page = await listed(tenant, event, { take: 5 });
    expect(page.before).toBeNull();
    for (;;) {
      there.push(page.tickets.map(({ number }) => number));
      if (page.after === null) break;
      await makeTickets(world, tenant, event, 1);
      page = await listed(tenant, event, { take: 5, after: page.after });
    }
    const last = there.flat().length;
    expect(there.flat()).toEqual(Array.from({ length: last }, (_, n) => n + 1));
    expect(last).toBeGreaterThanOrEqual(26);

    const back: number[][] = [there.at(-1) ?? []];
    while (page.before !== null) {
      await makeTickets(world, tenant, event, 1);
      page = await listed(tenant, event, { take: 5, before: page.before });
      back.unshift(page.tickets.map(({ number }) => number));
    }
    expect(back).toEqual(there);
  });

  it("go through a filter's matches alone, and start over when the page before is short", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    await makeTickets(world, tenant, event, 30);
    const filter = { search: "guest-1" };
    expect(await numbers(tenant, event, { ...filter, take: 4 })).toEqual([1, 10, 11, 12]);
    const second = await listed(tenant, event, { ...filter, take: 4, after: 12 });
    expect(second.tickets.map(({ number }) => number)).toEqual([13, 14, 15, 16]);
    expect(await numbers(tenant, event, { ...filter, take: 4, before: second.before ?? 0 })).toEqual([1, 10, 11, 12]);
    const short = await listed(tenant, event, { ...filter, take: 4, before: 11 });
    expect([short.tickets.map(({ number }) => number), short.before, short.after]).toEqual([[1, 10, 11, 12], null, 12]);
    expect((await listed(tenant, event, { ...filter, take: 4, after: 19 })).tickets).toEqual([]);
  });
});

it("the counts of an event never have more inside than are active: who was revoked inside is none of these", async () => {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [first, second] = await makeTickets(world, tenant, event, 2);
  const gate = gateAt(world, tenant, event);
  for (const ticket of [first, second])
    await gate.confirm(await gate.preview((await secretsOf(world, tenant, ticket?.id ?? "")).code));
  await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: first?.id ?? "", reason: "Chargeback" }));
  const counts = await act(world, tenant, admin, (ctx) => countTickets(ctx, { eventIds: [event.id] }));
  expect(counts.get(event.id)).toEqual({ issued: 2, activeCount: 1, inside: 1 });
});
