import { beforeEach, describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, person, useWorld } from "@/lib/testing/world";
import { createTicketType } from "../ticket-types/commands";
import { reissueTicket } from "../tickets/commands/reissue-ticket";
import { revokeTicket } from "../tickets/commands/revoke-ticket";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");
const start = new Date("2026-09-18T12:00:00Z");
const seconds = (count: number) => new Date(start.getTime() + count * 1000);

beforeEach(() => {
  world.now = start;
});

async function tickets(count: number) {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const made = await makeTickets(world, tenant, event, count);
  const secrets = await Promise.all(made.map((ticket) => secretsOf(world, tenant, ticket.id)));
  const all = made.map((ticket, index) => ({
    ...ticket,
    code: secrets[index]?.code ?? "",
    check: secrets[index]?.check ?? "",
  }));
  const [first] = all;
  if (!first) throw new Error("No ticket was issued.");
  return { tenant, event, all, ...first };
}

const scansOf = (tenant: CtxTenant) =>
  act(world, tenant, admin, (ctx) => ctx.db.scan.findMany({ orderBy: { id: "asc" } }));
const revoke = (tenant: CtxTenant, ticketId: string) =>
  act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId, reason: "Chargeback" }));

describe("what a refusal leaves on record", () => {
  it("is one row for a caller and code in ten seconds, and another after that", async () => {
    const { tenant, event, id, code } = await tickets(1);
    await revoke(tenant, id);
    const gate = gateAt(world, tenant, event);
    for (const at of [0, 3, 9.999, 10, 15]) {
      world.now = seconds(at);
      expect((await gate.preview(code)).verdict).toBe("REVOKED");
    }
    expect((await scansOf(tenant)).map((scan) => scan.at)).toEqual([seconds(0), seconds(10)]);
  });

  it("is a row of its own for another caller and for another code", async () => {
    const { tenant, event, all } = await tickets(2);
    for (const { id } of all) await revoke(tenant, id);
    const [one, two] = all;
    const gates = [gateAt(world, tenant, event), gateAt(world, tenant, event)];
    for (const gate of gates) for (const ticket of [one, two, one]) await gate.preview(ticket?.code ?? "");
    const rows = await scansOf(tenant);
    expect(new Set(rows.map((scan) => `${scan.actorId} ${scan.ticketId}`)).size).toBe(4);
    expect(rows).toHaveLength(4);
  });

  it("says who, where, on what and how, and keeps the code's hash only", async () => {
    const { tenant, event, id, code } = await tickets(1);
    await revoke(tenant, id);
    const gate = gateAt(world, tenant, event);
    await gate.preview(code, { device: { id: gate.deviceId, label: "South tablet" }, method: "wedge" });
    const [scan] = await scansOf(tenant);
    expect(scan).toMatchObject({
      ticketId: id,
      verdict: "REVOKED",
      method: "wedge",
      direction: "in",
      deviceId: gate.deviceId,
      deviceLabel: "South tablet",
      actorKind: "person",
      at: start,
    });
    expect(scan?.codeHash).toHaveLength(32);
    expect(JSON.stringify(scan)).not.toContain(code.slice(3));
  });
});

