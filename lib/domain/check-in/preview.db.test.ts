import { beforeEach, describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { moveEvent } from "../events/commands";
import { reissueTicket } from "../tickets/commands/reissue-ticket";
import { previewScan } from "./commands/preview-scan";
import type { PreviewResult } from "./schema";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const start = new Date("2026-09-18T12:00:00Z");
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);
const UNKNOWN = `U1:${"A".repeat(32)}`;

beforeEach(() => {
  world.now = start;
});

async function oneTicket(changes: Parameters<typeof makeEvent>[2] = {}) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant, changes);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  if (!ticket) throw new Error("No ticket was issued.");
  return { tenant, event, ticket, ...(await secretsOf(world, tenant, ticket.id)) };
}

const asAdmin = <T>(tenant: CtxTenant, work: Parameters<typeof act<T>>[3]) => act(world, tenant, admin, work);
const scansOf = (tenant: CtxTenant) => asAdmin(tenant, (ctx) => ctx.db.scan.findMany({ orderBy: { id: "asc" } }));

describe("a preview of a ready ticket", () => {
  it("shows name and number, writes no scan, and lasts two minutes", async () => {
    const { tenant, event, code } = await oneTicket();
    const answer = await gateAt(world, tenant, event).preview(code);
    expect(answer).toEqual({
      verdict: "READY",
      direction: "in",
      shift: { inside: 1, left: 0 },
      ticket: { name: "Guest 1", number: 1 },
      previewToken: expect.any(String),
      expiresAt: minutes(2).toISOString(),
    });
    expect(await scansOf(tenant)).toEqual([]);
  });

  it("lasts no longer than the doors or the ticket's type", async () => {
    const { tenant, event, code } = await oneTicket({ doorsCloseAt: minutes(1) });
    const gate = gateAt(world, tenant, event);
    expect((await gate.preview(code)).expiresAt).toBe(minutes(1).toISOString());
    await asAdmin(tenant, (ctx) => ctx.db.ticketType.updateMany({ data: { validUntil: minutes(0.5) } }));
    const preview = await gate.preview(code);
    expect(preview.expiresAt).toBe(minutes(0.5).toISOString());
    world.now = minutes(0.5);
    await expect(gate.confirm(preview)).rejects.toMatchObject({ code: "PREVIEW_EXPIRED" });
  });

  it("shows the type only where the event turns it on", async () => {
    const { tenant, event, code } = await oneTicket({ showTicketType: true });
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    expect(preview.ticket).toEqual({ name: "Guest 1", number: 1, type: "General admission" });
    expect((await gate.confirm(preview)).ticket).toEqual(preview.ticket);
    await asAdmin(tenant, (ctx) =>
      ctx.db.event.updateMany({ where: { id: event.id }, data: { showTicketType: false } }),
    );
    expect((await gate.preview(code)).ticket).toEqual({ name: "Guest 1", number: 1 });
  });

  it("holds no name and no code in its token", async () => {
    const { tenant, event, code } = await oneTicket();
    const { previewToken = "" } = await gateAt(world, tenant, event).preview(code);
    const claims = Buffer.from(previewToken.split(".")[1] ?? "", "base64url").toString();
    expect(claims).toContain(event.id);
    expect(claims).not.toMatch(/Guest|example\.com|U1:/);
    expect(claims).not.toContain(code.slice(3));
  });
});

