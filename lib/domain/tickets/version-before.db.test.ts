import type { PoolClient } from "pg";
import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { withClient } from "@/lib/testing/databases";
import { beforeMigration } from "@/lib/testing/half-migrated";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { issueTickets } from "./commands/issue-tickets";
import { restoreTicket } from "./commands/restore-ticket";
import { revokeTicket } from "./commands/revoke-ticket";

// While a release is rolled out, processes of the version before still issue, revoke and edit. These tests and the triggers
// they are about go with the next release (decision 24).

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");

/** A transaction as the version before had it. */
async function before<T>(tenant: CtxTenant, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await world.db.tenantPool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenant.id]);
    const answer = await work(client);
    await client.query("COMMIT");
    return answer;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

const ALIVE = "state IN ('valid', 'unpaid') AND deleted_at IS NULL";

async function lockBefore(client: PoolClient, eventId: string) {
  const { rows } = await client.query<{ cap: number; next: number }>(
    "SELECT cap, next_number AS next FROM events WHERE id = $1 FOR NO KEY UPDATE",
    [eventId],
  );
  const counted = await client.query<{ alive: number }>(
    `SELECT count(*)::int AS alive FROM tickets WHERE event_id = $1 AND ${ALIVE}`,
    [eventId],
  );
  return { cap: 0, next: 0, ...rows[0], alive: counted.rows[0]?.alive ?? 0 };
}

const issueBefore = (tenant: CtxTenant, event: MadeEvent, count: number) =>
  before(tenant, async (client) => {
    const { cap, next, alive } = await lockBefore(client, event.id);
    if (alive + count > cap) throw new Error("full");
    await client.query("UPDATE events SET next_number = $2 WHERE id = $1", [event.id, next + count]);
    for (let n = 0; n < count; n++)
      await client.query(
        `INSERT INTO tickets (tenant_id, id, event_id, ticket_type_id, number, holder_name, holder_email, issued_at, search)
         VALUES ($1, $2, $3, $4, $5, 'Old', 'old@example.com', now(), 'old')`,
        [tenant.id, newId(), event.id, event.ticketTypeId, next + n],
      );
  });

const changeBefore = (tenant: CtxTenant, sql: string, values: unknown[]) =>
  before(tenant, async (client) => (await client.query(sql, values)).rowCount);

const guests = (count: number) => Array.from({ length: count }, () => ({ name: "New", email: "new@example.com" }));
const issueNow = (tenant: CtxTenant, event: MadeEvent, count: number) =>
  act(world, tenant, admin, (ctx) => issueTickets(ctx, { eventId: event.id, tickets: guests(count) }));

/** What both versions count and number by, beside the tickets. */
async function booksOf(event: { id: string }) {
  const [row] = await owner.rows<Record<string, unknown>>(
    `SELECT c.capacity, e.cap, c.next_number AS "nextNumber", e.next_number AS "nextBefore", c.taken,
       (SELECT count(*)::int FROM tickets WHERE event_id = e.id AND ${ALIVE}) AS alive,
       (SELECT count(*)::int + 1 FROM tickets WHERE event_id = e.id) AS tickets, c.is_open AS "isOpen"
     FROM events e JOIN event_counters c ON c.event_id = e.id WHERE e.id = $1`,
    [event.id],
  );
  return row;
}
const inStep = (capacity: number, taken: number, issued: number) => ({
  ...{ capacity, cap: capacity, taken, alive: taken, isOpen: true },
  ...{ nextNumber: issued + 1, nextBefore: issued + 1, tickets: issued + 1 },
});

