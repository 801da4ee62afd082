import "server-only";
import { type Ctx, responsibleFor } from "@/lib/core/ctx";
import { inTx } from "@/lib/core/db/transaction";
import { AppError, ERROR_STATUS } from "@/lib/core/errors";
import { newId } from "@/lib/core/ids";
import { requestJobs } from "@/lib/core/jobs";
import { inTenantLane } from "@/lib/core/lanes";
import { makeWay } from "@/lib/core/make-way";
import { untilOwnTurn } from "@/lib/core/own-turn";
import type { Prisma } from "@/prisma/generated/client";
import { assertCan, assertJob, can } from "../access/rules";
import { listHeldPermissions } from "../members/queries";
import { RUN_PERMISSION, type RunKind, type RunStep, STARTER_MAY_NOT, type StepResult } from "./schema";
import { type LockedRun, lockRun } from "./sql";

export type NewRun = { kind: RunKind; eventId: string; total: number; input: Prisma.InputJsonObject };

/** Puts long work on record and asks for the job that does it, in the caller's transaction. `total` counts its pieces. */
export async function startRun(ctx: Ctx, input: NewRun): Promise<{ id: string }> {
  assertCan(ctx, RUN_PERMISSION[input.kind], input.eventId);
  const responsible = responsibleFor(ctx.actor);
  if (responsible.id === null) throw new AppError("FORBIDDEN");
  const id = newId();
  await ctx.db.run.create({
    data: {
      tenantId: ctx.tenant.id,
      id,
      ...input,
      actorKind: responsible.kind,
      actorId: responsible.id,
      createdAt: ctx.now,
    },
  });
  await requestJobs(ctx, input.kind, [{ runId: id }]);
  return { id };
}

/** One chunk of a run's work, in the transaction that also keeps its progress. At most CHUNK_SIZE pieces. */
export type Chunk = (ctx: Ctx, step: RunStep) => Promise<StepResult>;

/** A run, the lane that each of its chunks takes its turn in, and what they need: made ready before the first, outside any transaction. */
type Work = { runId: string; lane?: string; prepare?: () => Promise<void> };

/**
 * Does a run chunk by chunk until its end. Each chunk and its progress are one transaction under the run's lock, so a worker
 * that dies loses the chunk it was at and no more, and two workers at one run take turns. Within a chunk the ctx holds the
 * one permission that started the run, for its event, on behalf of whom started it; once they do not hold it themselves any
 * more, the run ends as failed with STARTER_MAY_NOT before the next chunk. A run that is gone or finished is left. What is
 * refused because others are at it waits for its turn, for minutes (`untilOwnTurn`). Any other refusal (an AppError below 500)
 * ends the run as failed; anything else is thrown, for the queue to try again.
 */
export async function workThrough(ctx: Ctx, { runId, lane, prepare }: Work, chunk: Chunk): Promise<void> {
  assertJob(ctx);
  const step = () => inTx({ ...ctx, now: new Date() }, (tx) => workChunk(tx, runId, chunk));
  try {
    if (prepare) await untilOwnTurn(prepare);
    while (await untilOwnTurn(() => inTenantLane(ctx, lane, step))) await makeWay("runs");
  } catch (error) {
    if (!(error instanceof AppError) || ERROR_STATUS[error.code] >= 500) throw error;
    await inTx({ ...ctx, now: new Date() }, (tx) => failRun(tx, runId, error.code));
  }
}

/** Puts a run that cannot go on to rest, with a stable word for why. Its finished chunks stay. */
async function failRun(ctx: Ctx, runId: string, failure: string): Promise<void> {
  await ctx.db.run.updateMany({
    where: { id: runId, state: { in: ["queued", "running"] } },
    data: { state: "failed", failure, finishedAt: ctx.now },
  });
}

async function workChunk(ctx: Ctx, runId: string, chunk: Chunk): Promise<boolean> {
  const run = await lockRun(ctx, runId);
  if (!run || run.state === "done" || run.state === "failed") return false;
  if (!(await mayStarterGoOn(ctx, run))) {
    await failRun(ctx, runId, STARTER_MAY_NOT);
    return false;
  }
  const step = { runId, eventId: run.eventId, input: run.input, cursor: run.cursor };
  const result = await chunk(asStarter(ctx, run), step);
  const isEnd = result.cursor === null;
  if (!isEnd && result.cursor === run.cursor) throw new AppError("INTERNAL");
  const done = run.done + result.done;
  await ctx.db.run.updateMany({
    where: { id: runId },
    data: {
      state: isEnd ? "done" : "running",
      cursor: result.cursor,
      done,
      refused: run.refused + result.refused,
      // What was counted at the start may have changed on the way: the end is where the work ends.
      total: isEnd ? done : Math.max(run.total, done),
      ...(run.state === "queued" ? { startedAt: ctx.now } : {}),
      // A search or a reason may name people: gone once nobody needs it.
      ...(isEnd ? { finishedAt: ctx.now, input: {} } : {}),
    },
  });
  return !isEnd;
}

/** Asked anew for each chunk: long work must not outlive the membership, role, grant or key that it was started with. */
async function mayStarterGoOn(ctx: Ctx, run: LockedRun): Promise<boolean> {
  const permissions = await listHeldPermissions(ctx, { kind: run.actorKind, id: run.actorId });
  return can({ permissions }, RUN_PERMISSION[run.kind], run.eventId ?? undefined);
}

function asStarter(ctx: Ctx, run: LockedRun): Ctx {
  if (ctx.actor.kind !== "job") throw new AppError("FORBIDDEN");
  const permission = RUN_PERMISSION[run.kind];
  const held = run.eventId ? { permission, eventId: run.eventId } : { permission };
  return {
    ...ctx,
    actor: { ...ctx.actor, permissions: [held], onBehalfOf: { kind: run.actorKind, id: run.actorId } },
  };
}
