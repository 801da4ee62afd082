import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan } from "../access/rules";
import type { MessageState, MessageView } from "./schema";

const MESSAGE_FIELDS = {
  id: true,
  template: true,
  recipient: true,
  state: true,
  attempts: true,
  failure: true,
  createdAt: true,
  sentAt: true,
  ticketId: true,
  generation: true,
} as const;

/** The outbox, newest first, a page at a time; `cursor` is the last id of the page before. */
export async function listMessages(
  ctx: Ctx,
  input: { cursor?: string; take?: number },
): Promise<{ messages: MessageView[]; nextCursor: string | null }> {
  assertCan(ctx, "messages.read");
  const take = input.take ?? 50;
  const rows = await ctx.db.message.findMany({
    where: input.cursor ? { id: { lt: input.cursor } } : {},
    select: MESSAGE_FIELDS,
    orderBy: { id: "desc" },
    take: take + 1,
  });
  const messages = rows.slice(0, take);
  return { messages, nextCursor: rows.length > take ? (messages.at(-1)?.id ?? null) : null };
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
    orderBy: { id: "asc" },
  });
  return new Map(
    rows.flatMap((row) => (row.ticketId ? [[row.ticketId, { id: row.id, state: row.state }] as const] : [])),
  );
}
