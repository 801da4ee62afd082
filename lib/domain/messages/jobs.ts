import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError } from "@/lib/core/errors";
import { type JobTrouble, requestJobAt } from "@/lib/core/jobs";
import { noteForLog } from "@/lib/core/log-context";
import type { Mailer } from "@/lib/core/mail";
import { mailTrouble } from "@/lib/core/mail-trouble";
import { assertJob } from "../access/rules";
import { afterFailure, isOurTrouble } from "./rules";
import { type MessageSubject, type RenderedEmail, SEND_JOB, type Template } from "./schema";

/**
 * Milliseconds before its next try is due in which a message may be taken. Its own job comes when the database's clock says
 * so, and ours may be behind; one that is left is looked at by no other job.
 */
const CLOCKS_DIFFER = 60_000;

/** Why a message is not to be sent any more. */
type Unsendable = "REVOKED" | "SUPERSEDED" | "WITHDRAWN";

/** Renders a template for one message from ids, under the message's own tenant; or says why it is not to be sent any more. */
export type RenderTemplate = (ctx: Ctx, message: MessageSubject) => Promise<RenderedEmail | Unsendable>;
export type TemplateTable = Record<Template, RenderTemplate>;

/**
 * Sends one message and records how it went. At least once: a crash between the mail server's yes and our commit sends
 * again, under the same Message-ID. A message that is sent is left alone, one whose next try is not due is left to that try's
 * own job, and one whose ticket has a newer one is given up: its code and link are dead. A try that fails asks for the next one
 * itself, as long as there is one to come, and answers the trouble when it is one for us to look at. Throws when the database
 * fails.
 */
export async function sendMessage(
  ctx: Ctx,
  input: { messageId: string },
  tools: { templates: TemplateTable; mailer: Mailer },
): Promise<JobTrouble | undefined> {
  assertJob(ctx);
  // Committed on its own: a try that fails while the email is written counts as well.
  const message = await inTx(ctx, (tx) => claimMessage(tx, input.messageId));
  if (!message) return;
  let content: RenderedEmail | Unsendable;
  try {
    content = await writeMessage(ctx, message, tools);
  } catch (error) {
    const reason = error instanceof AppError ? error.code : "RENDER_FAILED";
    const { isLast } = await markUnsent(ctx, message, { reason, mayHaveArrived: false });
    return { error, isGivenUp: isLast };
  }
  if (typeof content === "string") {
    await withdraw(ctx, input.messageId, content);
    return;
  }
  let state: "sent" | "kept";
  try {
    state = await tools.mailer.send({
      id: input.messageId,
      to: message.recipient,
      fromName: ctx.tenant.name,
      ...content,
    });
  } catch (error) {
    const trouble = mailTrouble(error);
    const { isLast } = await markUnsent(ctx, message, trouble);
    return isLast && isOurTrouble(trouble.reason) ? { error, isGivenUp: true } : undefined;
  }
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

/** The message with one more try counted; null for one that is not to be sent any more, or not yet. */
async function claimMessage(ctx: Ctx, id: string) {
  // The try before this one was cut off: nobody knows how far it came.
  await ctx.db.message.updateMany({ where: { id, state: "sending" }, data: { mayHaveArrived: true } });
  // The job of a try that has asked for the next one may come again, when its process died before the queue was told. It must
  // not try early: that would ask for a next one as well, and there would be two jobs for each try from then on.
  const soon = new Date(Date.now() + CLOCKS_DIFFER);
  const isDue = { OR: [{ nextTryAt: null }, { nextTryAt: { lte: soon } }] };
  const claimed = await ctx.db.message.updateMany({
    where: { id, OR: [{ state: "sending" }, { state: "queued", ...isDue }] },
    data: { state: "sending", attempts: { increment: 1 }, nextTryAt: null },
  });
  if (claimed.count === 0) return null;
  const message = await ctx.db.message.findFirstOrThrow({
    where: { id },
    select: {
      id: true,
      attempts: true,
      deferrals: true,
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

/**
 * Back into the queue with the job of its next try, or given up for good. The reason is one of our own words. One that
 * somebody else has given up meanwhile stays as it is.
 */
async function markUnsent(
  ctx: Ctx,
  message: { id: string; attempts: number; deferrals: number },
  { reason, mayHaveArrived }: { reason: string; mayHaveArrived: boolean },
): Promise<{ isLast: boolean }> {
  const next = afterFailure(reason, message);
  // From now on and not from the job's start: a mail server that does not answer takes a minute before the try has failed.
  const runAfter = next.state === "queued" ? new Date(Date.now() + next.waitSeconds * 1000) : null;
  noteForLog({ failure: reason, nextTryAt: runAfter?.toISOString() });
  await inTx(ctx, async (tx) => {
    const { count } = await tx.db.message.updateMany({
      where: { id: message.id, state: "sending" },
      data: {
        state: next.state,
        failure: reason,
        deferrals: next.deferrals,
        nextTryAt: runAfter,
        ...(mayHaveArrived ? { mayHaveArrived } : {}),
      },
    });
    if (count > 0 && runAfter) await requestJobAt(tx, SEND_JOB, { payload: { messageId: message.id }, runAfter });
  });
  return { isLast: runAfter === null };
}
