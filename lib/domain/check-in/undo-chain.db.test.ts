import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, it } from "vitest";
import type { Actor } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, openExit, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { undoCheckIn } from "./commands/undo-check-in";
import { OWN_UNDO_MS } from "./rules";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const start = new Date("2026-09-18T12:00:00Z");
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

beforeEach(() => {
  world.now = start;
});

async function oneGuest() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const exit = await openExit(world, tenant, event);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  const { code } = await secretsOf(world, tenant, ticket?.id ?? "");
  const gate = gateAt(world, tenant, event);
  const look = (way: "in" | "out") => gate.preview(code, way === "out" ? { checkpointId: exit } : {});
  /** Passes at a minute of the night; answers the scan. */
  const pass = async (way: "in" | "out", minute: number) => {
    world.now = minutes(minute);
    const preview = await look(way);
    const { checkInId = "", verdict } = await gate.confirm(preview);
    return { id: checkInId, verdict, again: () => gate.confirm(preview, { scanId: checkInId }) };
  };
  const undo = (scan: { id: string }, by: Actor = admin, undoId: string = newId()) =>
    act(world, tenant, by, (ctx) => undoCheckIn(ctx, { checkInId: scan.id, undoId, reason: "Mistake" }));
  const place = () =>
    act(world, tenant, admin, ({ db }) =>
      db.ticket.findFirstOrThrow({ select: { checkedInAt: true, checkInId: true, leftAt: true } }),
    );
  return { tenant, gate, look, pass, undo, place };
}

const nowhere = { checkedInAt: null, checkInId: null, leftAt: null };
const outSince = (minute: number) => ({ ...nowhere, leftAt: minutes(minute) });
const inSince = (minute: number, scan: { id: string }) => ({
  ...nowhere,
  checkedInAt: minutes(minute),
  checkInId: scan.id,
});

describe("undoing what came after an admission", () => {
  it("in, out, in, undone three times over, goes back the way it came", async () => {
    const { undo, pass, place } = await oneGuest();
    const first = await pass("in", 0);
    const left = await pass("out", 10);
    const second = await pass("in", 20);
    expect(await place()).toEqual(inSince(20, second));
    expect(await undo(second)).toMatchObject({ verdict: "UNDONE", undone: "ADMITTED", checkInId: second.id });
    expect(await place()).toEqual(outSince(10));
    expect(await undo(left)).toMatchObject({ verdict: "UNDONE", undone: "CHECKED_OUT", checkInId: left.id });
    expect(await place()).toEqual(inSince(0, first));
    expect(await undo(first)).toMatchObject({ verdict: "UNDONE", undone: "ADMITTED" });
    expect(await place()).toEqual(nowhere);
  });

  it("only the last movement can be taken back, and none twice", async () => {
    const { undo, pass, place } = await oneGuest();
    const first = await pass("in", 0);
    const left = await pass("out", 10);
    const notLast = { code: "NOT_LAST_ADMISSION" };
    await expect(undo(first)).rejects.toMatchObject(notLast);
    await undo(left);
    await expect(undo(left)).rejects.toMatchObject(notLast);
    expect(await place()).toEqual(inSince(0, first));
  });

  it("goes on from there: out again, and that undone again", async () => {
    const { undo, pass, place, look } = await oneGuest();
    const first = await pass("in", 0);
    const mistaken = await pass("out", 10);
    await undo(mistaken);
    expect((await look("in")).verdict).toBe("ALREADY_CHECKED_IN");
    // At the very instant of the check-out that was undone.
    const left = await pass("out", 10);
    expect(left.verdict).toBe("CHECKED_OUT");
    await expect(undo(mistaken)).rejects.toMatchObject({ code: "NOT_LAST_ADMISSION" });
    expect(await place()).toEqual(outSince(10));
    await undo(left);
    expect(await place()).toEqual(inSince(0, first));
  });

  it("a check-out sent again after it was undone is answered UNDONE, and one that stands as before", async () => {
    const { undo, pass } = await oneGuest();
    await pass("in", 0);
    const mistaken = await pass("out", 10);
    await undo(mistaken);
    expect((await mistaken.again()).verdict).toBe("UNDONE");
    const left = await pass("out", 11);
    await pass("in", 12);
    expect(await left.again()).toMatchObject({ verdict: "CHECKED_OUT", checkedOutAt: minutes(11).toISOString() });
  });

  it("faces as what it takes back, and the audit names both fields and no value", async () => {
    const { tenant, undo, pass } = await oneGuest();
    await pass("in", 0);
    const undoId = newId();
    const left = await pass("out", 10);
    await undo(left, admin, undoId);
    const [row, audit] = await act(world, tenant, admin, async ({ db }) => [
      await db.scan.findFirstOrThrow({ where: { id: undoId } }),
      await db.auditEntry.findMany({ where: { action: "check-ins.undo" } }),
    ]);
    expect(row).toMatchObject({ verdict: "UNDONE", direction: "out", undoesId: left.id, reason: "Mistake" });
    expect(audit).toMatchObject([{ changed: ["checkedInAt", "leftAt"] }]);
  });

  it("of one's own check-out is possible for five minutes, of another's only with check-ins.undo", async () => {
    const { gate, undo, pass, place } = await oneGuest();
    await pass("in", 0);
    const left = await pass("out", 10);
    await expect(undo(left, inRole("STAFF_SCANNER"))).rejects.toMatchObject({ code: "FORBIDDEN" });
    world.now = new Date(minutes(10).getTime() + OWN_UNDO_MS + 1);
    await expect(undo(left, gate.actor)).rejects.toMatchObject({ code: "UNDO_TOO_LATE" });
    expect(await place()).toEqual(outSince(10));
    world.now = new Date(minutes(10).getTime() + OWN_UNDO_MS);
    await expect(undo(left, gate.actor)).resolves.toMatchObject({ undone: "CHECKED_OUT" });
  });

  it("twenty undos of one check-out at once take it back once; sent again each is answered the same", async () => {
    const { tenant, undo, pass, place } = await oneGuest();
    const first = await pass("in", 0);
    const left = await pass("out", 10);
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => undo(left)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(await place()).toEqual(inSince(0, first));
    const undoId = newId();
    const answers = await Promise.all(Array.from({ length: 20 }, () => undo(first, admin, undoId)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const undone = await act(world, tenant, admin, ({ db }) => db.scan.count({ where: { verdict: "UNDONE" } }));
    expect(undone).toBe(2);
  });

  it("an undo and a new movement at once: one of them wins, and the place is what the rows say", async () => {
    for (let round = 0; round < 10; round++) {
      const { gate, look, undo, pass, place } = await oneGuest();
      const first = await pass("in", 0);
      const left = await pass("out", 10);
      const preview = await look("in");
      const scan = { id: newId() };
      // An undo asks more before it takes the ticket's row: now the one is first there, now the other.
      const enter = sleep(round * 2).then(() => gate.confirm(preview, { scanId: scan.id }));
      const [undoing, entering] = await Promise.allSettled([undo(left), enter]);
      const isUndone = undoing.status === "fulfilled";
      if (isUndone) expect(await place()).toEqual(inSince(0, first));
      else expect(await place()).toMatchObject({ checkInId: scan.id, leftAt: null });
      expect(entering).toMatchObject({
        status: "fulfilled",
        value: { verdict: isUndone ? "ALREADY_CHECKED_IN" : "ADMITTED" },
      });
    }
  });
});
