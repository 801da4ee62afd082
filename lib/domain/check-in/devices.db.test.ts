import { describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf, type TestGate } from "@/lib/testing/gate";
import { holdRow } from "@/lib/testing/locks";
import { useOwner } from "@/lib/testing/owner";
import { inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { NEW_DEVICES } from "./rules";

const world = useWorld();
const owner = useOwner(world);
const HOUR = 3_600_000;

async function oneEvent() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
  /** Previews as a device; the device and its name are the caller's to choose. */
  const look = (by: TestGate, device: { id: string; label: string }) => by.preview(code, { device });
  const caller = (actor: Actor = inRole("STAFF_SCANNER")) => gateAt(world, tenant, event, actor);
  return { tenant, code, look, caller };
}

const labelOf = async (id: string) =>
  (await owner.rows<{ label: string }>("SELECT label FROM devices WHERE id = $1", [id]))[0]?.label;
const countDevices = async (tenant: CtxTenant) =>
  (
    await owner.rows<{ count: number }>("SELECT count(*)::int AS count FROM devices WHERE tenant_id = $1", [tenant.id])
  )[0]?.count;

type Made = { tenant: CtxTenant; count: number; hoursAgo: number; by?: string };
/** Devices that somebody's calls have made. */
async function haveMade({ tenant, count, hoursAgo, by = newId() }: Made): Promise<void> {
  await owner.rows(
    `INSERT INTO devices (tenant_id, id, label, created_at, last_seen_at, created_by_kind, created_by_id)
     SELECT $1, gen_random_uuid(), 'Phone', $2, $2, 'person', $3 FROM generate_series(1, $4)`,
    [tenant.id, new Date(world.now.getTime() - hoursAgo * HOUR), by, count],
  );
}

describe("a caller that sends made-up device ids", () => {
  const refused = { code: "TOO_MANY_DEVICES" };

  it("makes so many in an hour and no more, its known devices scan on, and so do others", async () => {
    const { tenant, look, caller } = await oneEvent();
    const hostile = caller();
    const known = { id: newId(), label: "Known" };
    await look(hostile, known);
    await haveMade({
      tenant,
      by: hostile.actor.kind === "person" ? hostile.actor.id : "",
      hoursAgo: 0.9,
      count: NEW_DEVICES.callerInAnHour - 2,
    });
    expect(await look(hostile, { id: newId(), label: "The last" })).toMatchObject({ verdict: "READY" });
    for (let tries = 0; tries < 3; tries++)
      await expect(look(hostile, { id: newId(), label: "One more" })).rejects.toMatchObject(refused);
    expect(await countDevices(tenant)).toBe(NEW_DEVICES.callerInAnHour);
    expect(await look(hostile, known)).toMatchObject({ verdict: "READY" });
    expect(await look(caller(), { id: newId(), label: "Another's" })).toMatchObject({ verdict: "READY" });
  });

  it("makes so many in thirty days, however patient", async () => {
    const { tenant, look, caller } = await oneEvent();
    const hostile = caller();
    const by = hostile.actor.kind === "person" ? hostile.actor.id : "";
    await haveMade({ tenant, by, hoursAgo: 24 * 31, count: 500 });
    await haveMade({ tenant, by, hoursAgo: 24 * 29, count: NEW_DEVICES.callerInThirtyDays - 1 });
    await look(hostile, { id: newId(), label: "The last" });
    await expect(look(hostile, { id: newId(), label: "One more" })).rejects.toMatchObject(refused);
  });

  it("together with others fills its own organization and no other", async () => {
    const { tenant, look, caller } = await oneEvent();
    await haveMade({ tenant, hoursAgo: 24 * 40, count: 200 });
    for (let each = 0; each < 5; each++) await haveMade({ tenant, hoursAgo: 48, count: 2000 });
    await expect(look(caller(), { id: newId(), label: "New" })).rejects.toMatchObject(refused);
    const other = await oneEvent();
    expect(await other.look(other.caller(), { id: newId(), label: "New" })).toMatchObject({ verdict: "READY" });
  });

  it("leaves no trace of what was refused: no scan, and no preview to confirm", async () => {
    const { tenant, look, caller } = await oneEvent();
    const hostile = caller();
    const by = hostile.actor.kind === "person" ? hostile.actor.id : "";
    await haveMade({ tenant, by, hoursAgo: 0, count: NEW_DEVICES.callerInAnHour });
    await expect(look(hostile, { id: newId(), label: "New" })).rejects.toMatchObject(refused);
    expect(await owner.rows("SELECT FROM scans WHERE tenant_id = $1", [tenant.id])).toEqual([]);
  });
});

