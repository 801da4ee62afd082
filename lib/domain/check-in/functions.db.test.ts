import { beforeAll, describe, expect, it } from "vitest";
import { newId } from "@/lib/core/ids";
import { hashSecret } from "@/lib/core/keys";
import { secretsOf } from "@/lib/testing/gate";
import { snapshotOf, useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { useWorld } from "@/lib/testing/world";

// As the database's owner, whom no policy binds: what is left is what the functions themselves spell out.
const world = useWorld();
const owner = useOwner(world);
let mine: Populated;
let other: Populated;

beforeAll(async () => {
  mine = await populate(world);
  other = await populate(world);
});

/** The last arguments of a preview: no ticket's id, who calls, and room for new devices. */
const CALLER = [null, "person", newId(), 10, 10, 10];

type Answer = Record<string, unknown> | null;
async function call(name: string, ...args: unknown[]): Promise<Answer> {
  const places = args.map((_, index) => `$${index + 1}`).join(", ");
  const [row] = await owner.rows<{ answer: Answer }>(`SELECT ${name}(${places}) AS answer`, args);
  return row?.answer ?? null;
}

async function look(named: { event: string; code: string }): Promise<Answer> {
  return call(
    "gate_preview",
    mine.tenant.id,
    named.event,
    hashSecret(named.code),
    null,
    newId(),
    "Phone",
    null,
    null,
    world.now,
    ...CALLER,
  );
}

describe("the gate's functions, with no policy behind them", () => {
  it("find one's own, or none of this says anything", async () => {
    const { code } = await secretsOf(world, mine.tenant, mine.ticketIds[2] ?? "");
    expect(await look({ event: mine.event.id, code })).toMatchObject({
      ticket: { id: mine.ticketIds[2] },
      codeGeneration: 1,
    });
    expect(await call("gate_recorded", mine.tenant.id, mine.checkInId)).toMatchObject({ verdict: "ADMITTED" });
  });

  it("find no code, number, event, gate or scan of another organization", async () => {
    const { code } = await secretsOf(world, other.tenant, other.ticketIds[2] ?? "");
    expect(await look({ event: mine.event.id, code })).toMatchObject({
      ticket: null,
      codeGeneration: null,
      codes: null,
    });
    expect(await look({ event: other.event.id, code })).toEqual({ event: null, ticket: null });
    const typed = await call(
      "gate_preview",
      mine.tenant.id,
      other.event.id,
      null,
      3,
      newId(),
      "Phone",
      null,
      null,
      world.now,
      ...CALLER,
    );
    expect(typed).toEqual({ event: null, ticket: null });
    const [gate] = await owner.rows<{ id: string }>("SELECT id FROM gates WHERE tenant_id = $1", [other.tenant.id]);
    const strange = await call(
      "gate_preview",
      mine.tenant.id,
      mine.event.id,
      null,
      1,
      newId(),
      "Phone",
      gate?.id,
      null,
      world.now,
      ...CALLER,
    );
    expect(strange).toMatchObject({ gateId: null });
    expect(await call("gate_recorded", mine.tenant.id, other.checkInId)).toBeNull();
    expect(await call("gate_facts", mine.tenant.id, other.event.id, other.ticketIds[2])).toEqual({
      event: null,
      ticket: null,
    });
  });

  it("admit and refuse nothing of another organization", async () => {
    const before = await snapshotOf(owner, other.tenant.id);
    const where = [mine.deviceId, null, null, "camera", null, "person", newId()];
    const admit = (event: string) =>
      call("gate_admit", mine.tenant.id, newId(), event, other.ticketIds[2], 1, 2, ...where, false, world.now);
    for (const event of [other.event.id, mine.event.id]) expect(await admit(event)).not.toHaveProperty("admittedAt");
    const refuse = call(
      "gate_refuse",
      mine.tenant.id,
      newId(),
      other.event.id,
      other.ticketIds[2],
      "REVOKED",
      ...where,
      0,
      world.now,
    );
    await expect(refuse).rejects.toMatchObject({ code: "23503" });
    const device = call(
      "gate_refuse",
      mine.tenant.id,
      newId(),
      mine.event.id,
      null,
      "INVALID",
      other.deviceId,
      ...where.slice(1),
      0,
      world.now,
    );
    expect(await device).toBeNull();
    expect(await snapshotOf(owner, other.tenant.id)).toEqual(before);
  });
});

it("an admitted ticket names an admission of its own, whoever writes", async () => {
  const name = (ticketId: string | undefined, scan: string) =>
    owner.undone((client) =>
      client.query("UPDATE tickets SET checked_in_at = now(), check_in_id = $1 WHERE id = $2", [scan, ticketId]),
    );
  const [undo] = await owner.rows<{ id: string }>("SELECT id FROM scans WHERE tenant_id = $1 AND verdict = 'UNDONE'", [
    mine.tenant.id,
  ]);
  await expect(name(mine.ticketIds[1], mine.checkInId)).resolves.toMatchObject({ rowCount: 1 });
  for (const [ticketId, scan] of [
    [mine.ticketIds[2], mine.checkInId],
    [mine.ticketIds[0], undo?.id ?? ""],
    [other.ticketIds[1], mine.checkInId],
    [mine.ticketIds[1], newId()],
  ] as const) {
    await expect(name(ticketId, scan), scan).rejects.toMatchObject({ code: "23503" });
  }
});
