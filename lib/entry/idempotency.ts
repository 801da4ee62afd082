import "server-only";
import { createHash } from "node:crypto";
import { actorId, type Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";

const KEY_FORM = /^[\x21-\x7e]{1,255}$/;

/**
 * Runs `work` once for one caller and `Idempotency-Key`: a repeat is given the first answer, while the first still runs it
 * waits for it. In the caller's transaction, so that a failed run leaves the key free. Throws VALIDATION_FAILED for a
 * malformed key, IDEMPOTENCY_KEY_REUSED when the request is another than the first.
 */
export async function runOnce<T>(
  ctx: Ctx,
  request: { key: string; route: string; input: unknown },
  work: () => Promise<T>,
): Promise<T> {
  if (!KEY_FORM.test(request.key)) {
    throw new AppError("VALIDATION_FAILED", {
      fields: { "Idempotency-Key": "Send 1 to 255 visible ASCII characters." },
    });
  }
  const digest = (...parts: string[]) => new Uint8Array(createHash("sha256").update(JSON.stringify(parts)).digest());
  const keyHash = digest(ctx.actor.kind, actorId(ctx.actor) ?? "", request.key);
  const requestHash = digest(request.route, JSON.stringify(request.input));
  // A key in use makes this wait until its transaction ends.
  const claimed = await ctx.db.idempotentRun.createMany({
    data: [{ tenantId: ctx.tenant.id, keyHash, requestHash, createdAt: ctx.now }],
    skipDuplicates: true,
  });
  if (claimed.count === 0) {
    const first = await ctx.db.idempotentRun.findFirst({
      where: { keyHash },
      select: { requestHash: true, response: true },
    });
    if (!first || !Buffer.from(first.requestHash).equals(requestHash)) throw new AppError("IDEMPOTENCY_KEY_REUSED");
    return first.response as T;
  }
  const result = await work();
  await ctx.db.idempotentRun.updateMany({ where: { keyHash }, data: { response: JSON.parse(JSON.stringify(result)) } });
  return result;
}
