import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import {
  createCheckpoint,
  createEntrance,
  createGate,
  deleteCheckpoint,
  deleteGate,
  editCheckpoint,
  editGate,
  moveGate,
} from "./commands";
import { listGateSettings } from "./queries";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const as = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);

async function oneEvent(changes: Parameters<typeof makeEvent>[2] = {}) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, changes);
  const list = () => as(tenant, (ctx) => listGateSettings(ctx, { eventId: event.id }));
  const { gates, checkpoints } = await list();
  return { tenant, event, list, gate: gates[0]?.id ?? "", checkpoint: checkpoints[0]?.id ?? "" };
}

describe("gates", () => {
  it("are added, renamed and moved", async () => {
    const { tenant, event, list, gate } = await oneEvent();
    const { id } = await as(tenant, (ctx) => createGate(ctx, { eventId: event.id, name: "North gate" }));
    await as(tenant, (ctx) => editGate(ctx, { eventId: event.id, gateId: gate, name: "South gate", revision: 1 }));
    await as(tenant, (ctx) => moveGate(ctx, { eventId: event.id, gateId: id, place: "up" }));
    expect((await list()).gates.map(({ name }) => name)).toEqual(["North gate", "South gate"]);
    await expect(as(tenant, (ctx) => createGate(ctx, { eventId: event.id, name: "north GATE" }))).rejects.toMatchObject(
      { code: "VALIDATION_FAILED" },
    );
  });

  it("are renamed, and checkpoints turned, only by who has seen how they are", async () => {
    const { tenant, event, list, gate, checkpoint } = await oneEvent({ reentry: true });
    await as(tenant, (ctx) => createCheckpoint(ctx, { eventId: event.id, name: "Exit", direction: "in" }));
    const names = ["North gate", "South gate"];
    const renamed = await Promise.allSettled(
      names.map((name) => as(tenant, (ctx) => editGate(ctx, { eventId: event.id, gateId: gate, name, revision: 1 }))),
    );
    const [stays] = (await list()).gates.map(({ name }) => name);
    expect(renamed.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []))).toMatchObject([
      { code: "CONFLICT", details: { fields: { name: `Saved now: “${stays}”.` } } },
    ]);
    const entry = { eventId: event.id, checkpointId: checkpoint, name: "Entry", revision: 1 };
    await as(tenant, (ctx) => editCheckpoint(ctx, { ...entry, direction: "out" }));
    const back = as(tenant, (ctx) => editCheckpoint(ctx, { ...entry, name: "Way in", direction: "in" }));
    await expect(back).rejects.toMatchObject({
      code: "CONFLICT",
      details: { fields: { name: "Saved now: “Entry”.", direction: "Saved now: it leads out." } },
    });
  });

  it("go until one is left, also when two go at once", async () => {
    const { tenant, event, list, gate } = await oneEvent();
    const { id } = await as(tenant, (ctx) => createGate(ctx, { eventId: event.id, name: "North gate" }));
    const outcomes = await Promise.allSettled(
      [gate, id].map((gateId) => as(tenant, (ctx) => deleteGate(ctx, { eventId: event.id, gateId }))),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(refused).toEqual(["LAST_ONE"]);
    expect((await list()).gates).toHaveLength(1);
  });

  it("that are gone are still named by their scans", async () => {
    const { tenant, event, gate } = await oneEvent();
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
    const door = gateAt(world, tenant, event);
    await door.confirm(await door.preview(code, { gateId: gate }));
    await as(tenant, (ctx) => createGate(ctx, { eventId: event.id, name: "North gate" }));
    await as(tenant, (ctx) => deleteGate(ctx, { eventId: event.id, gateId: gate }));
    expect(await door.preview(code)).toMatchObject({
      verdict: "ALREADY_CHECKED_IN",
      firstCheckIn: { gate: "Main gate" },
    });
  });

  it("are of their own event: another's is not found, nor is an event of nobody's", async () => {
    const { tenant, gate } = await oneEvent();
    const other = await makeEvent(world, tenant);
    const strange = { eventId: other.id, gateId: gate };
    const outcomes = await Promise.allSettled([
      as(tenant, (ctx) => deleteGate(ctx, strange)),
      as(tenant, (ctx) => editGate(ctx, { ...strange, name: "Stolen", revision: 1 })),
      as(tenant, (ctx) => moveGate(ctx, { ...strange, place: "down" })),
      as(tenant, (ctx) => createEntrance(ctx, { eventId: newId() })),
    ]);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: "NOT_FOUND" } });
  });
});

describe("checkpoints", () => {
  it("lead out only where people may come in again", async () => {
    const { tenant, event } = await oneEvent();
    const exit = { eventId: event.id, name: "Exit", direction: "out" as const };
    await expect(as(tenant, (ctx) => createCheckpoint(ctx, exit))).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { direction: expect.any(String) } },
    });
    await as(tenant, (ctx) => ctx.db.event.updateMany({ where: { id: event.id }, data: { reentry: true } }));
    await as(tenant, (ctx) => createCheckpoint(ctx, exit));
  });

  it("never all lead out: the last one in neither goes nor turns round", async () => {
    const { tenant, event, list, checkpoint } = await oneEvent({ reentry: true });
    const of = { eventId: event.id };
    const exit = await as(tenant, (ctx) => createCheckpoint(ctx, { ...of, name: "Exit", direction: "out" }));
    const entry = { ...of, checkpointId: checkpoint };
    const last = { code: "LAST_ONE" };
    await expect(as(tenant, (ctx) => deleteCheckpoint(ctx, entry))).rejects.toMatchObject(last);
    const turned = as(tenant, (ctx) => editCheckpoint(ctx, { ...entry, name: "Entry", direction: "out", revision: 1 }));
    await expect(turned).rejects.toMatchObject(last);
    await as(tenant, (ctx) => deleteCheckpoint(ctx, { ...of, checkpointId: exit.id }));
    expect((await list()).checkpoints.map(({ name }) => name)).toEqual(["Entry"]);
  });

  it("when turned round make what was previewed stale", async () => {
    const { tenant, event, checkpoint } = await oneEvent({ reentry: true });
    const second = { eventId: event.id, name: "Side", direction: "in" as const };
    const { id } = await as(tenant, (ctx) => createCheckpoint(ctx, second));
    const [ticket] = await makeTickets(world, tenant, event, 1);
    const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
    const door = gateAt(world, tenant, event);
    const preview = await door.preview(code, { checkpointId: checkpoint });
    await as(tenant, (ctx) => editCheckpoint(ctx, { ...second, checkpointId: id, direction: "out", revision: 1 }));
    await expect(door.confirm(preview)).rejects.toMatchObject({ code: "PREVIEW_STALE" });
  });
});
