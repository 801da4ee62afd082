import { describe, expect, it } from "vitest";
import { moveEvent } from "@/lib/domain/events/commands";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { guestList, useImporter } from "@/lib/testing/imports";
import { useOwner } from "@/lib/testing/owner";
import { act, inRole, type MadeEvent, makeEvent, useWorld } from "@/lib/testing/world";
import { listImports } from "./queries";

const world = useWorld();
const owner = useOwner(world);
const desk = useImporter(world);
const { upload, commit, work, look, importList } = desk;

function ticketsOf(event: MadeEvent) {
  return act(world, desk.tenant, inRole("TENANT_ADMIN"), (ctx) =>
    ctx.db.ticket.findMany({
      where: { eventId: event.id },
      select: { id: true, number: true, holderName: true, holderEmail: true, reference: true },
      orderBy: { number: "asc" },
    }),
  );
}

/** Runs `work` while the database does something of its own at each row that is kept above a line. */
async function whenLineIsKept({ above }: { above: number }, statement: string, work: () => Promise<unknown>) {
  await owner.rows(`CREATE FUNCTION interfere() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN ${statement}; RETURN NEW; END $$`);
  await owner.rows(
    `CREATE TRIGGER interfere BEFORE INSERT ON import_rows FOR EACH ROW WHEN (NEW.line > ${above}) EXECUTE FUNCTION interfere()`,
  );
  try {
    await work();
  } finally {
    await owner.rows("DROP FUNCTION interfere CASCADE");
  }
}

