import { beforeEach, describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, openExit, secretsOf, type TestGate } from "@/lib/testing/gate";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { moveEvent } from "../events/commands";
import { reissueTicket } from "../tickets/commands/reissue-ticket";
import { revokeTicket } from "../tickets/commands/revoke-ticket";

const world = useWorld();
const owner = useOwner(world);
const admin = inRole("TENANT_ADMIN");
const start = new Date("2026-09-18T12:00:00Z");
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

beforeEach(() => {
  world.now = start;
});

type Way = "in" | "out";

async function oneGuest(changes: Parameters<typeof makeEvent>[2] = {}) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, changes);
  const exit = await openExit(world, tenant, event);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  if (!ticket) throw new Error("No ticket was issued.");
  const { code } = await secretsOf(world, tenant, ticket.id);
  const gate = gateAt(world, tenant, event);
  const look = (way: Way, at: TestGate = gate) => at.preview(code, way === "out" ? { checkpointId: exit } : {});
  const pass = async (way: Way, at: TestGate = gate) => at.confirm(await look(way, at));
  return { tenant, event, exit, ticket, code, gate, look, pass };
}

const asAdmin = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);
const scansOf = (tenant: CtxTenant) =>
  asAdmin(tenant, ({ db }) => db.scan.findMany({ orderBy: [{ at: "asc" }, { id: "asc" }] }));
const placeOf = (tenant: CtxTenant) =>
  asAdmin(tenant, ({ db }) =>
    db.ticket.findFirstOrThrow({ select: { checkedInAt: true, checkInId: true, leftAt: true } }),
  );
const changeEvent = (tenant: CtxTenant, data: { reentry?: boolean; doorsCloseAt?: Date }) =>
  asAdmin(tenant, ({ db }) => db.event.updateMany({ data }));
const count = (verdicts: (string | undefined)[], verdict: string) => verdicts.filter((one) => one === verdict).length;