describe("a device's name", () => {
  it("is changed by who made the device", async () => {
    const { look, caller } = await oneEvent();
    const mine = caller();
    const id = newId();
    await look(mine, { id, label: "Gate phone" });
    await look(mine, { id, label: "North phone" });
    expect(await labelOf(id)).toBe("North phone");
  });

  it("is not changed by another caller, whose preview works all the same, also later", async () => {
    const { tenant, look, caller } = await oneEvent();
    const id = newId();
    await look(caller(), { id, label: "North phone" });
    const hostile = caller();
    for (const minutes of [0, 2, 60]) {
      world.now = new Date(world.now.getTime() + minutes * 60_000);
      expect(await look(hostile, { id, label: "Stolen" })).toMatchObject({ verdict: "READY" });
      expect(await labelOf(id)).toBe("North phone");
    }
    const answer = await hostile.confirm(await look(hostile, { id, label: "Stolen" }), { deviceId: id });
    expect(answer).toMatchObject({ verdict: "ADMITTED" });
    const [scan] = await owner.rows("SELECT device_label FROM scans WHERE tenant_id = $1", [tenant.id]);
    expect(scan).toEqual({ device_label: "North phone" });
  });

  it("of a device from before makers were kept stays, until it scans under that name: whoever does is its maker", async () => {
    const { look, caller } = await oneEvent();
    const [mine, hostile] = [caller(), caller()];
    const id = newId();
    await look(mine, { id, label: "Old phone" });
    await owner.rows("UPDATE devices SET created_by_kind = NULL, created_by_id = NULL WHERE id = $1", [id]);
    await look(hostile, { id, label: "Stolen" });
    await look(hostile, { id, label: "Stolen" });
    expect(await labelOf(id)).toBe("Old phone");
    await look(mine, { id, label: "Old phone" });
    await look(hostile, { id, label: "Old phone" });
    await look(hostile, { id, label: "Stolen" });
    expect(await labelOf(id)).toBe("Old phone");
    await look(mine, { id, label: "New name" });
    expect(await labelOf(id)).toBe("New name");
  });

  it("of another organization's device with the same id is that one's own", async () => {
    const [one, two] = [await oneEvent(), await oneEvent()];
    const id = newId();
    await one.look(one.caller(), { id, label: "North phone" });
    await two.look(two.caller(), { id, label: "South phone" });
    const rows = await owner.rows<{ label: string }>("SELECT label FROM devices WHERE id = $1 ORDER BY label", [id]);
    expect(rows.map((row) => row.label)).toEqual(["North phone", "South phone"]);
  });
});

it("a preview does not wait for the device's row while somebody holds it", async () => {
  const { look, caller } = await oneEvent();
  const mine = caller();
  const id = newId();
  await look(mine, { id, label: "Gate phone" });
  const row = await holdRow(world, "SELECT FROM devices WHERE id = $1 FOR NO KEY UPDATE", [id]);
  world.now = new Date(world.now.getTime() + 2 * 60_000);
  expect(await look(mine, { id, label: "North phone" })).toMatchObject({ verdict: "READY" });
  expect(await labelOf(id)).toBe("Gate phone");
  await row.release();
  await look(mine, { id, label: "North phone" });
  expect(await labelOf(id)).toBe("North phone");
});
