import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx, CtxTenant } from "@/lib/core/ctx";
import { useOwner } from "@/lib/testing/owner";
import { type Populated, populate } from "@/lib/testing/populated";
import { act, inRole, makeTenant, person, useWorld } from "@/lib/testing/world";
import { recordAudit } from "./commands";
import { findSubjectNames, listAuditActors, listAuditEntries } from "./queries";
import type { AuditCursor, AuditFilter } from "./schema";

const world = useWorld();
const owner = useOwner(world);
const reader = person(["audit.read"]);
let tenant: CtxTenant;
let mine: Populated;
let other: Populated;

const [ana, ben] = [inRole("TENANT_ADMIN"), inRole("TENANT_ADMIN")];
const anEvent = "019a9f3a-1111-7000-8000-000000000001";

/** Writes one entry at a minute of the world's day. */
function note(minute: number, action: string, changes: { actor?: typeof ana; eventId?: string } = {}): Promise<void> {
  const at = new Date(world.now.getTime() + minute * 60_000);
  return act(world, tenant, changes.actor ?? ana, (ctx) =>
    recordAudit(
      { ...ctx, now: at },
      { action, subjectKind: "thing", subjectId: anEvent, eventId: changes.eventId, changed: ["name"] },
    ),
  );
}

beforeAll(async () => {
  tenant = await makeTenant(world);
  mine = await populate(world);
  other = await populate(world);
  await note(1, "tickets.issue", { eventId: anEvent });
  await note(1, "tickets.issue");
  await note(2, "ticket-types.create", { actor: ben });
  await note(3, "members.invite", { actor: ben, eventId: anEvent });
  await note(4, "grants.give");
  await note(5, "ticketsomething.else");
});

const list = (filter: AuditFilter, paging: { cursor?: AuditCursor; take?: number } = {}) =>
  act(world, tenant, reader, (ctx) => listAuditEntries(ctx, { filter, ...paging }));
const actionsOf = async (filter: AuditFilter) => (await list(filter)).entries.map(({ action }) => action);
const minute = (count: number) => new Date(world.now.getTime() + count * 60_000);

describe("the trail", () => {
  it("is newest first, with who, what and the names of changed fields", async () => {
    const { entries, nextCursor } = await list({});
    expect(entries.map(({ action }) => action)).toEqual([
      "ticketsomething.else",
      "grants.give",
      "members.invite",
      "ticket-types.create",
      "tickets.issue",
      "tickets.issue",
    ]);
    expect(entries[0]).toMatchObject({
      at: minute(5),
      actor: { kind: "person", id: ana.id },
      subject: { kind: "thing", id: anEvent },
      changed: ["name"],
    });
    expect(nextCursor).toBeNull();
  });

  it("is narrowed to a person, an area, an event and a time, and to several of them", async () => {
    expect(await actionsOf({ actorId: ben.id })).toEqual(["members.invite", "ticket-types.create"]);
    expect(await actionsOf({ area: "tickets" })).toEqual(["tickets.issue", "tickets.issue"]);
    expect(await actionsOf({ area: "team" })).toEqual(["grants.give", "members.invite"]);
    expect(await actionsOf({ area: "events" })).toEqual(["ticket-types.create"]);
    expect(await actionsOf({ eventId: anEvent })).toEqual(["members.invite", "tickets.issue"]);
    expect(await actionsOf({ from: minute(2), until: minute(4) })).toEqual(["members.invite", "ticket-types.create"]);
    expect(await actionsOf({ eventId: anEvent, actorId: ben.id, area: "team" })).toEqual(["members.invite"]);
    expect(await actionsOf({ actorId: ben.id, area: "door" })).toEqual([]);
  });

  it("shows each entry once over its pages, also where several are of one moment", async () => {
    const seen: string[] = [];
    let cursor: AuditCursor | undefined;
    for (let page = 0; page < 10; page++) {
      const { entries, nextCursor } = await list({}, { cursor, take: 1 });
      seen.push(...entries.map(({ id }) => id));
      if (!nextCursor) break;
      cursor = nextCursor;
    }
    expect(seen).toHaveLength(6);
    expect(seen).toEqual((await list({})).entries.map(({ id }) => id));
  });
});