describe("where a scan is recorded", () => {
  it("is the first checkpoint, Entry, and the only gate, unless others are named", async () => {
    const { tenant, event, all } = await tickets(2);
    const gate = gateAt(world, tenant, event);
    await gate.confirm(await gate.preview(all[0]?.code ?? ""));
    const second = await act(world, tenant, admin, async (ctx) => {
      const row = { tenantId: tenant.id, eventId: event.id, createdAt: ctx.now, position: 1 };
      await ctx.db.checkpoint.create({ data: { ...row, id: "019a9f3a-0000-7000-8000-00000000000c", name: "Lounge" } });
      return ctx.db.gate.create({ data: { ...row, id: "019a9f3a-0000-7000-8000-00000000000d", name: "Side gate" } });
    });
    // With two gates nobody can say which one it was, unless it is named.
    await gate.confirm(await gate.preview(all[1]?.code ?? ""));
    await gateAt(world, tenant, event).preview(all[1]?.code ?? "", { gateId: second.id });
    const where = await act(world, tenant, admin, (ctx) =>
      ctx.db.scan.findMany({
        orderBy: { id: "asc" },
        select: { verdict: true, gate: { select: { name: true } }, checkpoint: { select: { name: true } } },
      }),
    );
    expect(
      where.map((scan) => `${scan.verdict} at ${scan.gate?.name ?? "no gate"}, ${scan.checkpoint?.name}`).sort(),
    ).toEqual(["ADMITTED at Main gate, Entry", "ADMITTED at no gate, Entry", "ALREADY_CHECKED_IN at Side gate, Entry"]);
  });

  it("a device keeps the label it was last called, and earlier scans the one they were made under", async () => {
    const { tenant, event, all } = await tickets(2);
    const gate = gateAt(world, tenant, event);
    for (const [index, label] of ["Door A", "Door B"].entries()) {
      await gate.confirm(await gate.preview(all[index]?.code ?? "", { device: { id: gate.deviceId, label } }));
    }
    expect((await scansOf(tenant)).map((scan) => scan.deviceLabel).sort()).toEqual(["Door A", "Door B"]);
    const devices = await act(world, tenant, admin, (ctx) =>
      ctx.db.device.findMany({ select: { id: true, label: true } }),
    );
    expect(devices).toEqual([{ id: gate.deviceId, label: "Door B" }]);
  });
});

describe("typed entry", () => {
  it("admits with the right letters, in any case and spacing", async () => {
    const { tenant, event, all } = await tickets(4);
    const gate = gateAt(world, tenant, event);
    const forms = [
      (n: number, c: string) => `${n}-${c}`,
      (n: number, c: string) => ` ${n} ${c.toLowerCase()} `,
      (n: number, c: string) => `#00${n}${c}`,
      (n: number, c: string) => `${n} – ${c}`,
    ];
    for (const [index, form] of forms.entries()) {
      const ticket = all[index];
      const preview = await gate.preview({ typed: form(ticket?.number ?? 0, ticket?.check ?? "") });
      expect(preview).toMatchObject({ verdict: "READY", ticket: { number: ticket?.number } });
      expect((await gate.confirm(preview)).verdict).toBe("ADMITTED");
    }
    expect((await scansOf(tenant)).map((scan) => [scan.method, scan.codeHash])).toEqual(Array(4).fill(["typed", null]));
  });

  it("a number alone, wrong letters, another ticket's letters and an unknown number are INVALID alike", async () => {
    const { tenant, event, all, number, check } = await tickets(2);
    const wrong = `${check.slice(0, 3)}${check.endsWith("A") ? "B" : "A"}`;
    for (const typed of [
      `${number}`,
      `${number}-${wrong}`,
      `${number}-${all[1]?.check}`,
      `99-${check}`,
      check,
      "0-AAAA",
      "",
    ]) {
      expect(await gateAt(world, tenant, event).preview({ typed })).toEqual({ verdict: "INVALID" });
    }
    expect((await scansOf(tenant)).every((scan) => scan.ticketId === null && scan.verdict === "INVALID")).toBe(true);
  });

  it("the letters of an old generation are REPLACED", async () => {
    const { tenant, event, id, number, check } = await tickets(1);
    await act(world, tenant, admin, (ctx) => reissueTicket(ctx, { ticketId: id }));
    const gate = gateAt(world, tenant, event);
    expect((await gate.preview({ typed: `${number}-${check}` })).verdict).toBe("REPLACED");
    const fresh = await secretsOf(world, tenant, id);
    expect((await gate.preview({ typed: `${number}-${fresh.check}` })).verdict).toBe("READY");
  });

  it("finds numbers of this event only", async () => {
    const { tenant, event, number, check } = await tickets(1);
    const other = await makeEvent(world, tenant);
    await act(world, tenant, admin, (ctx) => createTicketType(ctx, { eventId: other.id, name: "Second" }));
    expect(await gateAt(world, tenant, other).preview({ typed: `${number}-${check}` })).toEqual({ verdict: "INVALID" });
    expect((await gateAt(world, tenant, event).preview({ typed: `${number}-${check}` })).verdict).toBe("READY");
  });

  it("needs a permission of its own", async () => {
    const { tenant, event, number, check, code } = await tickets(1);
    const gate = gateAt(world, tenant, event, person(["gate.scan"]));
    await expect(gate.preview({ typed: `${number}-${check}` })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect((await gate.preview(code)).verdict).toBe("READY");
  });
});
