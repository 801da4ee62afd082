import { describe, expect, it } from "vitest";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { issueTickets } from "./commands/issue-tickets";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const guests = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ name: `Guest ${n}`, email: `g${n}@example.com` }));

describe("issuing tickets", () => {
  it("numbers them from 1, in the order given, and queues an email for each in the same transaction", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, 3);
    expect(tickets.map((ticket) => ticket.number)).toEqual([1, 2, 3]);
    const kept = await act(world, tenant, admin, async (ctx) => ({
      messages: await ctx.db.message.count(),
      jobs: await ctx.db.jobRequest.findMany({ select: { kind: true, payload: true } }),
      audit: await ctx.db.auditEntry.count({ where: { action: "tickets.issue" } }),
    }));
    expect(kept.messages).toBe(3);
    expect(kept.jobs).toHaveLength(3);
    expect(kept.jobs.every((job) => job.kind === "messages.send")).toBe(true);
    expect(kept.audit).toBe(3);
  });

  it("refuses 499 + 2 over a capacity of 500 whole, and takes 499 + 1", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    await makeTickets(world, tenant, event, 499);
    await expect(makeTickets(world, tenant, event, 2)).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      details: { facts: { capacity: 500, remaining: 1 } },
    });
    expect(await act(world, tenant, admin, (ctx) => ctx.db.ticket.count({ where: { eventId: event.id } }))).toBe(499);
    const [last] = await makeTickets(world, tenant, event, 1);
    expect(last?.number).toBe(500);
    await expect(makeTickets(world, tenant, event, 1)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  it("twenty issuers at once leave no gap and no duplicate and never pass the capacity", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant, { capacity: 90 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () =>
        act(world, tenant, admin, (ctx) => issueTickets(ctx, { eventId: event.id, tickets: guests(5) })),
      ),
    );
    const issued = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value.tickets : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(issued).toHaveLength(90);
    expect(refused.map((reason) => reason.code)).toEqual(["LIMIT_EXCEEDED", "LIMIT_EXCEEDED"]);
    const rows = await act(world, tenant, admin, (ctx) =>
      ctx.db.ticket.findMany({ where: { eventId: event.id }, select: { number: true } }),
    );
    expect(rows.map((row) => row.number).sort((a, b) => a - b)).toEqual(Array.from({ length: 90 }, (_, n) => n + 1));
  });

  it("refuses a ticket type of another event, naming the line", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const other = await makeEvent(world, tenant);
    const tickets = [...guests(1), { name: "B", email: "b@example.com", typeId: other.ticketTypeId }];
    await expect(
      act(world, tenant, admin, (ctx) => issueTickets(ctx, { eventId: event.id, tickets })),
    ).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { "tickets.1.typeId": expect.any(String) } },
    });
  });
});
