import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { literally } from "@/lib/core/db/like";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../access/rules";
import type { MessageFilter, MessageState, MessageView } from "./schema";

const MESSAGE_FIELDS = {
  id: true,
  template: true,
  recipient: true,
  state: true,
  attempts: true,
  failure: true,
  mayHaveArrived: true,
  createdAt: true,
  nextTryAt: true,
  sentAt: true,
  ticketId: true,
  generation: true,
  invitationId: true,
  ticket: {
    select: { eventId: true, number: true, holderName: true, holderEmail: true, generation: true, state: true },
  },
} as const;

const MESSAGES_A_PAGE = 50;

type Stretch = { before?: string; after?: string; take?: number };
type MessagePage = { messages: MessageView[]; before: string | null; after: string | null };

/**
 * The emails that a filter finds, the newest first, a page at a time: those older than an id (`before`), or those newer
 * (`after`). The answer has the ids to go on from to either side; null at the end.
 */
export async function listMessages(ctx: Ctx, input: MessageFilter & Stretch): Promise<MessagePage> {
  assertCan(ctx, "messages.read");
  const { search, state, before, after, take = MESSAGES_A_PAGE } = input;
  const where = {
    ...(state ? { state } : {}),
    ...(search ? { recipient: { contains: literally(search.toLowerCase()) } } : {}),
  };
  if (after) {
    const rows = await ctx.db.message.findMany({
      where: { ...where, id: { gt: after } },
      select: MESSAGE_FIELDS,
      orderBy: { id: "asc" },
      take: take + 1,
    });
    const shown = rows.slice(0, take).reverse();
    // A shorter one is the first page, which is read from its beginning.
    if (rows.length > take) return { messages: shown, after: shown[0]?.id ?? null, before: shown.at(-1)?.id ?? null };
  }
  const start = after ? undefined : before;
  const rows = await ctx.db.message.findMany({
    where: { ...where, ...(start ? { id: { lt: start } } : {}) },
    select: MESSAGE_FIELDS,
    orderBy: { id: "desc" },
    take: take + 1,
  });
  const messages = rows.slice(0, take);
  return {
    messages,
    before: rows.length > take ? (messages.at(-1)?.id ?? null) : null,
    after: start ? (messages[0]?.id ?? null) : null,
  };
}

/** One message; throws NOT_FOUND. */
export async function getMessage(ctx: Ctx, input: { messageId: string }): Promise<MessageView> {
  assertCan(ctx, "messages.read");
  const message = await ctx.db.message.findFirst({ where: { id: input.messageId }, select: MESSAGE_FIELDS });
  if (!message) throw new AppError("NOT_FOUND");
  return message;
}

/** The state of each ticket's latest message, by ticket id. */
export async function findLatestStates(
  ctx: Ctx,
  input: { ticketIds: string[] },
): Promise<Map<string, { id: string; state: MessageState }>> {
  assertCan(ctx, "messages.read");
  const rows = await ctx.db.message.findMany({
    where: { ticketId: { in: input.ticketIds } },
    select: { id: true, ticketId: true, state: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return new Map(
    rows.flatMap((row) => (row.ticketId ? [[row.ticketId, { id: row.id, state: row.state }] as const] : [])),
  );
}

/** A ticket's emails in the order in which they were asked for, from a moment on; at most `take`. */
export async function listTicketMessages(
  ctx: Ctx,
  input: { ticketId: string; from?: Date; take: number },
): Promise<MessageView[]> {
  assertCan(ctx, "messages.read");
  return ctx.db.message.findMany({
    where: { ticketId: input.ticketId, ...(input.from ? { createdAt: { gte: input.from } } : {}) },
    select: MESSAGE_FIELDS,
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: input.take,
  });
}

/** How many emails with one generation of a ticket's code went out, or may have: what was cut off while being sent counts. */
export async function countSent(ctx: Ctx, input: { ticketId: string; generation: number }): Promise<number> {
  assertCanSomewhere(ctx, "messages.read", "messages.send");
  return ctx.db.message.count({
    where: { ...input, OR: [{ state: { in: ["sending", "sent", "delivered"] } }, { mayHaveArrived: true }] },
  });
}

/** The state of each invitation's latest message, by invitation id. */
export async function findInvitationMessages(
  ctx: Ctx,
  input: { invitationIds: string[] },
): Promise<Map<string, { id: string; state: MessageState }>> {
  assertCan(ctx, "messages.read");
  const rows = await ctx.db.message.findMany({
    where: { invitationId: { in: input.invitationIds } },
    select: { id: true, invitationId: true, state: true },
    orderBy: { id: "asc" },
  });
  return new Map(
    rows.flatMap((row) => (row.invitationId ? [[row.invitationId, { id: row.id, state: row.state }] as const] : [])),
  );
}
