import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { unsafeSystemQuery } from "@/lib/core/db/system";
import { AppError } from "@/lib/core/errors";
import { hashSecret, sameBytes } from "@/lib/core/keys";
import { assertCan, assertCanSomewhere, assertHolds, assertJob, assertOperator, can } from "../access/rules";
import { findLatestStates } from "../messages/queries";
import type { MessageState } from "../messages/schema";
import { deriveCheck, maskTicket, secretsForPrint, type TicketSecrets, typedForm } from "./codes";
import { findPage, type ListInput } from "./pages";
import { BULK_STATES, comparableName, parseLink, standingOf, type TicketStanding } from "./rules";
import {
  type ListedTicket,
  MOST_COUNTED,
  type TicketDetail,
  type TicketPage,
  type TicketRow,
  type TicketState,
} from "./schema";
import {
  countMatches,
  findListedRows,
  type LinkRow,
  linkRow,
  narrowBySearch,
  readCounts,
  TICKET_BY_LINK,
  type TicketCounts,
} from "./sql";

const ROW_FIELDS = {
  id: true,
  number: true,
  holderName: true,
  holderEmail: true,
  state: true,
  generation: true,
  issuedAt: true,
  openedAt: true,
  checkedInAt: true,
  leftAt: true,
  ticketType: { select: { name: true } },
} as const;

/**
 * An event's tickets that a filter finds, in the order of their numbers, a page at a time: the one after a number, or the one
 * before. A search that is a number itself shows that ticket first.
 */
export async function listTickets(ctx: Ctx, input: ListInput): Promise<TicketPage> {
  assertCan(ctx, "tickets.read", input.eventId);
  if (input.email) assertCan(ctx, "messages.read");
  const narrowed = await narrowBySearch(ctx, input);
  const { ids, before, after } = await findPage(ctx, narrowed);
  const rows = await ctx.db.ticket.findMany({ where: { id: { in: ids } }, select: ROW_FIELDS });
  // Who may see tickets but not emails is shown the list without the emails' states.
  const messages = can(ctx.actor, "messages.read")
    ? await findLatestStates(ctx, { ticketIds: ids })
    : new Map<string, { id: string; state: MessageState }>();
  const known = new Map(rows.map((row) => [row.id, row]));
  const tickets = ids.flatMap((id): TicketRow[] => {
    const row = known.get(id);
    if (!row) return [];
    const { ticketType, state, generation, leftAt, ...shown } = row;
    const standing = standingOf({ state, generation, checkedInAt: row.checkedInAt, leftAt });
    return [{ ...shown, type: ticketType.name, standing, message: messages.get(id) ?? null }];
  });
  const last = await ctx.db.ticket.findFirst({
    where: { eventId: input.eventId },
    select: { number: true },
    orderBy: { number: "desc" },
  });
  const isAll = before === null && after === null;
  const { count, ...takenBy } = isAll ? countRows(rows) : await countMatches(ctx, narrowed, MOST_COUNTED + 1);
  return { tickets, count, takenBy, through: last?.number ?? 0, before, after };
}

function countRows(rows: readonly { state: TicketState }[]) {
  const among = (states: readonly TicketState[]) => rows.filter(({ state }) => states.includes(state)).length;
  return { count: rows.length, resend: among(BULK_STATES.resend), revoke: among(BULK_STATES.revoke) };
}

/** One ticket with what is known of it, for the organizer. Throws NOT_FOUND. */
export async function getTicket(ctx: Ctx, input: { ticketId: string }): Promise<TicketDetail> {
  assertCanSomewhere(ctx, "tickets.read");
  const row = await ctx.db.ticket.findFirst({
    where: { id: input.ticketId, deletedAt: null },
    select: {
      ...ROW_FIELDS,
      eventId: true,
      reference: true,
      revokedAt: true,
      revokeReason: true,
      importRows: { select: { line: true, import: { select: { fileName: true } } }, take: 1 },
    },
  });
  assertCan(ctx, "tickets.read", row?.eventId);
  if (!row) throw new AppError("NOT_FOUND");
  const { ticketType, state, generation, importRows, ...shown } = row;
  const standing = standingOf({ state, generation, checkedInAt: row.checkedInAt, leftAt: row.leftAt });
  const [line] = importRows;
  const importedFrom = line ? { fileName: line.import.fileName, line: line.line } : null;
  return { ...shown, type: ticketType.name, standing, importedFrom };
}

