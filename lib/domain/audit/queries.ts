import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { assertCan, assertCanSomewhere } from "../access/rules";
import type { ActorRef } from "./rules";
import {
  ACTION_TEXT,
  AUDIT_AREAS,
  type AuditArea,
  type AuditCursor,
  type AuditFilter,
  type AuditRow,
  type SubjectEntry,
} from "./schema";

const ENTRY_FIELDS = {
  id: true,
  at: true,
  actorKind: true,
  actorId: true,
  action: true,
  subjectKind: true,
  subjectId: true,
  eventId: true,
  changed: true,
} as const;

/** The trail, newest first, a page at a time; `cursor` is the last entry of the page before. */
export async function listAuditEntries(
  ctx: Ctx,
  input: { filter: AuditFilter; cursor?: AuditCursor; take?: number },
): Promise<{ entries: AuditRow[]; nextCursor: AuditCursor | null }> {
  assertCan(ctx, "audit.read");
  const take = input.take ?? 50;
  const { actorId, area, eventId, from, until } = input.filter;
  const { cursor } = input;
  const rows = await ctx.db.auditEntry.findMany({
    where: {
      ...(actorId ? { actorId } : {}),
      ...(eventId ? { eventId } : {}),
      AND: [
        ...(area ? [{ OR: actionsOf(area) }] : []),
        ...(from ? [{ at: { gte: from } }] : []),
        ...(until ? [{ at: { lt: until } }] : []),
        // The first half alone is what the index can begin at.
        ...(cursor ? [{ at: { lte: cursor.at } }, { OR: [{ at: { lt: cursor.at } }, { id: { lt: cursor.id } }] }] : []),
      ],
    },
    select: ENTRY_FIELDS,
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: take + 1,
  });
  const entries = rows.slice(0, take).map(({ actorKind, actorId: actor, subjectKind, subjectId, ...row }) => ({
    ...row,
    actor: { kind: actorKind, id: actor },
    subject: { kind: subjectKind, id: subjectId },
  }));
  const last = entries.at(-1);
  return { entries, nextCursor: rows.length > take && last ? { at: last.at, id: last.id } : null };
}

/**
 * Every action of an area. The known ones are named for the planner's sake: under row-level security it knows nothing of what a
 * pattern finds, guesses next to nothing, and would sort a whole year rather than begin at its end.
 */
function actionsOf(area: AuditArea) {
  const prefixes = AUDIT_AREAS[area].nouns.map((noun) => `${noun}.`);
  const known = Object.keys(ACTION_TEXT).filter((action) => prefixes.some((prefix) => action.startsWith(prefix)));
  return [{ action: { in: known } }, ...prefixes.map((prefix) => ({ action: { startsWith: prefix } }))];
}

/** Who the trail can be narrowed to: everybody who belongs or belonged to the organization, and its API keys; at most 500 of each. */
export async function listAuditActors(
  ctx: Ctx,
): Promise<{ people: { id: string; name: string }[]; keys: { id: string; name: string }[] }> {
  assertCan(ctx, "audit.read");
  const named = { select: { id: true, name: true }, orderBy: { name: "asc" }, take: 500 } as const;
  // People are global; the policy shows those who share or shared a membership.
  const people = await ctx.db.user.findMany(named);
  const keys = await ctx.db.apiKey.findMany(named);
  return { people, keys };
}

type NamedRow = { id: string; name: string };

const NAMED = { id: true, name: true } as const;

/** Where the name of each kind of subject stands; a ticket's is its number. What has no name of its own is not here. */
const SUBJECT_NAMES: Record<string, (db: Ctx["db"], where: { id: { in: string[] } }) => Promise<NamedRow[]>> = {
  event: (db, where) => db.event.findMany({ where, select: NAMED }),
  "ticket-type": (db, where) => db.ticketType.findMany({ where, select: NAMED }),
  gate: (db, where) => db.gate.findMany({ where, select: NAMED }),
  checkpoint: (db, where) => db.checkpoint.findMany({ where, select: NAMED }),
  "api-key": (db, where) => db.apiKey.findMany({ where, select: NAMED }),
  invitation: (db, where) => db.invitation.findMany({ where, select: NAMED }),
  async ticket(db, where) {
    const rows = await db.ticket.findMany({ where, select: { id: true, number: true } });
    return rows.map(({ id, number }) => ({ id, name: `Ticket ${number}` }));
  },
  async member(db, where) {
    const rows = await db.member.findMany({ where, select: { id: true, user: { select: { name: true } } } });
    return rows.map(({ id, user }) => ({ id, name: user.name }));
  },
  async import(db, where) {
    const rows = await db.import.findMany({ where, select: { id: true, fileName: true } });
    return rows.map(({ id, fileName }) => ({ id, name: fileName }));
  },
};

/** What entries are about, by id, as far as it still exists and has a name. */
export async function findSubjectNames(
  ctx: Ctx,
  input: { subjects: { kind: string; id: string | null }[] },
): Promise<Map<string, string>> {
  assertCan(ctx, "audit.read");
  const names = new Map<string, string>();
  for (const [kind, read] of Object.entries(SUBJECT_NAMES)) {
    const ids = new Set(input.subjects.flatMap((one) => (one.kind === kind && one.id ? [one.id] : [])));
    if (ids.size === 0) continue;
    for (const { id, name } of await read(ctx.db, { id: { in: [...ids] } })) names.set(id, name);
  }
  return names;
}

/**
 * Names of those who did something, by id: people who share or shared a membership, API keys and devices. Who is not found
 * is not in the answer; `actorText` has words for them. For whoever may read a list that says who.
 */
export async function findActorNames(ctx: Ctx, input: { actors: readonly ActorRef[] }): Promise<Map<string, string>> {
  assertCanSomewhere(ctx, "audit.read", "tickets.read", "tickets.export", "check-ins.read");
  const idsOf = (kind: string) => [
    ...new Set(input.actors.flatMap((actor) => (actor.kind === kind && actor.id !== null ? [actor.id] : []))),
  ];
  const [people, keys, devices] = [idsOf("person"), idsOf("api-key"), idsOf("device")];
  const names = new Map<string, string>();
  if (people.length > 0) {
    const rows = await ctx.db.user.findMany({ where: { id: { in: people } }, select: { id: true, name: true } });
    for (const { id, name } of rows) names.set(id, name);
  }
  if (keys.length > 0) {
    const rows = await ctx.db.apiKey.findMany({ where: { id: { in: keys } }, select: { id: true, name: true } });
    for (const { id, name } of rows) names.set(id, `${name} (API key)`);
  }
  if (devices.length > 0) {
    const rows = await ctx.db.device.findMany({ where: { id: { in: devices } }, select: { id: true, label: true } });
    for (const { id, label } of rows) names.set(id, label);
  }
  return names;
}

/** What was done to a ticket, in its order, from a moment on; at most `take`. For whoever may see the event's tickets. */
export async function listTicketAudit(
  ctx: Ctx,
  input: { eventId: string; ticketId: string; from?: Date; take: number },
): Promise<SubjectEntry[]> {
  assertCan(ctx, "tickets.read", input.eventId);
  const { eventId, ticketId: subjectId } = input;
  return ctx.db.auditEntry.findMany({
    where: { subjectKind: "ticket", subjectId, eventId, ...(input.from ? { at: { gte: input.from } } : {}) },
    select: { id: true, at: true, actorKind: true, actorId: true, action: true },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: input.take,
  });
}
