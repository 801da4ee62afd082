import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { PATIENCE } from "@/lib/testing/patience";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { createTicketType } from "../ticket-types/commands";
import { issueTickets } from "../tickets/commands/issue-tickets";

/** As many as each pool of the world has. */
const CONNECTIONS = 20;

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");

/** An issuer in the midst of its work: it holds the event's lock from when this resolves until it is released. */
async function holdEvent(tenant: CtxTenant, eventId: string): Promise<{ release: () => Promise<unknown> }> {
  let [isHeld, letGo] = [() => {}, () => {}];
  const held = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const done = act(world, tenant, admin, async (ctx) => {
    await issueTickets(ctx, { eventId, tickets: [{ name: "Slow import", email: "slow@example.com" }] });
    isHeld();
    await released;
  });
  await held;
  return {
    release() {
      letGo();
      return done;
    },
  };
}

/** Takes as many connections of the desk's pool, or stands in line for one that comes free, until `release`. */
function takeConnections(many: number): { release: () => Promise<unknown> } {
  const taken = Promise.allSettled(Array.from({ length: many }, () => world.db.tenantPool.connect()));
  return {
    async release() {
      for (const one of await taken) if (one.status === "fulfilled") one.value.release();
    },
  };
}

/** How many statements wait for a lock. */
async function waiting(): Promise<number> {
  const rows = await owner.rows<{ count: number }>(
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows[0]?.count ?? 0;
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const started = performance.now();
  const answer = await work();
  return { ms: performance.now() - started, answer };
}

describe("while an issuer holds the event", () => {
  it("scanning does not wait for it, nor for more issuers behind it than there are connections", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const tickets = await makeTickets(world, tenant, event, 6);
    const codes = await Promise.all(tickets.map(async ({ id }) => (await secretsOf(world, tenant, id)).code));
    const gate = gateAt(world, tenant, event);
    const [first = "", ...rest] = codes;
    await gate.confirm(await gate.preview(first));

    const { release } = await holdEvent(tenant, event.id);
    const behind = Promise.allSettled(
      Array.from({ length: CONNECTIONS + 5 }, (_, n) =>
        act(world, tenant, admin, (ctx) =>
          issueTickets(ctx, { eventId: event.id, tickets: [{ name: `Next ${n}`, email: "next@example.com" }] }),
        ),
      ),
    );
    await expect.poll(waiting, PATIENCE).toBeGreaterThan(0);
    // Nor does it need a connection of theirs: none of these comes free while it goes on, also when issuers give up.
    const others = takeConnections(CONNECTIONS - 1);
    try {
      for (const code of rest) {
        const confirm = await gate.confirm(await gate.preview(code));
        expect(confirm.verdict).toBe("ADMITTED");
      }
      // All of it came before the issuer let the event go.
      await expect(
        owner.rows("SELECT FROM events WHERE id = $1 FOR NO KEY UPDATE NOWAIT", [event.id]),
      ).rejects.toMatchObject({ code: "55P03" });
    } finally {
      await release();
      await others.release();
      await behind;
    }
  });

  it("another issuer waits, and is told it is busy after three seconds; of another event it is not held up", async () => {
    const tenant = await makeTenant(world);
    const [event, other] = [await makeEvent(world, tenant), await makeEvent(world, tenant)];
    const issue = (eventId: string) =>
      act(world, tenant, admin, (ctx) =>
        issueTickets(ctx, { eventId, tickets: [{ name: "Next", email: "next@example.com" }] }),
      );

    const { release } = await holdEvent(tenant, event.id);
    let isRefused = false;
    const refused = timed(() => issue(event.id).catch((error: unknown) => error)).finally(() => {
      isRefused = true;
    });
    await expect.poll(waiting, PATIENCE).toBeGreaterThan(0);
    await issue(other.id);
    expect(isRefused).toBe(false);
    const { ms, answer } = await refused;
    expect(answer).toMatchObject({ code: "BUSY", details: { retryAfter: 2 } });
    expect(ms).toBeGreaterThan(2800);
    await release();
    expect((await issue(event.id)).tickets).toMatchObject([{ number: 2 }]);
  });

  it("an admission writes no row that two tickets share", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    await act(world, tenant, admin, (ctx) => createTicketType(ctx, { eventId: event.id, name: "Another" }));
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview((await secretsOf(world, tenant, ticket?.id ?? "")).code);
    const written = async () => {
      const found: Record<string, string> = {};
      for (const table of ["events", "ticket_types", "gates", "checkpoints", "devices", "tenants"]) {
        const rows = await owner.rows<{ version: string }>(
          `SELECT ctid || ' ' || xmin AS version FROM ${table} ORDER BY 1`,
        );
        found[table] = rows.map((row) => row.version).join();
      }
      return found;
    };
    const before = await written();
    expect((await gate.confirm(preview)).verdict).toBe("ADMITTED");
    expect(await written()).toEqual(before);
  });
});
