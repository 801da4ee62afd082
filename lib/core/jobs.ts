import "server-only";
import type { Ctx } from "./ctx";
import { insertRows } from "./db/insert-rows";
import { newId } from "./ids";

/**
 * Asks for jobs in the transaction of the change that causes them: no commit, no job. The payload holds ids only, never a
 * secret and never personal data. The relay hands requests to the queue.
 */
export async function requestJobs(ctx: Ctx, kind: string, payloads: readonly Record<string, string>[]): Promise<void> {
  await insertRows(
    ctx,
    "job_requests",
    payloads.map((payload) => ({ id: newId(), kind, payload, createdAt: ctx.now })),
  );
}
