import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf, type TestGate } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { undoCheckIn } from "./commands/undo-check-in";
import { OWN_UNDO_MS } from "./rules";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const start = new Date("2026-09-18T12:00:00Z");

beforeEach(() => {
  world.now = start;
});

async function admitted(gateActor: Actor = inRole("STAFF_SCANNER")) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  if (!ticket) throw new Error("No ticket was issued.");
  const { code } = await secretsOf(world, tenant, ticket.id);
  const gate = gateAt(world, tenant, event, gateActor);
  const admission = await admit(gate, code);
  return { tenant, event, ticket, code, gate, ...admission };
}

async function admit(gate: TestGate, code: string) {
  const preview = await gate.preview(code);
  const { verdict, checkInId = "" } = await gate.confirm(preview);
  return { preview, verdict, checkInId };
}

type Undo = { tenant: CtxTenant; checkInId: string; by: Actor; undoId?: string };
const undo = ({ tenant, checkInId, by, undoId = newId() }: Undo) =>
  act(world, tenant, by, (ctx) => undoCheckIn(ctx, { checkInId, undoId, reason: "Wrong guest" }));
const later = (ms: number) => {
  world.now = new Date(start.getTime() + ms);
};
const kept = (tenant: CtxTenant) =>
  act(world, tenant, admin, async ({ db }) => ({
    undone: await db.scan.findMany({ where: { verdict: "UNDONE" } }),
    inside: await db.ticket.count({ where: { checkedInAt: { not: null } } }),
    audit: await db.auditEntry.findMany({ where: { action: "check-ins.undo" } }),
  }));

