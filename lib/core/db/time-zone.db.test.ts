import { describe, expect, it } from "vitest";
import { withClient } from "@/lib/testing/databases";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { assertTenantIsolation } from "./isolation";

// Half a day from UTC, and without summer time: a shift shows whichever way it goes.
const world = useWorld({ timeZone: "Asia/Dhaka" });
const admin = inRole("TENANT_ADMIN");

describe("on a database whose own zone is Asia/Dhaka", () => {
  it("our connections are in UTC all the same", async () => {
    for (const pool of [world.db.tenantPool, world.db.systemPool]) {
      expect((await pool.query("SHOW timezone")).rows).toEqual([{ TimeZone: "UTC" }]);
    }
    await expect(assertTenantIsolation(world.db)).resolves.toBeUndefined();
  });

  it("every time comes back as it was written, to the millisecond, and SQL's now() stands beside it rightly", async () => {
    world.now = new Date();
    const tenant = await makeTenant(world);
    const times = {
      startsAt: new Date("2026-03-29T00:59:59.999Z"),
      endsAt: new Date("2027-10-31T01:30:00.001Z"),
      doorsOpenAt: new Date("2026-03-28T18:00:00.500Z"),
      doorsCloseAt: new Date("2027-11-01T00:00:00.000Z"),
    };
    const event = await makeEvent(world, tenant, times);
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const gate = gateAt(world, tenant, event);
    const answer = await gate.confirm(await gate.preview((await secretsOf(world, tenant, ticket?.id ?? "")).code));
    expect(answer).toMatchObject({ verdict: "ADMITTED", admittedAt: world.now.toISOString() });

    const read = await act(world, tenant, admin, async ({ db }) => ({
      event: await db.event.findFirstOrThrow({
        select: { startsAt: true, endsAt: true, doorsOpenAt: true, doorsCloseAt: true },
      }),
      ticket: await db.ticket.findFirstOrThrow({ select: { issuedAt: true, checkedInAt: true } }),
      scan: await db.scan.findFirstOrThrow({ select: { at: true } }),
    }));
    expect(read).toEqual({
      event: times,
      ticket: { issuedAt: world.now, checkedInAt: world.now },
      scan: { at: world.now },
    });

    // Asked in the database's own zone.
    const drift = await withClient(world.test.url, async (client) => {
      expect((await client.query("SHOW timezone")).rows).toEqual([{ TimeZone: "Asia/Dhaka" }]);
      const found = await client.query<Record<string, number>>(
        `SELECT abs(extract(epoch FROM now() - e.created_at))::float8 AS created, abs(extract(epoch FROM now() - t.issued_at))::float8 AS issued,
           abs(extract(epoch FROM now() - s.at))::float8 AS scanned, extract(epoch FROM e.starts_at)::float8 AS starts
         FROM events e, tickets t, scans s`,
      );
      return found.rows[0];
    });
    expect(drift?.starts).toBeCloseTo(times.startsAt.getTime() / 1000, 3);
    for (const name of ["created", "issued", "scanned"]) expect(drift?.[name]).toBeLessThan(60);
  });

  it("the doors open and shut at their moment, through the gate's SQL as through ours", async () => {
    const opens = new Date("2026-06-01T12:00:00Z");
    const tenant = await makeTenant(world);
    world.now = opens;
    const event = await makeEvent(world, tenant, {
      doorsOpenAt: opens,
      doorsCloseAt: new Date("2026-06-01T18:00:00Z"),
    });
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
    const verdictAt = async (at: string) => {
      world.now = new Date(at);
      return (await gateAt(world, tenant, event).preview(code)).verdict;
    };
    expect(await verdictAt("2026-06-01T11:59:59.999Z")).toBe("OUTSIDE_WINDOW");
    expect(await verdictAt("2026-06-01T12:00:00.000Z")).toBe("READY");
    expect(await verdictAt("2026-06-01T17:59:59.999Z")).toBe("READY");
    expect(await verdictAt("2026-06-01T18:00:00.000Z")).toBe("OUTSIDE_WINDOW");
  });
});