describe("beside a process of the version before", () => {
  it("issuers of both at once leave no gap, give no number twice and pass no limit", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant, { capacity: 90 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? issueNow : issueBefore)(tenant, event, 5)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(18);
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused.every(({ code, message }) => code === "LIMIT_EXCEEDED" || message === "full")).toBe(true);
    expect(await booksOf(event)).toEqual(inStep(90, 90, 90));
  });

  it("what either revokes, the other may issue or restore again", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant, { capacity: 4 });
    const [first, second] = await makeTickets(world, tenant, event, 4);
    await changeBefore(tenant, "UPDATE tickets SET state = 'revoked' WHERE id = $1", [first?.id]);
    await issueNow(tenant, event, 1);
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: second?.id ?? "", reason: "Mistake" }));
    await issueBefore(tenant, event, 1);
    expect(await booksOf(event)).toEqual(inStep(4, 4, 6));
    await expect(issueBefore(tenant, event, 1)).rejects.toThrow("full");
    const restore = act(world, tenant, admin, (ctx) => restoreTicket(ctx, { ticketId: first?.id ?? "" }));
    await expect(restore).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    await expect(
      changeBefore(tenant, "UPDATE tickets SET state = 'valid' WHERE id = $1", [second?.id]),
    ).rejects.toMatchObject({ constraint: "event_counters_taken" });
    expect(await booksOf(event)).toEqual(inStep(4, 4, 6));
  });

  it("an event that it makes, edits or ends is so for this one", async () => {
    const tenant = await makeTenant(world);
    const made = await makeEvent(world, tenant);
    const id = newId();
    await changeBefore(
      tenant,
      `INSERT INTO events (tenant_id, id, slug, name, status, time_zone, locale, currency, starts_at, ends_at, cap, created_at)
       SELECT tenant_id, $2, 'made-before', name, status, time_zone, locale, currency, starts_at, ends_at, 7, now() FROM events WHERE id = $1`,
      [made.id, id],
    );
    expect(await booksOf({ id })).toEqual(inStep(7, 0, 0));
    await changeBefore(tenant, "UPDATE events SET cap = 9 WHERE id = $1", [id]);
    expect(await booksOf({ id })).toEqual(inStep(9, 0, 0));
    await changeBefore(tenant, "UPDATE events SET status = 'ended' WHERE id = $1", [made.id]);
    await expect(issueNow(tenant, made, 1)).rejects.toMatchObject({ code: "WRONG_STATE" });
  });
});

describe("the migration of a database in use", () => {
  it("counts what is there, and what a process adds that is issuing meanwhile", () =>
    beforeMigration("_event_counters", async ({ url, goOn }) => {
      const [tenantId, eventId, typeId, emptyId] = [newId(), newId(), newId(), newId()];
      await withClient(url, async (client) => {
        const write = (number: number, state = "valid") =>
          client.query(
            `INSERT INTO tickets (tenant_id, id, event_id, ticket_type_id, number, holder_name, holder_email, issued_at, search, state)
             VALUES ($1, $2, $3, $4, $5, 'Old', 'old@example.com', now(), '', $6)`,
            [tenantId, newId(), eventId, typeId, number, state],
          );
        const makeEventRow = (id: string, status: string) =>
          client.query(
            `INSERT INTO events (tenant_id, id, slug, name, status, time_zone, locale, currency, starts_at, ends_at, cap, created_at)
             VALUES ($1, $2, $3, 'Night', $4, 'UTC', 'en', 'USD', now(), now() + interval '1 hour', 50, now())`,
            [tenantId, id, `the-${status}`, status],
          );
        await client.query("INSERT INTO tenants (id, slug, name, created_at) VALUES ($1, 'old', 'Old', now())", [
          tenantId,
        ]);
        await makeEventRow(eventId, "published");
        await makeEventRow(emptyId, "cancelled");
        await client.query(
          "INSERT INTO ticket_types (tenant_id, id, event_id, name, created_at) VALUES ($1, $2, $3, 'All', now())",
          [tenantId, typeId, eventId],
        );
        await client.query("UPDATE events SET next_number = 5 WHERE id = $1", [eventId]);
        await write(1);
        await write(2, "unpaid");
        await write(3, "revoked");
        await write(4, "refunded");
        // One has begun to issue when the first step comes, and ends before the second.
        await client.query("BEGIN");
        await client.query("SELECT next_number FROM events WHERE id = $1 FOR NO KEY UPDATE", [eventId]);
        await goOn(1);
        await client.query("UPDATE events SET next_number = 6 WHERE id = $1", [eventId]);
        await write(5);
        await client.query("COMMIT");
        await goOn();
        const { rows } = await client.query(
          "SELECT event_id = $1 AS full, capacity, taken, next_number, is_open FROM event_counters ORDER BY 1",
          [eventId],
        );
        expect(rows).toEqual([
          { full: false, capacity: 50, taken: 0, next_number: 1, is_open: false },
          { full: true, capacity: 50, taken: 3, next_number: 6, is_open: true },
        ]);
      });
    }));
});
