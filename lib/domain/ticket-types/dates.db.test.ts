import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { applyMigrations } from "@/lib/core/migrations/apply";
import { EARLIEST_DATE, isDateInRange, LATEST_DATE } from "@/lib/core/time";
import { createTestDatabase, withClient } from "@/lib/testing/databases";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, type MadeEvent, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { getEventSettings } from "../events/queries";
import { eventCopy, eventEdit } from "../events/schema";
import { createTicketType, duplicateEvent, editEventWithTypes, editTicketType } from "./commands";
import { ticketTypeEdit } from "./schema";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const as = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);
const refusedAt = (field: string) => ({
  code: "VALIDATION_FAILED",
  details: { fields: { [field]: expect.stringContaining("in the years 2000 to 2199") } },
});

describe("a copy", () => {
  const copy = (tenant: CtxTenant, event: MadeEvent, startsOn: string) =>
    as(tenant, (ctx) => duplicateEvent(ctx, eventCopy.parse({ eventId: event.id, name: "Copy", startsOn })));

  it.each(["9999-12-31", "4764-08-30", "2200-01-05", "1999-12-30", "0000-01-01"])(
    "to %s is refused at the day, and nothing is made",
    async (startsOn) => {
      const tenant = await makeTenant(world);
      const event = await makeEvent(world, tenant, { timeZone: "America/New_York" });
      await expect(copy(tenant, event, startsOn)).rejects.toMatchObject(refusedAt("startsOn"));
      expect(await as(tenant, (ctx) => ctx.db.event.count())).toBe(1);
    },
  );

  it("of a leap day's event keeps to the calendar, up to the last of the years", async () => {
    const tenant = await makeTenant(world);
    const startsAt = new Date("2028-02-29T12:00:00Z");
    const event = await makeEvent(world, tenant, { startsAt, endsAt: new Date("2028-02-29T14:00:00Z") });
    const starts = async (startsOn: string) =>
      as(tenant, async (ctx) => getEventSettings(ctx, { eventId: (await copy(tenant, event, startsOn)).id }));
    expect((await starts("2100-03-01")).startsAt.toISOString()).toMatch(/^2100-03-01/);
    expect((await starts("2199-12-31")).startsAt.toISOString()).toMatch(/^2199-12-31/);
  });

  it("names the ticket type that would be moved too far", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const type = { eventId: event.id, name: "For ever", validUntil: new Date("2199-12-31T12:00:00Z") };
    await as(tenant, (ctx) => createTicketType(ctx, type));
    await expect(copy(tenant, event, "2027-11-21")).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { startsOn: expect.stringContaining("“For ever”") } },
    });
  });
});

it("another time zone that would move a type out of the years is refused at the zone", async () => {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, { timeZone: "Pacific/Kiritimati" });
  await as(tenant, (ctx) => createTicketType(ctx, { eventId: event.id, name: "Late", validUntil: LATEST_DATE }));
  const edit = await as(tenant, async (ctx) => {
    const { id, status: _status, ...stored } = await getEventSettings(ctx, { eventId: event.id });
    return { ...stored, eventId: id, venue: undefined, doorsOpenAt: undefined, doorsCloseAt: undefined };
  });
  const moved = as(tenant, (ctx) => editEventWithTypes(ctx, { ...edit, timeZone: "Etc/GMT+12" }));
  await expect(moved).rejects.toMatchObject({
    code: "VALIDATION_FAILED",
    details: { fields: { timeZone: expect.stringContaining("“Late”") } },
  });
});

it("an event and a type are refused times out of the years, at each field", () => {
  const far = "9999-12-31T23:59:00Z";
  const event = eventEdit.safeParse({
    eventId: crypto.randomUUID(),
    revision: 1,
    name: "Far",
    slug: "far",
    timeZone: "UTC",
    reentry: false,
    startsAt: "0000-01-01T00:00:00Z",
    endsAt: far,
    doorsOpenAt: "1999-12-30T23:59:59.999Z",
    doorsCloseAt: far,
  });
  const text = "Choose a date in the years 2000 to 2199.";
  expect(Object.fromEntries(event.error?.issues.map(({ path: [name], message }) => [name, message]) ?? [])).toEqual({
    startsAt: text,
    endsAt: text,
    doorsOpenAt: text,
    doorsCloseAt: text,
  });
  const ids = { eventId: crypto.randomUUID(), ticketTypeId: crypto.randomUUID(), revision: 1, name: "Far" };
  expect(ticketTypeEdit.safeParse({ ...ids, validUntil: new Date(far) }).error?.issues[0]).toMatchObject({
    path: ["validUntil"],
    message: text,
  });
});

it("a ticket whose type is valid until the last of the years is ready at the gate", async () => {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, { timeZone: "America/New_York" });
  const [ticket] = await makeTickets(world, tenant, event, 1);
  const type = { eventId: event.id, ticketTypeId: event.ticketTypeId, name: "General admission", revision: 1 };
  await as(tenant, (ctx) => editTicketType(ctx, { ...type, validUntil: new Date("2200-01-01T04:59:00Z") }));
  const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
  expect((await gateAt(world, tenant, event).preview(code)).verdict).toBe("READY");
});