describe("checking out", () => {
  it("says which way the preview goes, lets the ticket out and keeps who, where and when", async () => {
    const { tenant, ticket, exit, gate, look, pass } = await oneGuest();
    await pass("in");
    world.now = minutes(30);
    const preview = await look("out");
    expect(preview).toMatchObject({
      verdict: "READY",
      direction: "out",
      shift: { inside: -1, left: 1 },
      ticket: { number: ticket.number },
    });
    const scanId = newId();
    expect(await gate.confirm(preview, { scanId })).toEqual({
      verdict: "CHECKED_OUT",
      ticket: { name: "Guest 1", number: 1 },
      checkedOutAt: minutes(30).toISOString(),
      checkInId: scanId,
    });
    expect(await placeOf(tenant)).toEqual({ checkedInAt: null, checkInId: null, leftAt: minutes(30) });
    const row = { id: scanId, verdict: "CHECKED_OUT", direction: "out", checkpointId: exit, deviceId: gate.deviceId };
    expect((await scansOf(tenant)).at(-1)).toMatchObject({ ...row, ticketId: ticket.id, at: minutes(30) });
  });

  it("fifty confirms, each with its own preview and scan id, from five devices, check out exactly once", async () => {
    const { tenant, event, look, pass } = await oneGuest();
    await pass("in");
    const gates = Array.from({ length: 5 }, () => gateAt(world, tenant, event));
    const previews = await Promise.all(Array.from({ length: 50 }, (_, n) => look("out", gates[n % 5])));
    expect(
      count(
        previews.map((preview) => preview.verdict),
        "READY",
      ),
    ).toBe(50);
    const answers = await Promise.all(previews.map((preview, n) => gates[n % 5]?.confirm(preview)));
    const verdicts = answers.map((answer) => answer?.verdict);
    expect([count(verdicts, "CHECKED_OUT"), count(verdicts, "NOT_INSIDE")]).toEqual([1, 49]);
    const scans = await scansOf(tenant);
    expect(scans).toHaveLength(51);
    expect(scans.filter((scan) => scan.direction === "out")).toHaveLength(50);
  });

  it("fifty sendings of one scan id get one answer and leave one row, also after the preview expired", async () => {
    const { tenant, gate, look, pass } = await oneGuest();
    await pass("in");
    const preview = await look("out");
    const scanId = newId();
    const answers = await Promise.all(Array.from({ length: 50 }, () => gate.confirm(preview, { scanId })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    world.now = minutes(3);
    expect(await gate.confirm(preview, { scanId })).toEqual(answers[0]);
    await expect(gate.confirm(preview)).rejects.toMatchObject({ code: "PREVIEW_EXPIRED" });
    expect((await scansOf(tenant)).map((scan) => scan.verdict)).toEqual(["ADMITTED", "CHECKED_OUT"]);
  });

  it("is refused to a ticket that never came in or is out already, and that refusal faces out", async () => {
    const { tenant, look, pass } = await oneGuest();
    const refused = { verdict: "NOT_INSIDE", ticket: { name: "Guest 1", number: 1 } };
    expect(await look("out")).toEqual(refused);
    await pass("in");
    await pass("out");
    world.now = minutes(1);
    expect(await look("out")).toEqual(refused);
    const refusals = (await scansOf(tenant)).filter((scan) => scan.verdict === "NOT_INSIDE");
    expect(refusals.map((scan) => scan.direction)).toEqual(["out", "out"]);
  });

  it("is open to whoever is inside: revoked, replaced, after hours, of a cancelled event", async () => {
    const { tenant, event, ticket, look, pass } = await oneGuest();
    await pass("in");
    await asAdmin(tenant, (ctx) => reissueTicket(ctx, { ticketId: ticket.id }));
    await asAdmin(tenant, (ctx) => revokeTicket(ctx, { ticketId: ticket.id, reason: "Chargeback" }));
    await asAdmin(tenant, (ctx) => moveEvent(ctx, { eventId: event.id, move: "cancel" }));
    world.now = minutes(5);
    await changeEvent(tenant, { doorsCloseAt: minutes(4) });
    const preview = await look("out");
    expect(preview.expiresAt).toBe(minutes(7).toISOString());
    expect((await pass("out")).verdict).toBe("CHECKED_OUT");
    expect((await look("in")).verdict).toBe("EVENT_NOT_OPEN");
  });

  it("of a ticket of another event is WRONG_EVENT, of another organization INVALID", async () => {
    const { tenant, event, exit } = await oneGuest();
    const elsewhere = await makeEvent(world, tenant);
    const [other] = await makeTickets(world, tenant, elsewhere, 1);
    const stranger = await oneGuest();
    await stranger.pass("in");
    const gate = gateAt(world, tenant, event);
    const out = { checkpointId: exit };
    const { code } = await secretsOf(world, tenant, other?.id ?? "");
    expect(await gate.preview(code, out)).toEqual({ verdict: "WRONG_EVENT" });
    expect(await gate.preview(stranger.code, out)).toEqual({ verdict: "INVALID" });
    expect((await stranger.look("out")).verdict).toBe("READY");
  });
});

describe("where people may not come and go", () => {
  it("a checkpoint that faces out is not accepted, and one taken away is not there", async () => {
    const { tenant, look, pass } = await oneGuest();
    await pass("in");
    await changeEvent(tenant, { reentry: false });
    await expect(look("out")).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { checkpointId: "This event does not check people out." } },
    });
    await changeEvent(tenant, { reentry: true });
    await asAdmin(tenant, ({ db }) =>
      db.checkpoint.updateMany({ where: { direction: "out" }, data: { deletedAt: start } }),
    );
    await expect(look("out")).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
  });

  it("whoever went out before that was decided stays out, and is told when they were in", async () => {
    const { tenant, look, pass } = await oneGuest();
    await pass("in");
    world.now = minutes(10);
    await pass("out");
    await changeEvent(tenant, { reentry: false });
    expect(await look("in")).toMatchObject({
      verdict: "ALREADY_CHECKED_IN",
      firstCheckIn: { at: start.toISOString(), gate: "Main gate" },
    });
  });

  it("a check-out previewed before is stale, whether re-entry, the checkpoint's side or the checkpoint went", async () => {
    const changes: ((tenant: CtxTenant, exit: string) => Promise<unknown>)[] = [
      (tenant) => changeEvent(tenant, { reentry: false }),
      (tenant, id) =>
        asAdmin(tenant, ({ db }) => db.checkpoint.updateMany({ where: { id }, data: { direction: "in" } })),
      (tenant, id) =>
        asAdmin(tenant, ({ db }) => db.checkpoint.updateMany({ where: { id }, data: { deletedAt: start } })),
    ];
    for (const change of changes) {
      const { tenant, exit, gate, look, pass } = await oneGuest();
      await pass("in");
      const preview = await look("out");
      await change(tenant, exit);
      await expect(gate.confirm(preview)).rejects.toMatchObject({ code: "PREVIEW_STALE" });
      expect((await placeOf(tenant)).leftAt).toBeNull();
    }
  });

  it("the checkpoint that is taken when none is named faces in", async () => {
    const { tenant, exit, gate, code } = await oneGuest();
    await asAdmin(tenant, ({ db }) => db.checkpoint.updateMany({ where: { id: exit }, data: { position: -1 } }));
    const preview = await gate.preview(code);
    expect(preview).toMatchObject({ verdict: "READY", direction: "in", shift: { inside: 1, left: 0 } });
    expect((await gate.confirm(preview)).verdict).toBe("ADMITTED");
  });
});