describe("the verdict", () => {
  it("is the first of all that apply, in the protocol's order", async () => {
    const { tenant, event: other, ticket, code } = await oneTicket();
    const event = await makeEvent(world, tenant, { draft: true, doorsCloseAt: minutes(-1) });
    const gate = gateAt(world, tenant, event, admin);
    const home = gateAt(world, tenant, other);
    await home.confirm(await home.preview(code));
    const newCode = async () => (await secretsOf(world, tenant, ticket.id)).code;
    const set = (data: object) =>
      asAdmin(tenant, (ctx) => ctx.db.ticket.updateMany({ where: { id: ticket.id }, data }));
    await asAdmin(tenant, (ctx) => reissueTicket(ctx, { ticketId: ticket.id }));
    await set({ state: "revoked" });

    // All is wrong at once; each step puts right what was just said, and no more.
    const said: string[] = [(await gate.preview(UNKNOWN)).verdict];
    let reading = code;
    const repairs: (() => Promise<unknown>)[] = [
      async () => undefined,
      () => set({ eventId: event.id, ticketTypeId: event.ticketTypeId }),
      () => asAdmin(tenant, (ctx) => moveEvent(ctx, { eventId: event.id, move: "publish" })),
      async () => {
        reading = await newCode();
      },
      () => set({ state: "refunded" }),
      () => set({ state: "unpaid" }),
      () => set({ state: "valid" }),
      () => set({ checkedInAt: null, checkInId: null }),
      () =>
        asAdmin(tenant, (ctx) => ctx.db.event.updateMany({ where: { id: event.id }, data: { doorsCloseAt: null } })),
    ];
    for (const repair of repairs) {
      await repair();
      // Past the ten seconds in which the same caller's refusals of one code leave one row.
      world.now = new Date(world.now.getTime() + 11_000);
      said.push((await gate.preview(reading)).verdict);
    }
    const order = [
      "INVALID",
      "WRONG_EVENT",
      "EVENT_NOT_OPEN",
      "REPLACED",
      "REVOKED",
      "REFUNDED",
      "UNPAID",
      "ALREADY_CHECKED_IN",
      "OUTSIDE_WINDOW",
      "READY",
    ];
    expect(said).toEqual(order);
    const refused = (await scansOf(tenant)).filter((scan) => scan.verdict !== "ADMITTED");
    expect(refused.map((scan) => scan.verdict)).toEqual(order.slice(0, -1));
  });

  it("of a duplicate names time, device and gate of the first admission", async () => {
    const { tenant, event, code } = await oneTicket();
    const first = gateAt(world, tenant, event);
    await first.confirm(await first.preview(code, { device: { id: first.deviceId, label: "North phone" } }));
    world.now = minutes(10);
    const again = await gateAt(world, tenant, event).preview(code);
    expect(again).toEqual({
      verdict: "ALREADY_CHECKED_IN",
      ticket: { name: "Guest 1", number: 1 },
      firstCheckIn: { at: start.toISOString(), device: "North phone", gate: "Main gate" },
    });
  });

  it("WRONG_EVENT names the other event only to those who may read it, and never the holder", async () => {
    const { tenant, event, code } = await oneTicket({ name: "Private dinner" });
    const here = await makeEvent(world, tenant);
    const seenBy = (actor: ReturnType<typeof person>) => gateAt(world, tenant, here, actor).preview(code);
    expect(await seenBy(inRole("STAFF_SCANNER"))).toEqual({ verdict: "WRONG_EVENT" });
    expect(await seenBy(person(["gate.scan", { permission: "events.read", eventId: here.id }]))).toEqual({
      verdict: "WRONG_EVENT",
    });
    const named = { verdict: "WRONG_EVENT", otherEvent: "Private dinner" };
    expect(await seenBy(person(["gate.scan", { permission: "events.read", eventId: event.id }]))).toEqual(named);
    expect(await seenBy(admin)).toEqual(named);
  });

  it("is not given for a gate or checkpoint of another event, nor for an event of nobody's", async () => {
    const { tenant, event, code } = await oneTicket();
    const other = await makeEvent(world, tenant);
    const find = (eventId: string) =>
      asAdmin(tenant, async ({ db }) => ({
        gate: await db.gate.findFirstOrThrow({ where: { eventId } }),
        checkpoint: await db.checkpoint.findFirstOrThrow({ where: { eventId } }),
      }));
    const strange = await find(other.id);
    const gate = gateAt(world, tenant, event);
    await expect(gate.preview(code, { gateId: strange.gate.id })).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { gateId: expect.any(String) } },
    });
    await expect(gate.preview(code, { checkpointId: strange.checkpoint.id })).rejects.toMatchObject({
      code: "VALIDATION_FAILED",
      details: { fields: { checkpointId: expect.any(String) } },
    });
    await expect(gate.preview(code, { eventId: newId() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const own = await find(event.id);
    expect((await gate.preview(code, { gateId: own.gate.id, checkpointId: own.checkpoint.id })).verdict).toBe("READY");
  });

  it("is not given for a gate that was taken away, and of two the one that is left needs no naming", async () => {
    const { tenant, event, code } = await oneTicket();
    const gone = await asAdmin(tenant, ({ db }) => {
      const row = { tenantId: tenant.id, eventId: event.id, createdAt: start, deletedAt: start };
      return db.gate.create({ data: { ...row, id: newId(), name: "Old gate" } });
    });
    const gate = gateAt(world, tenant, event);
    await expect(gate.preview(code, { gateId: gone.id })).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
    await gate.confirm(await gate.preview(code));
    const [scan] = await asAdmin(tenant, ({ db }) =>
      db.scan.findMany({ select: { gate: { select: { name: true } } } }),
    );
    expect(scan?.gate?.name).toBe("Main gate");
  });
});

describe("a code that is no ticket's", () => {
  it.each([
    "",
    "U1:",
    "hello",
    `U2:${"A".repeat(32)}`,
    `U1:${"A".repeat(31)}`,
    `U1:${"a".repeat(32)}`,
    `U1:${"0".repeat(32)}`,
    `${UNKNOWN}A`,
    "https://example.com/t/x",
  ])("is INVALID without asking the database when it is malformed: %j", async (code) => {
    const tenant = await makeTenant(world);
    const { id } = await makeEvent(world, tenant);
    const noCall = () => Promise.reject(new Error("The database was asked."));
    const ctx = { requestId: newId(), actor: inRole("STAFF_SCANNER"), tenant, now: world.now, call: noCall };
    const device = { id: newId(), label: "Phone" };
    const closed = await asAdmin(tenant, async ({ db }) => db);
    expect(await previewScan({ ...ctx, db: closed }, { eventId: id, code, device })).toEqual({ verdict: "INVALID" });
    await expect(previewScan({ ...ctx, db: closed }, { eventId: id, code: UNKNOWN, device })).rejects.toThrow(
      "was asked",
    );
    expect(await scansOf(tenant)).toEqual([]);
  });

  it("is answered byte for byte the same, and recorded the same, when it is unknown and when it is another organization's", async () => {
    const { tenant, event } = await oneTicket();
    const stranger = await oneTicket();
    const answers: PreviewResult[] = [];
    for (const code of [UNKNOWN, stranger.code]) answers.push(await gateAt(world, tenant, event).preview(code));
    expect(answers.map((answer) => JSON.stringify(answer))).toEqual(['{"verdict":"INVALID"}', '{"verdict":"INVALID"}']);
    const scans = await scansOf(tenant);
    expect(scans.map(({ verdict, ticketId, eventId }) => ({ verdict, ticketId, eventId }))).toEqual(
      Array(2).fill({ verdict: "INVALID", ticketId: null, eventId: event.id }),
    );
    expect(await scansOf(stranger.tenant)).toEqual([]);
  });
});