/** How many tickets each event has: ever issued, valid or unpaid, and of those checked in. */
export async function countTickets(ctx: Ctx, input: { eventIds: string[] }): Promise<Map<string, TicketCounts>> {
  assertCanSomewhere(ctx, "tickets.read");
  for (const eventId of input.eventIds) assertCan(ctx, "tickets.read", eventId);
  const rows = await readCounts(ctx, input.eventIds);
  return new Map(rows.map(({ eventId, ...counts }) => [eventId, counts]));
}

export type PrintedTicket = {
  id: string;
  number: number;
  holderName: string;
  type: string;
  event: {
    id: string;
    name: string;
    venue: string | null;
    timeZone: string;
    startsAt: Date;
    endsAt: Date;
    doorsOpenAt: Date | null;
    status: string;
  };
  standing: TicketStanding;
  checkedInAt: Date | null;
  generation: number;
  secrets: TicketSecrets;
  /** What can be typed at the door in place of a scan: `17-K7QF`. */
  typed: string;
};

const PRINT_FIELDS = {
  id: true,
  number: true,
  holderName: true,
  state: true,
  generation: true,
  checkedInAt: true,
  leftAt: true,
  ticketType: { select: { name: true } },
  event: {
    select: {
      id: true,
      name: true,
      venue: true,
      timeZone: true,
      startsAt: true,
      endsAt: true,
      doorsOpenAt: true,
      status: true,
    },
  },
  codes: { select: { generation: true, keyId: true, tokenHash: true, linkHash: true } },
} as const;

async function printTicket(ctx: Ctx, ticketId: string, generation: number): Promise<PrintedTicket> {
  const ticket = await ctx.db.ticket.findFirst({ where: { id: ticketId, deletedAt: null }, select: PRINT_FIELDS });
  const stored = ticket?.codes.find((code) => code.generation === generation);
  if (!ticket || !stored) throw new AppError("NOT_FOUND");
  const secrets = secretsForPrint({ tenantId: ctx.tenant.id, ticketId, generation, keyId: stored.keyId }, stored);
  const { codes: _codes, ticketType, state: _state, leftAt: _leftAt, ...shown } = ticket;
  return {
    ...shown,
    type: ticketType.name,
    standing: standingOf(ticket, generation),
    generation,
    secrets,
    typed: typedForm(ticket.number, secrets.check),
  };
}

/**
 * The holder's own ticket with its secrets, for the page behind the link. Behind a dead link it has no name: the ticket may be
 * another's by now. Throws NOT_FOUND, KEY_MISMATCH.
 */
export async function getHeldTicket(ctx: Ctx, input: { ticketId: string; generation: number }): Promise<PrintedTicket> {
  assertHolds(ctx, input.ticketId);
  const ticket = await printTicket(ctx, input.ticketId, input.generation);
  return ticket.standing === "replaced" ? { ...ticket, holderName: "" } : ticket;
}

/** A ticket with its secrets, for the job that sends them to its holder. Throws NOT_FOUND, KEY_MISMATCH. */
export async function getTicketForMessage(
  ctx: Ctx,
  input: { ticketId: string; generation: number },
): Promise<PrintedTicket> {
  assertJob(ctx);
  return printTicket(ctx, input.ticketId, input.generation);
}

/** A ticket as its email shows it, for who may read messages: the secrets only with `messages.secrets.view`, else dots. Throws NOT_FOUND, KEY_MISMATCH. */
export async function getTicketForPreview(
  ctx: Ctx,
  input: { ticketId: string; generation: number },
): Promise<PrintedTicket> {
  assertCan(ctx, "messages.read");
  const ticket = await printTicket(ctx, input.ticketId, input.generation);
  return can(ctx.actor, "messages.secrets.view") ? ticket : maskTicket(ticket);
}

