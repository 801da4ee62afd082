import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { unsafeSystemQuery } from "@/lib/core/db/system";
import { AppError } from "@/lib/core/errors";
import { hashSecret, sameBytes } from "@/lib/core/keys";
import { assertCan, assertHolds, assertJob, assertOperator, can } from "../access/rules";
import { findLatestStates } from "../messages/queries";
import type { MessageState } from "../messages/schema";
import { deriveCheck, maskTicket, secretsForPrint, type TicketSecrets, typedForm } from "./codes";
import { parseLink, standingOf, type TicketStanding } from "./rules";
import type { TicketRow } from "./schema";
import { type LinkRow, linkRow, TICKET_BY_LINK } from "./sql";

/** An event's tickets in the order of their numbers, a page at a time; `after` is the last number of the page before. */
export async function listTickets(
  ctx: Ctx,
  input: { eventId: string; after?: number; take?: number },
): Promise<{ tickets: TicketRow[]; nextAfter: number | null }> {
  assertCan(ctx, "tickets.read", input.eventId);
  const take = input.take ?? 100;
  const rows = await ctx.db.ticket.findMany({
    where: { eventId: input.eventId, deletedAt: null, number: { gt: input.after ?? 0 } },
    select: {
      id: true,
      number: true,
      holderName: true,
      holderEmail: true,
      state: true,
      generation: true,
      issuedAt: true,
      openedAt: true,
      checkedInAt: true,
      ticketType: { select: { name: true } },
    },
    orderBy: { number: "asc" },
    take: take + 1,
  });
  const page = rows.slice(0, take);
  // Who may see tickets but not emails is shown the list without the emails' states.
  const messages = can(ctx.actor, "messages.read")
    ? await findLatestStates(ctx, { ticketIds: page.map((row) => row.id) })
    : new Map<string, { id: string; state: MessageState }>();
  const tickets = page.map(({ ticketType, state, generation, ...row }) => ({
    ...row,
    type: ticketType.name,
    standing: standingOf({ state, generation, checkedInAt: row.checkedInAt }),
    message: messages.get(row.id) ?? null,
  }));
  return { tickets, nextAfter: rows.length > take ? (page.at(-1)?.number ?? null) : null };
}

export type TicketCounts = { issued: number; alive: number; inside: number };

/** How many tickets each event has: ever issued, alive under the cap, and checked in. */
export async function countTickets(ctx: Ctx, input: { eventIds: string[] }): Promise<Map<string, TicketCounts>> {
  assertCan(ctx, "tickets.read");
  const where = { eventId: { in: input.eventIds }, deletedAt: null };
  const issued = await ctx.db.ticket.groupBy({
    by: ["eventId", "state"],
    where,
    _count: { _all: true, checkedInAt: true },
  });
  const counts = new Map<string, TicketCounts>(input.eventIds.map((id) => [id, { issued: 0, alive: 0, inside: 0 }]));
  for (const group of issued) {
    const count = counts.get(group.eventId);
    if (!count) continue;
    count.issued += group._count._all;
    count.inside += group._count.checkedInAt;
    if (group.state === "valid" || group.state === "unpaid") count.alive += group._count._all;
  }
  return counts;
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
  const { codes: _codes, ticketType, state: _state, ...shown } = ticket;
  return {
    ...shown,
    type: ticketType.name,
    standing: standingOf(ticket, generation),
    generation,
    secrets,
    typed: typedForm(ticket.number, secrets.check),
  };
}

/** The holder's own ticket with its secrets, for the page behind the link. Throws NOT_FOUND, KEY_MISMATCH. */
export async function getHeldTicket(ctx: Ctx, input: { ticketId: string; generation: number }): Promise<PrintedTicket> {
  assertHolds(ctx, input.ticketId);
  return printTicket(ctx, input.ticketId, input.generation);
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

/** Whose link this is, before any tenant is known; null for a malformed or unknown one. Public by nature: the link is the secret. */
export async function findTicketByLink(link: string): Promise<LinkRow | null> {
  const parsed = parseLink(link);
  if (!parsed) return null;
  const rows = await unsafeSystemQuery(TICKET_BY_LINK, [hashSecret(parsed)]);
  return rows[0] ? linkRow.parse(rows[0]) : null;
}
