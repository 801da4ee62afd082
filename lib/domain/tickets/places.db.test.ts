import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { holdRow, untilWaiting } from "@/lib/testing/locks";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { moveEvent } from "../events/commands";
import { issueListed } from "./commands/issue-listed";
import { issueTickets } from "./commands/issue-tickets";
import { restoreTicket } from "./commands/restore-ticket";
import { revokeTicket } from "./commands/revoke-ticket";
import { revokeChunk } from "./jobs";
import { RECOUNT_EVENTS } from "./sql";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
const guests = (count: number) => Array.from({ length: count }, () => ({ name: "Guest", email: "guest@example.com" }));
const issue = (tenant: CtxTenant, event: MadeEvent, count = 1) =>
  act(world, tenant, admin, (ctx) => issueTickets(ctx, { eventId: event.id, tickets: guests(count) }));
const codesOf = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.map((outcome) => (outcome.status === "fulfilled" ? "done" : outcome.reason.code));

type Books = { taken: number; nextNumber: number; valid: number; last: number; tickets: number };
/** The counters beside what the tickets say. */
async function booksOf(event: { id: string }): Promise<Books | undefined> {
  const rows = await owner.rows<Books>(
    `SELECT c.taken, c.next_number AS "nextNumber", count(t.id) FILTER (WHERE t.state IN ('valid', 'unpaid'))::int AS valid,
       coalesce(max(t.number), 0) AS last, count(t.id)::int AS tickets
     FROM event_counters c LEFT JOIN tickets t ON t.event_id = c.event_id WHERE c.event_id = $1 GROUP BY c.tenant_id, c.event_id`,
    [event.id],
  );
  return rows[0];
}
const expectRight = async (event: { id: string }) => {
  const books = await booksOf(event);
  expect(books).toEqual({ ...books, taken: books?.valid, nextNumber: (books?.last ?? 0) + 1, last: books?.tickets });
  return books?.valid ?? 0;
};

const KINDS = ["issue", "issue", "list", "revoke", "revoke-many", "restore"] as const;
type Step = { kind: (typeof KINDS)[number]; number: number; count: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom(...KINDS),
  number: fc.integer({ min: 1, max: 12 }),
  count: fc.integer({ min: 1, max: 6 }),
});

describe("an event's places", () => {
  it("are what its tickets say, and numbers have no gap, whatever is done at once", async () => {
    const tenant = await makeTenant(world);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { minLength: 1, maxLength: 6 }), { maxLength: 6 }), async (rounds) => {
        const event = await makeEvent(world, tenant, { capacity: 20 });
        for (const round of rounds) {
          const outcomes = await Promise.allSettled(round.map((one) => take(tenant, event, one)));
          // BUSY: beside other load the event's row can be longer in coming than anybody waits. Then nothing was done.
          const allowed = ["done", "LIMIT_EXCEEDED", "WRONG_STATE", "NOT_FOUND", "BUSY"];
          expect(codesOf(outcomes).filter((code) => !allowed.includes(code))).toEqual([]);
          expect(await expectRight(event)).toBeLessThanOrEqual(20);
        }
      }),
      // What fails once beside others is not made smaller by trying it a hundred times more.
      { numRuns: 8, endOnFailure: true },
    );
  }, 120_000);

  it("are taken until the last one, and what remains is said", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant, { capacity: 3 });
    await issue(tenant, event, 2);
    await expect(issue(tenant, event, 2)).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      details: { facts: { capacity: 3, remaining: 1 } },
    });
    expect(await booksOf(event)).toEqual({ taken: 2, nextNumber: 3, valid: 2, last: 2, tickets: 2 });
  });

  it("are no longer taken once the end of the event has committed, by those who waited for it neither", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const [ticket] = await makeTickets(world, tenant, event, 1);
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: ticket?.id ?? "", reason: "Mistake" }));
    let waiting: Promise<PromiseSettledResult<unknown>[]> | undefined;
    await act(world, tenant, admin, async (ctx) => {
      await moveEvent(ctx, { eventId: event.id, move: "end" });
      waiting = Promise.allSettled([
        issue(tenant, event),
        act(world, tenant, admin, (tx) => restoreTicket(tx, { ticketId: ticket?.id ?? "" })),
      ]);
      await untilWaiting(owner, 2);
    });
    expect(codesOf((await waiting) ?? [])).toEqual(["WRONG_STATE", "WRONG_STATE"]);
    expect(await expectRight(event)).toBe(0);
    await act(world, tenant, admin, (ctx) => moveEvent(ctx, { eventId: event.id, move: "reopen" }));
    await issue(tenant, event);
    expect(await expectRight(event)).toBe(1);
  });

  it("that somebody is taking are waited for by the end of the event", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    let ended: Promise<void> | undefined;
    await act(world, tenant, admin, async (ctx) => {
      await issueTickets(ctx, { eventId: event.id, tickets: guests(1) });
      ended = act(world, tenant, admin, (tx) => moveEvent(tx, { eventId: event.id, move: "cancel" }));
      await untilWaiting(owner, 1);
    });
    await ended;
    await expect(issue(tenant, event)).rejects.toMatchObject({ code: "WRONG_STATE" });
    expect(await expectRight(event)).toBe(1);
  });

  it("held by somebody for long are not waited for: come again", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const sql = "SELECT FROM event_counters WHERE event_id = $1 FOR NO KEY UPDATE";
    const held = await holdRow(world, sql, [event.id]);
    const refused = codesOf(await Promise.allSettled([issue(tenant, event)]));
    await held.release();
    expect(refused).toEqual(["BUSY"]);
    await issue(tenant, event);
  });
});

