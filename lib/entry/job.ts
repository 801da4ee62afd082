import "server-only";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { unsafeSystemDb } from "@/lib/core/db/system";
import { AppError } from "@/lib/core/errors";
import { noteForLog } from "@/lib/core/log-context";
import type { QueuePlan } from "@/lib/core/queue";
import { type RunKind, runJobInput } from "@/lib/domain/runs/schema";
import { makeCtx } from "./caller";
import { logged, noteCaller } from "./pipeline";

export type JobDefinition<Input> = QueuePlan & {
  input: z.ZodType<Input>;
  /** Opens its own transactions (`inTx`): a job talks to the network between them. */
  run: (ctx: Ctx, input: Input) => Promise<void>;
};

/** What lies in the queue: whose job it is, and ids. */
const jobEnvelope = z.object({ tenantId: z.uuid(), payload: z.record(z.string(), z.string()) });

/** A job made ready to run: by its envelope, as the tenant it was asked for by. */
export type Job = QueuePlan & { handle: (job: { id: string; data: unknown }) => Promise<void> };

/** A job's door: tenant → parse → run, one log line. A job of an organization that is gone or suspended throws, and waits in the dead letters. */
export function defineJob<Input>(definition: JobDefinition<Input>): Job {
  const { input: schema, run, ...plan } = definition;
  return {
    ...plan,
    handle: (job) =>
      logged({ name: plan.kind, requestId: job.id }, async () => {
        const { tenantId, payload } = jobEnvelope.parse(job.data);
        const tenant = await unsafeSystemDb().tenant.findFirst({
          where: { id: tenantId, status: "active" },
          select: { id: true, slug: true, name: true, locale: true, currency: true, timeZone: true },
        });
        if (!tenant) throw new AppError("ORGANIZATION_SUSPENDED");
        const ctx = makeCtx(
          { actor: { kind: "job", id: job.id, permissions: [] }, tenant },
          { requestId: job.id, now: new Date() },
        );
        noteCaller(ctx);
        noteForLog(payload);
        await run(ctx, schema.parse(payload));
      }),
  };
}

/** The job of a kind of run, which `run` does chunk by chunk; another worker takes it up when its own dies. */
export function defineRunJob(kind: RunKind, run: (ctx: Ctx, input: { runId: string }) => Promise<void>): Job {
  return defineJob({
    kind,
    tries: 5,
    firstDelaySeconds: 2,
    batchSize: 1,
    heartbeatSeconds: 30,
    input: runJobInput,
    run,
  });
}
