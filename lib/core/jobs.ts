import "server-only";
import type { Ctx } from "./ctx";
import { newId } from "./ids";

/**
 * Asks for jobs in the transaction of the change that causes them: no commit, no job. The payload holds ids only, never a
 * secret and never personal data. The relay hands requests to the queue.
 */
export async function requestJobs(ctx: Ctx, kind: string, payloads: readonly Record<string, string>[]): Promise<void> {
  if (payloads.length === 0) return;
  await ctx.db.jobRequest.createMany({
    data: payloads.map((payload) => ({ tenantId: ctx.tenant.id, id: newId(), kind, payload, createdAt: ctx.now })),
  });
}