describe("a commit", () => {
  it("issues the good rows in the order of their lines, each with its email, and keeps why the others were not", async () => {
    const event = await makeEvent(world, desk.tenant, { capacity: 2000 });
    const done = await importList(
      event,
      `${guestList(600)},bad\nGuest 601,g601@example.com\nGuest 602,g602@example.com`,
    );
    expect(done).toMatchObject({
      state: "done",
      progress: { done: 603, refused: 1 },
      counts: { issue: 602, refused: 1 },
    });
    expect(done.page.rows).toMatchObject([{ line: 602, reasons: [{ code: "MISSING_NAME" }, { code: "BAD_EMAIL" }] }]);
    const tickets = await ticketsOf(event);
    expect(tickets.map((ticket) => ticket.number)).toEqual(Array.from({ length: 602 }, (_, n) => n + 1));
    expect(tickets.map((ticket) => ticket.holderName)).toEqual(Array.from({ length: 602 }, (_, n) => `Guest ${n + 1}`));
    const [counts] = await owner.rows(
      `SELECT count(*) FILTER (WHERE m.id IS NOT NULL)::int AS messages, count(DISTINCT r.line)::int AS rows
       FROM import_rows r JOIN messages m ON m.ticket_id = r.ticket_id WHERE r.import_id = $1`,
      [done.importId],
    );
    expect(counts).toEqual({ messages: 602, rows: 602 });
    const by = await owner.rows(
      "SELECT DISTINCT actor_kind, actor_id FROM audit_entries WHERE event_id = $1 AND action LIKE '%issue%'",
      [event.id],
    );
    expect(by).toEqual([{ actor_kind: "person", actor_id: desk.actor.id }]);
  });

  it("is asked for once, however often and however much at once", async () => {
    const event = await makeEvent(world, desk.tenant);
    const { importId } = await upload(event, guestList(20));
    const runs = await Promise.all(Array.from({ length: 8 }, () => commit(event, importId)));
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1);
    const runId = runs[0]?.runId ?? "";
    await Promise.all([work(runId), work(runId), work(runId)]);
    expect(await ticketsOf(event)).toHaveLength(20);
    await work((await commit(event, importId)).runId);
    expect(await ticketsOf(event)).toHaveLength(20);
  });

  it("of the same list twice at once issues each guest once, and says so of the other", async () => {
    const event = await makeEvent(world, desk.tenant, { capacity: 2000 });
    const [one, two] = await Promise.all([upload(event, guestList(700)), upload(event, guestList(700))]);
    const runs = await Promise.all([commit(event, one.importId), commit(event, two.importId)]);
    await Promise.all(runs.map(({ runId }) => work(runId)));
    expect(await ticketsOf(event)).toHaveLength(700);
    const views = await Promise.all([look(event, one.importId), look(event, two.importId)]);
    expect(views.map((view) => view.state)).toEqual(["done", "done"]);
    expect(views.reduce((sum, view) => sum + view.counts.issue, 0)).toBe(700);
    expect(views.reduce((sum, view) => sum + view.counts.refused, 0)).toBe(700);
  });

  it("goes on behind a crash in the middle, and issues nothing twice", async () => {
    const event = await makeEvent(world, desk.tenant, { capacity: 2000 });
    const { importId } = await upload(event, guestList(900));
    const { runId } = await commit(event, importId);
    await whenLineIsKept({ above: 650 }, "RAISE EXCEPTION 'broken off'", () => expect(work(runId)).rejects.toThrow());
    expect(await look(event, importId)).toMatchObject({ state: "running", progress: { done: 600 } });
    expect(await ticketsOf(event)).toHaveLength(600);
    await work(runId);
    expect(await look(event, importId)).toMatchObject({ state: "done", progress: { done: 900, refused: 0 } });
    const tickets = await ticketsOf(event);
    expect(tickets.map((ticket) => ticket.holderName)).toEqual(Array.from({ length: 900 }, (_, n) => `Guest ${n + 1}`));
    expect(tickets.at(-1)?.number).toBe(900);
  });

  it("fills the event to its limit and refuses the rest, while others issue as well", async () => {
    const event = await makeEvent(world, desk.tenant, { capacity: 620 });
    const { importId } = await upload(event, guestList(700));
    const { runId } = await commit(event, importId);
    const byHand = Array.from({ length: 20 }, (_, n) =>
      act(world, desk.tenant, desk.actor, (ctx) =>
        issueTickets(ctx, { eventId: event.id, tickets: [{ name: `Hand ${n}`, email: `hand-${n}@example.com` }] }),
      ),
    );
    await Promise.allSettled([work(runId), ...byHand]);
    const tickets = await ticketsOf(event);
    expect(tickets.map((ticket) => ticket.number)).toEqual(Array.from({ length: 620 }, (_, n) => n + 1));
    const issue = tickets.filter((ticket) => ticket.holderName.startsWith("Guest")).length;
    const done = await look(event, importId);
    expect(done).toMatchObject({ state: "done", counts: { issue, refused: 700 - issue } });
    expect(done.reasons).toEqual([{ code: "OVER_CAP", rows: 700 - issue }]);
    expect(done.page.rows[0]?.line).toBe(issue + 2);
  });

  it("stops when the event is over, and goes on from there if it is opened again", async () => {
    const event = await makeEvent(world, desk.tenant, { capacity: 2000 });
    const { importId } = await upload(event, `${guestList(300)}Bad,bad`);
    const { runId } = await commit(event, importId);
    const end = `WITH ended AS (UPDATE events SET status = 'ended' WHERE id = '${event.id}')
      UPDATE event_counters SET is_open = false WHERE event_id = '${event.id}'`;
    await whenLineIsKept({ above: 100 }, end, () => work(runId));
    expect(await look(event, importId)).toMatchObject({
      state: "failed",
      progress: { done: 100, failure: "WRONG_STATE" },
    });
    await expect(commit(event, importId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await act(world, desk.tenant, inRole("TENANT_ADMIN"), (ctx) =>
      moveEvent(ctx, { eventId: event.id, move: "reopen" }),
    );
    await work((await commit(event, importId)).runId);
    expect(await ticketsOf(event)).toHaveLength(300);
    const [summary] = await act(world, desk.tenant, desk.actor, (ctx) => listImports(ctx, { eventId: event.id }));
    expect(summary).toMatchObject({ state: "done", rows: 301, progress: { total: 301, done: 301, refused: 1 } });
  });
});