export type TypedCheck = {
  eventId: string;
  ticketId: string;
  check: string;
  codes: { generation: number; keyId: string }[];
};

/** Which of a ticket's generations the typed check letters belong to; null for none. Reads nothing: the codes are given. */
export function findTypedGeneration(ctx: Ctx, input: TypedCheck): number | null {
  assertCan(ctx, "gate.type", input.eventId);
  const source = { tenantId: ctx.tenant.id, ticketId: input.ticketId };
  const right = input.codes.find((code) =>
    sameBytes(Buffer.from(deriveCheck({ ...source, ...code })), Buffer.from(input.check)),
  );
  return right?.generation ?? null;
}

/** Numbers and secrets of an event's first tickets, for demo.json. Only the operator's: nobody else is given secrets in bulk. Throws KEY_MISMATCH. */
export async function listTicketSecrets(
  ctx: Ctx,
  input: { eventId: string; take: number },
): Promise<{ number: number; secrets: TicketSecrets }[]> {
  assertOperator(ctx);
  const tickets = await ctx.db.ticket.findMany({
    where: { eventId: input.eventId, deletedAt: null },
    select: { id: true, number: true, generation: true, codes: PRINT_FIELDS.codes },
    orderBy: { number: "asc" },
    take: input.take,
  });
  return tickets.flatMap(({ id, number, generation, codes }) => {
    const stored = codes.find((code) => code.generation === generation);
    if (!stored) return [];
    return [
      {
        number,
        secrets: secretsForPrint({ tenantId: ctx.tenant.id, ticketId: id, generation, keyId: stored.keyId }, stored),
      },
    ];
  });
}

/**
 * Which guests of a list have a ticket of the event already, in whatever state, by their place in the list: its number.
 * They have one under the same identity or the same reference; under the same email, name and type they have one too,
 * unless both sides carry a reference, which then tells them apart.
 */
export async function findListed(
  ctx: Ctx,
  input: { eventId: string; tickets: ListedTicket[] },
): Promise<Map<number, number>> {
  assertCan(ctx, "tickets.issue", input.eventId);
  const hex = (ticket: ListedTicket) => Buffer.from(ticket.importIdentity).toString("hex");
  const wanted = {
    eventId: input.eventId,
    emails: [...new Set(input.tickets.map((ticket) => ticket.email))],
    references: input.tickets.flatMap((ticket) => ticket.reference ?? []),
    identities: input.tickets.map(hex),
  };
  const personOf = (one: { email: string; name: string; typeId: string }) =>
    JSON.stringify([one.email, comparableName(one.name), one.typeId]);
  const [byIdentity, byReference] = [new Map<string, number>(), new Map<string, number>()];
  const [byPerson, byUnreferenced] = [new Map<string, number>(), new Map<string, number>()];
  for await (const rows of findListedRows(ctx, wanted)) {
    for (const row of rows) {
      const person = personOf(row);
      if (row.identity) byIdentity.set(row.identity, row.number);
      if (row.reference) byReference.set(row.reference, row.number);
      else byUnreferenced.set(person, row.number);
      byPerson.set(person, row.number);
    }
  }
  const listed = new Map<number, number>();
  input.tickets.forEach((ticket, index) => {
    const number =
      byIdentity.get(hex(ticket)) ??
      (ticket.reference
        ? (byReference.get(ticket.reference) ?? byUnreferenced.get(personOf(ticket)))
        : byPerson.get(personOf(ticket)));
    if (number !== undefined) listed.set(index, number);
  });
  return listed;
}

/** Whose link this is, before any tenant is known; null for a malformed or unknown one. Public by nature: the link is the secret. */
export async function findTicketByLink(link: string): Promise<LinkRow | null> {
  const parsed = parseLink(link);
  if (!parsed) return null;
  const rows = await unsafeSystemQuery(TICKET_BY_LINK, [hashSecret(parsed)]);
  return rows[0] ? linkRow.parse(rows[0]) : null;
}
