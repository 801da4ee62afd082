import "server-only";
import { z } from "zod";
import type { Ctx } from "@/lib/core/ctx";
import { unsafeSystemDb } from "@/lib/core/db/system";
import { AppError } from "@/lib/core/errors";
import type { JobTrouble } from "@/lib/core/jobs";
import { noteForLog } from "@/lib/core/log-context";
import type { QueuePlan } from "@/lib/core/queue";
import { type RunKind, runJobInput } from "@/lib/domain/runs/schema";
import { makeCtx } from "./caller";
import { logged, noteCaller } from "./pipeline";

export type JobDefinition<Input> = QueuePlan & {
  input: z.ZodType<Input>;
  /** Opens its own transactions (`inTx`): a job talks to the network between them. */
  run: (ctx: Ctx, input: Input) => Promise<JobTrouble | undefined> | Promise<void>;
};

/** What lies in the queue: whose job it is, and ids. */
const jobEnvelope = z.object({ tenantId: z.uuid(), payload: z.record(z.string(), z.string()) });

/** A job made ready to run: by its envelope, as the tenant it was asked for by. */
export type Job = QueuePlan & {
  /** Answers what is to become of the job; throws for one that the queue is to try again. */
  handle: (job: { id: string; data: unknown }) => Promise<"completed" | "deadletter">;
};

/** A job's door: tenant → parse → run, one log line. A job of an organization that is gone or suspended throws, and waits in the dead letters. */
export function defineJob<Input>(definition: JobDefinition<Input>): Job {
  const { input: schema, run, ...plan } = definition;
  return {
    ...plan,
    async handle(job) {
      let trouble: JobTrouble | undefined;
      try {
        await logged({ name: plan.kind, requestId: job.id }, async () => {
          trouble = (await run(...(await openJob(job, schema)))) ?? undefined;
          if (trouble) throw trouble.error;
        });
      } catch (error) {
        if (!trouble) throw error;
      }
      return trouble?.isGivenUp ? "deadletter" : "completed";
    },
  };
}

/** Whose job it is, as a ctx, and what it is about. */
async function openJob<Input>(job: { id: string; data: unknown }, schema: z.ZodType<Input>): Promise<[Ctx, Input]> {
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
  return [ctx, schema.parse(payload)];
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
