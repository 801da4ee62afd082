import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import { act, inRole, makeEvent, makeTenant, makeTickets, useWorld } from "@/lib/testing/world";
import { reissueTicket } from "../tickets/commands/reissue-ticket";
import { revokeTicket } from "../tickets/commands/revoke-ticket";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");

async function oneTicket() {
  const tenant = await makeTenant(world);
  const event = await makeEvent(world, tenant);
  const [ticket] = await makeTickets(world, tenant, event, 1);
  if (!ticket) throw new Error("No ticket was issued.");
  return { tenant, event, ticket, ...(await secretsOf(world, tenant, ticket.id)) };
}

function scansOf(tenant: CtxTenant) {
  return act(world, tenant, admin, (ctx) => ctx.db.scan.findMany({ orderBy: { id: "asc" } }));
}

describe("confirming", () => {
  it("fifty confirms of one ticket, each with its own preview and scan id, from five devices, admit exactly once", async () => {
    const { tenant, event, code } = await oneTicket();
    const gates = Array.from({ length: 5 }, () => gateAt(world, tenant, event));
    const previews = await Promise.all(Array.from({ length: 50 }, (_, n) => gates[n % 5]?.preview(code)));
    expect(previews.map((preview) => preview?.verdict)).toEqual(Array(50).fill("READY"));
    const answers = await Promise.all(previews.map((preview, n) => preview && gates[n % 5]?.confirm(preview)));
    const verdicts = answers.map((answer) => answer?.verdict);
    expect(verdicts.filter((verdict) => verdict === "ADMITTED")).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === "ALREADY_CHECKED_IN")).toHaveLength(49);
    const scans = await scansOf(tenant);
    expect(scans.filter((scan) => scan.verdict === "ADMITTED")).toHaveLength(1);
    expect(scans).toHaveLength(50);
  });

  it("fifty sendings of one scan id get one answer and leave one row", async () => {
    const { tenant, event, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    const scanId = newId();
    const answers = await Promise.all(Array.from({ length: 50 }, () => gate.confirm(preview, { scanId })));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ verdict: "ADMITTED", checkInId: scanId });
    expect(await scansOf(tenant)).toHaveLength(1);
  });

  it("a retry after the preview expired is given the recorded answer, and a first try then is refused", async () => {
    const { tenant, event, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    const scanId = newId();
    const before = await gate.confirm(preview, { scanId });
    world.now = new Date(world.now.getTime() + 3 * 60_000);
    expect(await gate.confirm(preview, { scanId })).toEqual(before);
    await expect(gate.confirm(preview)).rejects.toMatchObject({ code: "PREVIEW_EXPIRED" });
  });

  it("a scan id that stands for another ticket is refused, also when both are sent at once", async () => {
    const { tenant, event, code } = await oneTicket();
    const [other] = await makeTickets(world, tenant, event, 1);
    const otherCode = (await secretsOf(world, tenant, other?.id ?? "")).code;
    const gate = gateAt(world, tenant, event);
    const [first, second] = [await gate.preview(code), await gate.preview(otherCode)];
    const scanId = newId();
    const outcomes = await Promise.allSettled([gate.confirm(first, { scanId }), gate.confirm(second, { scanId })]);
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.status === "rejected").map((outcome) => outcome.reason.code)).toEqual([
      "SCAN_ID_REUSED",
    ]);
    expect((await scansOf(tenant)).filter((scan) => scan.verdict === "ADMITTED")).toHaveLength(1);
    const inside = await act(world, tenant, admin, (ctx) =>
      ctx.db.ticket.count({ where: { checkedInAt: { not: null } } }),
    );
    expect(inside).toBe(1);
  });

  it("another session, another device or another signature cannot use a preview", async () => {
    const { tenant, event, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await expect(gateAt(world, tenant, event).confirm(preview, { deviceId: gate.deviceId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(gate.confirm(preview, { deviceId: randomUUID() })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const forged = `${preview.previewToken?.slice(0, -2)}AA`;
    await expect(gate.confirm(preview, { previewToken: forged })).rejects.toMatchObject({ code: "VALIDATION_FAILED" });
    expect(await scansOf(tenant)).toHaveLength(0);
  });

  it("a ticket revoked between preview and confirm is refused as revoked", async () => {
    const { tenant, event, ticket, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: ticket.id, reason: "Chargeback" }));
    const scanId = newId();
    const answer = await gate.confirm(preview, { scanId });
    expect(answer).toMatchObject({ verdict: "REVOKED", ticket: { number: ticket.number } });
    expect(await gate.confirm(preview, { scanId })).toEqual(answer);
    expect((await scansOf(tenant)).map((scan) => scan.verdict)).toEqual(["REVOKED"]);
  });

  it("a ticket reissued between preview and confirm is refused as replaced", async () => {
    const { tenant, event, ticket, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await act(world, tenant, admin, (ctx) => reissueTicket(ctx, { ticketId: ticket.id }));
    expect(await gate.confirm(preview)).toMatchObject({ verdict: "REPLACED" });
  });

  it("a ticket moved to another event between preview and confirm is refused there", async () => {
    const { tenant, event, ticket, code } = await oneTicket();
    const other = await makeEvent(world, tenant);
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await act(world, tenant, admin, (ctx) =>
      ctx.db.ticket.updateMany({
        where: { id: ticket.id },
        data: { eventId: other.id, ticketTypeId: other.ticketTypeId, number: 99 },
      }),
    );
    expect(await gate.confirm(preview)).toMatchObject({ verdict: "WRONG_EVENT" });
  });

  it("a ticket that changed and is still ready asks for another look", async () => {
    const { tenant, event, ticket, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await act(world, tenant, admin, (ctx) =>
      ctx.db.ticket.updateMany({ where: { id: ticket.id }, data: { holderName: "Renamed" } }),
    );
    await expect(gate.confirm(preview)).rejects.toMatchObject({ code: "PREVIEW_STALE" });
    expect(await gate.confirm(await gate.preview(code))).toMatchObject({
      verdict: "ADMITTED",
      ticket: { name: "Renamed" },
    });
  });

  it("opening the ticket's page between preview and confirm changes nothing", async () => {
    const { tenant, event, ticket, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await act(world, tenant, admin, (ctx) =>
      ctx.db.ticket.updateMany({ where: { id: ticket.id }, data: { openedAt: world.now } }),
    );
    expect(await gate.confirm(preview)).toMatchObject({ verdict: "ADMITTED" });
  });

  it("an event cancelled between preview and confirm admits nobody", async () => {
    const { tenant, event, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await act(world, tenant, admin, (ctx) =>
      ctx.db.event.updateMany({ where: { id: event.id }, data: { status: "cancelled" } }),
    );
    expect(await gate.confirm(preview)).toMatchObject({ verdict: "EVENT_NOT_OPEN" });
  });

  it("a device revoked between preview and confirm admits nobody", async () => {
    const { tenant, event, code } = await oneTicket();
    const gate = gateAt(world, tenant, event);
    const preview = await gate.preview(code);
    await act(world, tenant, admin, (ctx) =>
      ctx.db.device.updateMany({ where: { id: gate.deviceId }, data: { revokedAt: world.now } }),
    );
    await expect(gate.confirm(preview)).rejects.toMatchObject({ code: "DEVICE_REVOKED" });
    await expect(gate.preview(code)).rejects.toMatchObject({ code: "DEVICE_REVOKED" });
    expect(await scansOf(tenant)).toHaveLength(0);
  });
});
