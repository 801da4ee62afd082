import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { type Mailer, wasRefused } from "@/lib/core/mail";
import { assertJob } from "../access/rules";
import { type MessageSubject, type RenderedEmail, SEND_TRIES, type Template } from "./schema";

/** Why a message is not to be sent any more. */
type Unsendable = "REVOKED" | "SUPERSEDED" | "WITHDRAWN";

/** Renders a template for one message from ids, under the message's own tenant; or says why it is not to be sent any more. */
export type RenderTemplate = (ctx: Ctx, message: MessageSubject) => Promise<RenderedEmail | Unsendable>;
export type TemplateTable = Record<Template, RenderTemplate>;

/**
 * Sends one message and records how it went. At least once: a crash between the mail server's yes and our commit sends
 * again, under the same Message-ID. A message that is sent is left alone, and one whose ticket has a newer one is given up:
 * its code and link are dead. Throws when it could not be written or the mail server refuses, so that the queue tries again.
 */
export async function sendMessage(
  ctx: Ctx,
  input: { messageId: string },
  tools: { templates: TemplateTable; mailer: Mailer },
): Promise<void> {
  assertJob(ctx);
  // Committed on its own: a try that fails while the email is written counts as well.
  const message = await inTx(ctx, (tx) => claimMessage(tx, input.messageId));
  if (!message) return;
  const content = await writeMessage(ctx, message, tools).catch(async (error: unknown) => {
    await markUnsent(ctx, input.messageId, { failure: error instanceof AppError ? error.code : "RENDER_FAILED" });
    throw error;
  });
  if (typeof content === "string") return await withdraw(ctx, input.messageId, content);
  const email = { id: input.messageId, to: message.recipient, fromName: ctx.tenant.name, ...content };
  const state = await tools.mailer.send(email).catch(async (error: unknown) => {
    const outcome = wasRefused(error)
      ? { failure: "MAIL_SERVER" }
      : { failure: "CONNECTION_LOST", mayHaveArrived: true };
    await markUnsent(ctx, input.messageId, outcome);
    throw error;
  });
  await inTx(ctx, (tx) =>
    tx.db.message.updateMany({
      where: { id: input.messageId },
      data: { state, sentAt: state === "sent" ? new Date() : null, failure: null },
    }),
  );
}

async function writeMessage(
  ctx: Ctx,
  { template, ticketId, generation, invitationId }: MessageSubject & { template: string },
  tools: { templates: TemplateTable },
) {
  const render = tools.templates[template as Template];
  return inTx(ctx, (tx) => render(tx, { ticketId, generation, invitationId }));
}

/** The message with one more try counted; null for one that is not to be sent any more. */
async function claimMessage(ctx: Ctx, id: string) {
  // The try before this one was cut off: nobody knows how far it came.
  await ctx.db.message.updateMany({ where: { id, state: "sending" }, data: { mayHaveArrived: true } });
  const claimed = await ctx.db.message.updateMany({
    where: { id, state: { in: ["queued", "sending"] } },
    data: { state: "sending", attempts: { increment: 1 } },
  });
  if (claimed.count === 0) return null;
  const message = await ctx.db.message.findFirstOrThrow({
    where: { id },
    select: {
      template: true,
      ticketId: true,
      generation: true,
      invitationId: true,
      recipient: true,
      ticket: { select: { holderEmail: true } },
    },
  });
  const { ticketId, generation, ticket, recipient } = message;
  if (ticketId === null || generation === null) return message;
  const newer = await ctx.db.message.count({ where: { ticketId, generation: { gt: generation } } });
  // Asked for with the old address while somebody was putting it right: the code is alive, and not for whoever lives there.
  const isMisaddressed = ticket?.holderEmail !== recipient;
  if (newer === 0 && !isMisaddressed) return message;
  const failure = newer > 0 ? "SUPERSEDED" : "ADDRESS_CORRECTED";
  await ctx.db.message.updateMany({ where: { id }, data: { state: "failed", failure } });
  return null;
}

/** Not to be sent any more: what it is about is no longer worth anything. */
async function withdraw(ctx: Ctx, messageId: string, failure: string): Promise<void> {
  await inTx(ctx, (tx) => tx.db.message.updateMany({ where: { id: messageId }, data: { state: "failed", failure } }));
}

/** Back into the queue while there are tries left, else failed for good; the reason is one of our own words. */
async function markUnsent(
  ctx: Ctx,
  messageId: string,
  outcome: { failure: string; mayHaveArrived?: boolean },
): Promise<void> {
  await inTx(ctx, async (tx) => {
    const unsent = { id: messageId, state: { in: ["queued" as const, "sending" as const] } };
    await tx.db.message.updateMany({
      where: { ...unsent, attempts: { lt: SEND_TRIES } },
      data: { state: "queued", ...outcome },
    });
    await tx.db.message.updateMany({
      where: { ...unsent, attempts: { gte: SEND_TRIES } },
      data: { state: "failed", ...outcome },
    });
  });
}