describe("undoing an admission", () => {
  it("lets the ticket go, as a row of its own that points at the admission, and is audited without values", async () => {
    const { tenant, event, ticket, gate, checkInId } = await admitted();
    later(60_000);
    const undoId = newId();
    expect(await undo({ tenant, checkInId, by: gate.actor, undoId })).toEqual({
      verdict: "UNDONE",
      undone: "ADMITTED",
      checkInId,
      undoneAt: world.now.toISOString(),
    });
    const { undone, inside, audit } = await kept(tenant);
    expect(inside).toBe(0);
    expect(undone).toMatchObject([
      {
        id: undoId,
        undoesId: checkInId,
        ticketId: ticket.id,
        eventId: event.id,
        deviceId: gate.deviceId,
        at: world.now,
        reason: "Wrong guest",
        codeHash: null,
      },
    ]);
    expect(audit).toMatchObject([
      { subjectKind: "ticket", subjectId: ticket.id, eventId: event.id, changed: ["checkedInAt"], actorKind: "person" },
    ]);
    expect(JSON.stringify(audit)).not.toMatch(/Guest|Wrong guest/);
  });

  it("one's own is possible for five minutes, and not a moment longer", async () => {
    const inTime = await admitted();
    later(OWN_UNDO_MS);
    await expect(undo({ ...inTime, by: inTime.gate.actor })).resolves.toMatchObject({ verdict: "UNDONE" });
    later(0);
    const late = await admitted();
    later(OWN_UNDO_MS + 1);
    await expect(undo({ ...late, by: late.gate.actor })).rejects.toMatchObject({ code: "UNDO_TOO_LATE" });
    expect((await kept(late.tenant)).inside).toBe(1);
    await expect(undo({ ...late, by: person(["gate.scan", "check-ins.undo"]) })).resolves.toMatchObject({
      verdict: "UNDONE",
    });
  });

  it("another's needs check-ins.undo, for this very event", async () => {
    const one = await admitted();
    for (const by of [
      inRole("STAFF_SCANNER"),
      person(["gate.scan", { permission: "check-ins.undo", eventId: randomUUID() }]),
    ]) {
      await expect(undo({ ...one, by })).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const key: Actor = {
      kind: "api-key",
      id: one.gate.actor.kind === "person" ? one.gate.actor.id : "",
      permissions: [{ permission: "gate.scan" }],
    };
    await expect(undo({ ...one, by: key })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await kept(one.tenant)).inside).toBe(1);
    const granted = person(["gate.scan", { permission: "check-ins.undo", eventId: one.event.id }]);
    await expect(undo({ ...one, by: granted })).resolves.toMatchObject({ verdict: "UNDONE" });
  });

  it("twenty sendings of one undo get one answer and leave one row", async () => {
    const one = await admitted();
    const undoId = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => undo({ ...one, by: one.gate.actor, undoId })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const { undone, audit } = await kept(one.tenant);
    expect([undone.length, audit.length]).toEqual([1, 1]);
    later(OWN_UNDO_MS * 2);
    expect(await undo({ ...one, by: one.gate.actor, undoId })).toEqual(answers[0]);
  });

  it("of twenty different undos at once exactly one is done", async () => {
    const one = await admitted();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => undo({ ...one, by: admin })));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []));
    expect(refused).toEqual(Array(19).fill("NOT_LAST_ADMISSION"));
    expect((await kept(one.tenant)).undone).toHaveLength(1);
  });

  it("takes back the last admission only", async () => {
    const one = await admitted();
    await undo({ ...one, by: one.gate.actor });
    const again = await admit(one.gate, one.code);
    expect(again.verdict).toBe("ADMITTED");
    await expect(undo({ ...one, by: admin })).rejects.toMatchObject({ code: "NOT_LAST_ADMISSION" });
    expect((await kept(one.tenant)).inside).toBe(1);
    await expect(undo({ tenant: one.tenant, checkInId: again.checkInId, by: admin })).resolves.toMatchObject({
      verdict: "UNDONE",
    });
  });

  it("an undo id that stands for another scan is refused, and changes nothing", async () => {
    const one = await admitted();
    await expect(undo({ ...one, by: admin, undoId: one.checkInId })).rejects.toMatchObject({ code: "SCAN_ID_REUSED" });
    expect(await kept(one.tenant)).toMatchObject({ inside: 1, undone: [], audit: [] });
    const undoId = newId();
    await undo({ ...one, by: admin, undoId });
    const again = await admit(one.gate, one.code);
    await expect(undo({ tenant: one.tenant, checkInId: again.checkInId, by: admin, undoId })).rejects.toMatchObject({
      code: "SCAN_ID_REUSED",
    });
    expect((await kept(one.tenant)).inside).toBe(1);
  });

  it("of a refusal, an undo or a scan that nobody made is not found", async () => {
    const one = await admitted();
    const undoId = newId();
    await undo({ ...one, by: admin, undoId });
    for (const checkInId of [undoId, newId()]) {
      await expect(undo({ tenant: one.tenant, checkInId, by: admin })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

describe("after an undo", () => {
  it("a preview from before is stale, and a new one admits again", async () => {
    const one = await admitted();
    const second = gateAt(world, one.tenant, one.event);
    await undo({ ...one, by: one.gate.actor });
    const ready = await second.preview(one.code);
    const third = await admit(one.gate, one.code);
    expect(third.verdict).toBe("ADMITTED");
    await undo({ tenant: one.tenant, checkInId: third.checkInId, by: one.gate.actor });
    // Ready then, ready now, but not unchanged in between.
    await expect(second.confirm(ready)).rejects.toMatchObject({ code: "PREVIEW_STALE" });
    expect((await admit(second, one.code)).verdict).toBe("ADMITTED");
  });

  it("the old confirm, sent again, is answered UNDONE, whether or not the ticket was admitted anew", async () => {
    const one = await admitted();
    await undo({ ...one, by: one.gate.actor });
    const retry = () => one.gate.confirm(one.preview, { scanId: one.checkInId });
    expect(await retry()).toEqual({ verdict: "UNDONE", ticket: { name: "Guest 1", number: 1 } });
    const { checkInId } = await admit(one.gate, one.code);
    expect((await retry()).verdict).toBe("UNDONE");
    const inside = await act(world, one.tenant, admin, ({ db }) =>
      db.ticket.findFirst({ select: { checkInId: true } }),
    );
    expect(inside?.checkInId).toBe(checkInId);
  });
});