describe("coming and going", () => {
  it("ten times in and out leaves twenty rows in their order, and each time one who is inside is not admitted", async () => {
    const { tenant, look, pass } = await oneGuest();
    for (let round = 0; round < 10; round++) {
      world.now = minutes(round * 10);
      expect((await pass("in")).verdict).toBe("ADMITTED");
      expect((await look("in")).verdict).toBe("ALREADY_CHECKED_IN");
      world.now = minutes(round * 10 + 5);
      expect((await pass("out")).verdict).toBe("CHECKED_OUT");
    }
    const moved = (await scansOf(tenant)).filter((scan) => scan.verdict !== "ALREADY_CHECKED_IN");
    expect(moved.map((scan) => scan.verdict)).toEqual(Array(10).fill(["ADMITTED", "CHECKED_OUT"]).flat());
  });

  it("a check-out and an admission at once do not both count from the same look", async () => {
    for (let round = 0; round < 10; round++) {
      const { tenant, event, look, pass } = await oneGuest();
      const [door, exit] = [gateAt(world, tenant, event), gateAt(world, tenant, event)];
      const seenOutside = await look("in", door);
      await pass("in");
      const seenInside = await look("out", exit);
      const [entering, leaving] = await Promise.allSettled([door.confirm(seenOutside), exit.confirm(seenInside)]);
      expect(leaving).toMatchObject({ status: "fulfilled", value: { verdict: "CHECKED_OUT" } });
      // Still inside when it asked, or just out: then it must look again.
      if (entering.status === "fulfilled") expect(entering.value.verdict).toBe("ALREADY_CHECKED_IN");
      else expect(entering.reason).toMatchObject({ code: "PREVIEW_STALE" });
      expect(await placeOf(tenant)).toMatchObject({ checkInId: null, leftAt: expect.any(Date) });
    }
  });

  it("many coming and going at once always leave in, out, in, out, by every row there is", async () => {
    const { tenant, event, look } = await oneGuest();
    const runner = async (way: Way) => {
      const gate = gateAt(world, tenant, event);
      for (let round = 0; round < 15; round++) {
        const preview = await look(way, gate);
        if (preview.verdict === "READY") await gate.confirm(preview).catch(() => undefined);
      }
    };
    await Promise.all((["in", "out", "in", "out", "in", "out"] as const).map(runner));
    const moved = (await scansOf(tenant)).filter((scan) => ["ADMITTED", "CHECKED_OUT"].includes(scan.verdict));
    expect(moved.length).toBeGreaterThan(2);
    expect(moved.map((scan) => scan.direction)).toEqual(moved.map((_, index) => (index % 2 === 0 ? "in" : "out")));
    const place = await placeOf(tenant);
    const last = moved.at(-1);
    expect(place.checkInId ?? place.leftAt).toEqual(last?.direction === "in" ? last.id : last?.at);
  });

  it("a scan id that admitted cannot check out, nor the other way round", async () => {
    const { gate, look } = await oneGuest();
    const scanId = newId();
    await gate.confirm(await look("in"), { scanId });
    const leaving = await look("out");
    await expect(gate.confirm(leaving, { scanId })).rejects.toMatchObject({ code: "SCAN_ID_REUSED" });
    const outId = newId();
    await gate.confirm(leaving, { scanId: outId });
    await expect(gate.confirm(await look("in"), { scanId: outId })).rejects.toMatchObject({ code: "SCAN_ID_REUSED" });
  });

  it("a movement is never earlier than the one before, though a server's clock is behind", async () => {
    const { tenant, pass } = await oneGuest();
    await pass("in");
    world.now = minutes(-1);
    const left = await pass("out");
    expect(left.checkedOutAt).toBe(new Date(start.getTime() + 1).toISOString());
    expect((await pass("in")).admittedAt).toBe(new Date(start.getTime() + 2).toISOString());
    expect((await scansOf(tenant)).map((scan) => scan.verdict)).toEqual(["ADMITTED", "CHECKED_OUT", "ADMITTED"]);
  });

  it("a check-out's row can be neither changed nor taken away, and needs the permission to scan", async () => {
    const { tenant, event, look, pass } = await oneGuest();
    await pass("in");
    const powerless: Actor = person(["gate.search", "check-ins.undo"]);
    await expect(look("out", gateAt(world, tenant, event, powerless))).rejects.toMatchObject({ code: "FORBIDDEN" });
    await pass("out");
    for (const sql of ["UPDATE scans SET at = now()", "DELETE FROM scans"])
      await expect(owner.rows(`${sql} WHERE verdict = 'CHECKED_OUT'`)).rejects.toMatchObject({ code: "23001" });
  });
});