describe("the recount", () => {
  const recount = async () => (await world.db.systemPool.query(RECOUNT_EVENTS)).rows;

  it("finds nothing where commands were at work, names what differs, notes it and mends nothing", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant, {
      startsAt: new Date(),
      endsAt: new Date(Date.now() + 3_600_000),
    });
    await issue(tenant, event, 3);
    const ours = async () => (await recount()).filter(({ eventId }) => eventId === event.id);
    expect(await ours()).toEqual([]);
    await owner.rows("UPDATE event_counters SET taken = 2, next_number = 9 WHERE event_id = $1", [event.id]);
    const found = { eventId: event.id, takenDrift: -1, numberDrift: 5, peopleDrift: 0 };
    expect(await ours()).toEqual([found]);
    expect(await ours()).toEqual([found]);
    const noted = () =>
      owner.rows("SELECT taken, taken_drift, number_drift FROM event_counters WHERE event_id = $1", [event.id]);
    expect(await noted()).toEqual([{ taken: 2, taken_drift: -1, number_drift: 5 }]);
    await owner.rows("UPDATE event_counters SET taken = 3, next_number = 4 WHERE event_id = $1", [event.id]);
    expect(await ours()).toEqual([]);
    expect(await noted()).toEqual([{ taken: 3, taken_drift: 0, number_drift: 0 }]);
  });
});

/** One step as a request of its own. A number names a ticket; which of them is there, and in which state, the others decide. */
function take(tenant: CtxTenant, event: MadeEvent, { kind, number, count }: Step): Promise<unknown> {
  return act(world, tenant, admin, async (ctx) => {
    const eventId = event.id;
    if (kind === "issue") return issueTickets(ctx, { eventId, tickets: guests(count) });
    if (kind === "list") {
      const tickets = Array.from({ length: count }, (_, n) => ({
        name: `Listed ${number + n}`,
        email: `listed-${number + n}@example.com`,
        typeId: event.ticketTypeId,
        reference: null,
        importIdentity: new Uint8Array(32).fill(number + n),
      }));
      return issueListed(ctx, { eventId, tickets });
    }
    if (kind === "revoke-many") {
      const input = { eventId, selection: { filter: {}, through: count }, reason: "Mistake" };
      return revokeChunk(ctx, { runId: eventId, eventId, input, cursor: null });
    }
    const ticket = await ctx.db.ticket.findFirst({ where: { eventId, number }, select: { id: true } });
    const ticketId = ticket?.id ?? eventId;
    return kind === "revoke" ? revokeTicket(ctx, { ticketId, reason: "Mistake" }) : restoreTicket(ctx, { ticketId });
  });
}