describe("the database", () => {
  it("keeps the same bounds for every time, to the millisecond", async () => {
    const tenant = await makeTenant(world);
    const { id } = await makeEvent(world, tenant);
    const put = (data: object) => as(tenant, (ctx) => ctx.db.event.updateMany({ where: { id }, data }));
    const putType = (data: object) =>
      as(tenant, (ctx) => ctx.db.ticketType.updateMany({ where: { eventId: id }, data }));
    const early = new Date(EARLIEST_DATE.getTime() - 1);
    const late = new Date(LATEST_DATE.getTime() + 1);
    await put({ startsAt: EARLIEST_DATE, endsAt: LATEST_DATE, doorsOpenAt: EARLIEST_DATE, doorsCloseAt: LATEST_DATE });
    await putType({ validFrom: EARLIEST_DATE, validUntil: LATEST_DATE });
    for (const bad of [{ startsAt: early }, { endsAt: late }, { doorsOpenAt: early }, { doorsCloseAt: late }])
      await expect(put(bad)).rejects.toThrow("events_dates");
    for (const bad of [{ validFrom: early }, { validUntil: late }])
      await expect(putType(bad)).rejects.toThrow("ticket_types_dates");
  });
});

describe("rows of before", () => {
  const migrations = path.join(process.cwd(), "prisma", "migrations");

  /** Applies the migrations before the one that bounds the dates, or those up to it. */
  async function migrate(url: string, reach: "before" | "with"): Promise<void> {
    const names = (await readdir(migrations)).filter((name) => /^\d/.test(name)).sort();
    const own = names.findIndex((name) => name.endsWith("_dates_in_range"));
    const directory = await mkdtemp(path.join(tmpdir(), "usher-dates-"));
    try {
      for (const name of ["migration_lock.toml", ...names.slice(0, own + (reach === "with" ? 1 : 0))])
        await cp(path.join(migrations, name), path.join(directory, name), { recursive: true });
      await applyMigrations(url, { directory });
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  it("are moved to the edge in their order, others are left as they are, and nothing stops the migration", async () => {
    const database = await createTestDatabase({ template: "template0" });
    await migrate(database.url, "before");
    await withClient(database.url, async (client) => {
      await client.query("INSERT INTO tenants (id, slug, name, created_at) VALUES ($1, 'old', 'Old', now())", [TENANT]);
      for (const [n, times] of OLD_TIMES.entries())
        await client.query(
          `INSERT INTO events (tenant_id, id, slug, name, time_zone, locale, currency, starts_at, ends_at, doors_open_at, doors_close_at, created_at)
           VALUES ($1, $2, $3, 'Old', 'UTC', 'en', 'EUR', $4, $5, $6, $7, now())`,
          [TENANT, idOf(n), `old-${n}`, ...times],
        );
      await client.query(
        `INSERT INTO ticket_types (tenant_id, id, event_id, name, position, valid_from, valid_until, created_at)
         VALUES ($1, $2, $2, 'Old', 0, '10000-01-01 04:58+00', 'infinity', now())`,
        [TENANT, idOf(0)],
      );
    });
    await migrate(database.url, "with");
    await withClient(database.url, async (client) => {
      const { rows } = await client.query<Record<string, Date | null>>(
        `SELECT starts_at, ends_at, doors_open_at, doors_close_at FROM events
         UNION ALL SELECT valid_from, valid_until, null, null FROM ticket_types`,
      );
      expect(rows).toHaveLength(OLD_TIMES.length + 1);
      for (const { starts_at: first, ends_at: last, doors_open_at: opens, doors_close_at: closes } of rows) {
        for (const at of [first, last, opens, closes])
          expect(at === null || isDateInRange(at ?? new Date(0))).toBe(true);
        expect(Number(first)).toBeLessThan(Number(last));
        if (opens && closes) expect(Number(opens)).toBeLessThan(Number(closes));
      }
      const kept = await client.query(
        "SELECT starts_at AT TIME ZONE 'UTC' = '2026-11-21 11:00' AS kept, revision FROM events WHERE slug = 'old-0'",
      );
      expect(kept.rows).toEqual([{ kept: true, revision: 1 }]);
    });
    await database.drop();
  });

  const TENANT = "01a1fc29-0d56-7018-8bdd-49e8a0f3fc18";
  const idOf = (n: number) => `01a1fc29-0d56-7018-8bdd-49e8a0f3fc0${n}`;
  const OLD_TIMES = [
    ["2026-11-21 11:00+00", "2026-11-21 15:00+00", null, null],
    ["9999-12-31 20:00+00", "10000-01-01 04:00+00", "9999-12-31 19:00+00", null],
    ["0044-03-15 11:00+00 BC", "0044-03-15 12:00+00 BC", null, "0044-03-15 12:00+00 BC"],
    ["2026-11-21 11:00+00", "infinity", "-infinity", "infinity"],
    ["2200-01-01 23:59:30+00", "2200-01-02 00:00:30+00", null, null],
    ["1999-12-30 23:59+00", "1999-12-31 00:00:30+00", null, null],
  ] as const;
});
