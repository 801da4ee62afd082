import { beforeEach, describe, expect, it } from "vitest";
import type { Actor, CtxTenant } from "@/lib/core/ctx";
import { newId } from "@/lib/core/ids";
import { type Chunk, workThrough } from "@/lib/domain/runs/commands";
import { listRuns } from "@/lib/domain/runs/queries";
import type { RunKind } from "@/lib/domain/runs/schema";
import { gateAt, secretsOf } from "@/lib/testing/gate";
import {
  act,
  ctxOf,
  inRole,
  type MadeEvent,
  makeEvent,
  makeMember,
  makeTenant,
  makeTickets,
  useWorld,
} from "@/lib/testing/world";
import { restoreTicket } from "./commands/restore-ticket";
import { revokeTicket } from "./commands/revoke-ticket";
import { resendMany, revokeMany } from "./commands/start-bulk";
import { resendChunk, revokeChunk } from "./jobs";
import { listTickets } from "./queries";
import type { TicketFilter, TicketSelection } from "./schema";

const world = useWorld();
let admin = inRole("TENANT_ADMIN");
let tenant: CtxTenant;
let event: MadeEvent;

beforeEach(async () => {
  tenant = await makeTenant(world);
  admin = await makeMember(world, tenant, "TENANT_ADMIN");
  event = await makeEvent(world, tenant, { capacity: 5000 });
});

async function issue(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let left = count; left > 0; left -= 500) {
    ids.push(...(await makeTickets(world, tenant, event, Math.min(left, 500))).map(({ id }) => id));
  }
  return ids;
}
const all = (through: number, filter: TicketFilter = {}): TicketSelection => ({ filter, through });
const revoke = (selection: TicketSelection, by: Actor = admin) =>
  act(world, tenant, by, (ctx) => revokeMany(ctx, { eventId: event.id, selection, reason: "Storm" }));
const resend = (selection: TicketSelection, by: Actor = admin) =>
  act(world, tenant, by, (ctx) => resendMany(ctx, { eventId: event.id, selection }));
const work = (runId: string, chunk: Chunk) =>
  workThrough(ctxOf(world, tenant, { kind: "job", id: newId(), permissions: [] }), { runId }, chunk);
const latest = (kind: RunKind) =>
  act(world, tenant, admin, async (ctx) => (await listRuns(ctx, { eventId: event.id, kind }))[0]);
const read = <T>(ask: (db: Parameters<Parameters<typeof act>[3]>[0]["db"]) => Promise<T>) =>
  act(world, tenant, admin, ({ db }) => ask(db));
const countRevoked = () => read((db) => db.ticket.count({ where: { state: "revoked" } }));
const auditOf = (action: string) =>
  read((db) =>
    db.auditEntry.findMany({ where: { action }, select: { subjectId: true, actorKind: true, actorId: true } }),
  );
const settleEmails = () => read((db) => db.message.updateMany({ data: { state: "sent" } }));

/** The chunk, but dying after its work on the `n`th call, as a process does that is killed before its commit. */
function dyingAt(n: number, chunk: Chunk): Chunk {
  let calls = 0;
  return async (ctx, step) => {
    const result = await chunk(ctx, step);
    calls += 1;
    if (calls === n) throw new Error("killed");
    return result;
  };
}

