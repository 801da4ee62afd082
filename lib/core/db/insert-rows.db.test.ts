import { describe, expect, it } from "vitest";
import { act, inRole, makeEvent, makeTenant, useWorld } from "@/lib/testing/world";
import { newId } from "../ids";
import { insertNewRows, insertRows } from "./insert-rows";

const world = useWorld();
const admin = inRole("TENANT_ADMIN");

describe("many rows at once", () => {
  it("come back as they were given: dates, bytes, lists, JSON, nothing, and any text", async () => {
    const tenant = await makeTenant(world);
    const event = await makeEvent(world, tenant);
    const entry = { id: newId(), at: new Date("2026-03-01T10:11:12.345Z"), actorKind: "person", actorId: null };
    const audit = { ...entry, action: "a.b", subjectKind: "x", subjectId: null, eventId: null, requestId: "r" };
    const job = { id: newId(), kind: "none", payload: { a: "'; DROP", b: "ü\n\\x41" }, createdAt: world.now };
    const common = { eventId: event.id, ticketTypeId: event.ticketTypeId, issuedAt: world.now, search: "" };
    const ticket = (holderName: string, number: number) => ({
      ...common,
      id: newId(),
      number,
      holderName,
      holderEmail: "",
    });
    const named = ['O\'Hara "\\" 🎟️', "half \ud800 a character", "\\x41"];
    const importIdentity = new Uint8Array([0, 255, 92, 120]);
    await act(world, tenant, admin, async (ctx) => {
      await insertRows(ctx, "audit_entries", [{ ...audit, changed: ["one", "two"] }]);
      await insertRows(ctx, "job_requests", [job]);
      await insertRows(ctx, "tickets", [
        { ...ticket(named[0] ?? "", 1), importIdentity },
        { ...ticket(named[1] ?? "", 2), importIdentity: null },
        { ...ticket(named[2] ?? "", 3), importIdentity: null },
      ]);
      await insertRows(ctx, "tickets", []);
    });
    const kept = await act(world, tenant, admin, async ({ db }) => ({
      audit: await db.auditEntry.findFirst({ where: { id: audit.id } }),
      job: await db.jobRequest.findFirst({ where: { id: job.id }, select: { payload: true, createdAt: true } }),
      tickets: await db.ticket.findMany({
        where: { eventId: event.id },
        select: { holderName: true, importIdentity: true, state: true, version: true },
        orderBy: { number: "asc" },
      }),
    }));
    expect(kept.audit).toEqual({ ...audit, tenantId: tenant.id, changed: ["one", "two"] });
    expect(kept.job).toEqual({ payload: job.payload, createdAt: job.createdAt });
    expect(kept.tickets.map((one) => one.holderName)).toEqual([named[0], "half \ufffd a character", named[2]]);
    expect(kept.tickets.map((one) => one.importIdentity && [...one.importIdentity])).toEqual([
      [0, 255, 92, 120],
      null,
      null,
    ]);
    // What is not given is what the table says it is.
    expect(kept.tickets[0]).toMatchObject({ state: "valid", version: 1 });
  });

  it("go in without those that are there already, and it is told which did", async () => {
    const tenant = await makeTenant(world);
    const rowsOf = (...ids: string[]) => ids.map((id) => ({ id, kind: "none", payload: {}, createdAt: world.now }));
    const [one, two, three] = [newId(), newId(), newId()];
    const insert = (...ids: string[]) =>
      act(world, tenant, admin, (ctx) => insertNewRows(ctx, "job_requests", rowsOf(...ids)));
    expect(await insert(one, two)).toEqual(new Set([one, two]));
    expect(await insert(two, three, one)).toEqual(new Set([three]));
    expect(await insert(three)).toEqual(new Set());
    expect(await insert()).toEqual(new Set());
  });

  it("are the ctx's tenant's, whatever they say", async () => {
    const [mine, other] = [await makeTenant(world), await makeTenant(world)];
    const id = newId();
    const row = { id, kind: "none", payload: {}, createdAt: world.now, tenantId: other.id };
    await act(world, mine, admin, (ctx) => insertRows(ctx, "job_requests", [row]));
    const count = (tenant: typeof mine) =>
      act(world, tenant, admin, (ctx) => ctx.db.jobRequest.count({ where: { id } }));
    expect([await count(mine), await count(other)]).toEqual([1, 0]);
  });
});