describe("names", () => {
  const subjects = (of: Populated) => [
    { kind: "event", id: of.event.id },
    { kind: "ticket", id: of.ticketIds[1] ?? "" },
    { kind: "member", id: of.memberId },
    { kind: "invitation", id: of.invitationId },
    { kind: "ticket", id: null },
    { kind: "unheard-of", id: of.event.id },
  ];
  const names = (of: Populated) =>
    act(world, mine.tenant, reader, async (ctx) => [
      ...(await findSubjectNames(ctx, { subjects: subjects(of) })).values(),
    ]);

  it("are those of what still exists", async () => {
    expect((await names(mine)).sort()).toEqual(["Ivy Invited", "Mia Member", "Night", "Ticket 2"]);
  });

  it("of another organization are not told", async () => {
    expect(await names(other)).toEqual([]);
    const { people, keys } = await act(world, mine.tenant, reader, listAuditActors);
    expect(people).toEqual([{ id: mine.userId, name: "Mia Member" }]);
    expect(keys).toEqual([{ id: mine.apiKey.id, name: "Key" }]);
  });
});

describe("a trail of 100,000 entries", () => {
  const people = ["019a9f3a-2222-7000-8000-000000000001", "019a9f3a-2222-7000-8000-000000000002"];
  const events = ["019a9f3a-3333-7000-8000-000000000001", "019a9f3a-3333-7000-8000-000000000002"];

  beforeAll(async () => {
    // Few of the second person, the second event and the team, and those long ago: the worst for a list read from its end.
    await owner.rows(
      `INSERT INTO audit_entries (tenant_id, id, at, actor_kind, actor_id, action, subject_kind, subject_id, event_id, changed, request_id)
       SELECT $1, gen_random_uuid(), timestamptz '2026-01-01' + n * interval '1 minute', 'person',
         (CASE WHEN n < 40 THEN $3 ELSE $2 END)::uuid, CASE WHEN n < 40 THEN 'members.invite' ELSE 'tickets.issue' END,
         'ticket', gen_random_uuid(), (CASE WHEN n < 40 THEN $5 ELSE $4 END)::uuid, '{}', 'r'
       FROM generate_series(1, 100000) n`,
      [mine.tenant.id, ...people, ...events],
    );
    await owner.rows("ANALYZE audit_entries");
  });

  /** How many rows this connection has read of the trail, as the server counts them. */
  const rowsReadSoFar = async (ctx: Ctx): Promise<number> => {
    const [counted] = await ctx.db.$queryRaw<{ rows: number }[]>`
      SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int AS rows
      FROM pg_stat_xact_user_tables WHERE relname = 'audit_entries'`;
    return counted?.rows ?? Number.NaN;
  };
  const rowsRead = (filter: AuditFilter, cursor?: AuditCursor) =>
    act(world, mine.tenant, reader, async (ctx) => {
      const before = await rowsReadSoFar(ctx);
      const { entries, nextCursor } = await listAuditEntries(ctx, { filter, cursor });
      return { shown: entries.length, read: (await rowsReadSoFar(ctx)) - before, nextCursor };
    });

  const busy: [string, AuditFilter][] = [
    ["everything", {}],
    ["a busy person", { actorId: people[0] }],
    ["a busy event", { eventId: events[0] }],
    ["a busy area", { area: "tickets" }],
    ["a day in the middle", { from: new Date("2026-02-01T00:00:00Z"), until: new Date("2026-02-02T00:00:00Z") }],
  ];

  it.each(busy)("%s: a page reads no more than it shows, and so does the next", async (_name, filter) => {
    const first = await rowsRead(filter);
    expect(first).toMatchObject({ shown: 50, nextCursor: expect.anything() });
    expect(first.read).toBeLessThan(100);
    const second = await rowsRead(filter, first.nextCursor ?? undefined);
    expect(second.shown).toBe(50);
    expect(second.read).toBeLessThan(100);
  });

  const rare: [string, AuditFilter][] = [
    ["a person of long ago", { actorId: people[1] }],
    ["an event of long ago", { eventId: events[1] }],
    ["an area of long ago", { area: "team", until: new Date("2026-01-02T00:00:00Z") }],
  ];

  it.each(rare)("%s: every entry is read once at most", async (_name, filter) => {
    const { shown, read } = await rowsRead(filter);
    expect(shown).toBe(39);
    expect(read).toBeLessThan(100_100);
  });
});