describe("revoking many tickets", () => {
  it("cut off in the middle goes on where its last commit was, and does each once", async () => {
    await issue(1200);
    const starter = await makeMember(world, tenant, "TENANT_ADMIN");
    const { runId } = await revoke(all(1200), starter);
    await expect(work(runId, dyingAt(2, revokeChunk))).rejects.toThrow("killed");
    expect(await countRevoked()).toBe(500);
    expect(await latest("tickets.revoke-many")).toMatchObject({ state: "running", total: 1200, done: 500 });
    await work(runId, revokeChunk);
    expect(await latest("tickets.revoke-many")).toMatchObject({ state: "done", done: 1200, refused: 0 });
    expect(await countRevoked()).toBe(1200);
    const audit = await auditOf("tickets.revoke");
    expect(new Set(audit.map(({ subjectId }) => subjectId)).size).toBe(1200);
    expect(audit).toHaveLength(1200);
    expect(audit.every(({ actorKind, actorId }) => actorKind === "person" && actorId === starter.id)).toBe(true);
  });

  it("by two workers at once does each once", async () => {
    await issue(1100);
    const { runId } = await revoke(all(1100));
    await Promise.all([work(runId, revokeChunk), work(runId, revokeChunk)]);
    expect(await latest("tickets.revoke-many")).toMatchObject({ state: "done", done: 1100, refused: 0 });
    expect(await auditOf("tickets.revoke")).toHaveLength(1100);
  });

  it("counts and takes those that can be revoked, and not one that was revoked before", async () => {
    const ids = await issue(3);
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: ids[0] ?? "", reason: "Lost" }));
    const listed = await act(world, tenant, admin, (ctx) => listTickets(ctx, { eventId: event.id }));
    expect(listed).toMatchObject({ count: 3, takenBy: { revoke: 2, resend: 2 } });
    const paged = await act(world, tenant, admin, (ctx) => listTickets(ctx, { eventId: event.id, take: 1 }));
    expect(paged).toMatchObject({ count: 3, takenBy: { revoke: 2, resend: 2 } });
    for (const selection of [all(3), { ids }]) {
      const { runId } = await revoke(selection);
      expect(await latest("tickets.revoke-many")).toMatchObject({ total: 2 });
      await work(runId, revokeChunk);
      expect(await latest("tickets.revoke-many")).toMatchObject({ total: 2, done: 2, refused: 0 });
      for (const ticketId of ids.slice(1)) await act(world, tenant, admin, (ctx) => restoreTicket(ctx, { ticketId }));
    }
    await expect(revoke({ ids: ids.slice(0, 1) })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("leaves out what somebody else did meanwhile, and later tickets", async () => {
    const ids = await issue(4);
    const { runId } = await revoke(all(4));
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: ids[1] ?? "", reason: "Lost" }));
    await issue(2);
    await work(runId, revokeChunk);
    expect(await latest("tickets.revoke-many")).toMatchObject({ total: 3, done: 3, refused: 0 });
    const reasons = await read((db) =>
      db.ticket.findMany({ orderBy: { number: "asc" }, select: { revokeReason: true } }),
    );
    expect(reasons.map((row) => row.revokeReason)).toEqual(["Storm", "Lost", "Storm", "Storm", null, null]);
  });

  it("takes the tickets of a filter or those chosen, and shuts the door to them alone", async () => {
    const ids = await issue(12);
    await work((await revoke({ ids: [ids[2] ?? "", ids[3] ?? ""] })).runId, revokeChunk);
    await work((await revoke(all(12, { search: "guest-1" }))).runId, revokeChunk);
    const states = await read((db) => db.ticket.findMany({ where: { state: "revoked" }, orderBy: { number: "asc" } }));
    expect(states.map(({ number }) => number)).toEqual([1, 3, 4, 10, 11, 12]);
    const gate = gateAt(world, tenant, event);
    const verdictOf = async (id = "") => (await gate.preview((await secretsOf(world, tenant, id)).code)).verdict;
    expect([await verdictOf(ids[2]), await verdictOf(ids[1])]).toEqual(["REVOKED", "READY"]);
    await act(world, tenant, admin, (ctx) => restoreTicket(ctx, { ticketId: ids[2] ?? "" }));
    expect(await verdictOf(ids[2])).toBe("READY");
  });

  it("beside scans of the same tickets never both admits by a look from before and counts one twice", async () => {
    const ids = await issue(20);
    const gate = gateAt(world, tenant, event);
    const previews = await Promise.all(ids.map(async (id) => gate.preview((await secretsOf(world, tenant, id)).code)));
    const { runId } = await revoke(all(20));
    const [, ...verdicts] = await Promise.all([
      work(runId, revokeChunk),
      ...previews.map(async (preview) => (await gate.confirm(preview)).verdict),
    ]);
    expect(verdicts.every((verdict) => verdict === "ADMITTED" || verdict === "REVOKED")).toBe(true);
    expect(await countRevoked()).toBe(20);
    const inside = await read((db) => db.ticket.count({ where: { checkedInAt: { not: null } } }));
    expect(inside).toBe(verdicts.filter((verdict) => verdict === "ADMITTED").length);
  });

  it("begins nothing when there is nothing to revoke", async () => {
    await expect(revoke({ ids: [newId()] })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(revoke(all(10))).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await latest("tickets.revoke-many")).toBeUndefined();
  });
});

describe("sending many tickets again", () => {
  it("cut off and gone on with, by two at once, queues one email for each", async () => {
    await issue(1100);
    await settleEmails();
    const { runId } = await resend(all(1100));
    await expect(work(runId, dyingAt(2, resendChunk))).rejects.toThrow("killed");
    await Promise.all([work(runId, resendChunk), work(runId, resendChunk)]);
    expect(await latest("tickets.resend-many")).toMatchObject({ state: "done", done: 1100, refused: 0 });
    const queued = await read((db) => db.message.findMany({ where: { state: "queued" }, select: { ticketId: true } }));
    expect(queued).toHaveLength(1100);
    expect(new Set(queued.map(({ ticketId }) => ticketId)).size).toBe(1100);
    expect(await read((db) => db.jobRequest.count({ where: { kind: "messages.send" } }))).toBe(2200);
  });

  it("twice over refuses all that have an email on its way, and takes no ticket that is not valid", async () => {
    const ids = await issue(5);
    await settleEmails();
    await act(world, tenant, admin, (ctx) => revokeTicket(ctx, { ticketId: ids[0] ?? "", reason: "Lost" }));
    const [first, second] = [await resend(all(5)), await resend(all(5))];
    await Promise.all([work(first.runId, resendChunk), work(second.runId, resendChunk)]);
    const runs = await act(world, tenant, admin, (ctx) =>
      listRuns(ctx, { eventId: event.id, kind: "tickets.resend-many" }),
    );
    expect(runs.map(({ done }) => done)).toEqual([4, 4]);
    expect(runs.map(({ refused }) => refused).reduce((sum, refused) => sum + refused)).toBe(4);
    expect(await read((db) => db.message.count({ where: { state: "queued" } }))).toBe(4);
    expect(await auditOf("tickets.resend")).toHaveLength(4);
  });

  it("of a filter that its own work empties still reaches all of it", async () => {
    await issue(1010);
    await read((db) => db.message.updateMany({ data: { state: "failed" } }));
    const { runId } = await resend(all(1010, { email: "failed" }));
    await work(runId, resendChunk);
    expect(await latest("tickets.resend-many")).toMatchObject({ done: 1010, refused: 0 });
  });
});
