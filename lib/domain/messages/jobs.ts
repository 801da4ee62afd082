import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import type { Mailer } from "@/lib/core/mail";
import { assertJob } from "../access/rules";
import { type RenderedEmail, SEND_TRIES, type Template } from "./schema";

/** Renders a template for one message from ids, under the message's own tenant. */
export type RenderTemplate = (ctx: Ctx, message: { ticketId: string; generation: number }) => Promise<RenderedEmail>;
export type TemplateTable = Record<Template, RenderTemplate>;

/**
 * Sends one message and records how it went. At least once: a crash between the mail server's yes and our commit sends
 * again, under the same Message-ID. A message that is sent, or superseded by a newer generation, is left alone. Throws
 * when the mail server refuses, so that the queue tries again.
 */
export async function sendMessage(
  ctx: Ctx,
  input: { messageId: string },
  tools: { templates: TemplateTable; mailer: Mailer },
): Promise<void> {
  assertJob(ctx);
  const email = await inTx(ctx, async (tx) => {
    const claimed = await tx.db.message.updateMany({
      where: { id: input.messageId, state: { in: ["queued", "sending"] } },
      data: { state: "sending", attempts: { increment: 1 } },
    });
    if (claimed.count === 0) return null;
    const message = await tx.db.message.findFirstOrThrow({
      where: { id: input.messageId },
      select: { template: true, ticketId: true, generation: true, recipient: true },
    });
    if (message.ticketId === null || message.generation === null) throw new AppError("NOT_FOUND");
    const render = tools.templates[message.template as Template];
    return {
      recipient: message.recipient,
      content: await render(tx, { ticketId: message.ticketId, generation: message.generation }),
    };
  }).catch(async (error: unknown) => {
    await markUnsent(ctx, input.messageId, error instanceof AppError ? error.code : "RENDER_FAILED");
    throw error;
  });
  if (!email) return;
  try {
    await tools.mailer.send({ id: input.messageId, to: email.recipient, fromName: ctx.tenant.name, ...email.content });
  } catch (error) {
    await markUnsent(ctx, input.messageId, "MAIL_SERVER");
    throw error;
  }
  await inTx(ctx, (tx) =>
    tx.db.message.updateMany({
      where: { id: input.messageId },
      data: { state: "sent", sentAt: new Date(), failure: null },
    }),
  );
}

/** Back into the queue while there are tries left, else failed for good; the reason is one of our own words. */
async function markUnsent(ctx: Ctx, messageId: string, failure: string): Promise<void> {
  await inTx(ctx, async (tx) => {
    const unsent = { id: messageId, state: { in: ["queued" as const, "sending" as const] } };
    await tx.db.message.updateMany({
      where: { ...unsent, attempts: { lt: SEND_TRIES } },
      data: { state: "queued", failure },
    });
    await tx.db.message.updateMany({
      where: { ...unsent, attempts: { gte: SEND_TRIES } },
      data: { state: "failed", failure },
    });
  });
}
