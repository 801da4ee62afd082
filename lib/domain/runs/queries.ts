import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import { AppError } from "@/lib/core/errors";
import { assertCan, assertCanSomewhere } from "../access/rules";
import { RUN_PERMISSION, type RunKind, type RunView } from "./schema";

const RUN_FIELDS = {
  id: true,
  kind: true,
  eventId: true,
  state: true,
  total: true,
  done: true,
  refused: true,
  failure: true,
  createdAt: true,
  finishedAt: true,
} as const;

/** How a run stands, for who may start its kind. Throws NOT_FOUND. */
export async function getRun(ctx: Ctx, input: { runId: string; kind: RunKind }): Promise<RunView> {
  assertCanSomewhere(ctx, RUN_PERMISSION[input.kind]);
  const run = await ctx.db.run.findFirst({ where: { id: input.runId, kind: input.kind }, select: RUN_FIELDS });
  assertCan(ctx, RUN_PERMISSION[input.kind], run?.eventId ?? undefined);
  if (!run) throw new AppError("NOT_FOUND");
  return { ...run, kind: input.kind };
}

/** An event's latest runs of one kind, the newest first; at most 20. */
export async function listRuns(ctx: Ctx, input: { eventId: string; kind: RunKind }): Promise<RunView[]> {
  assertCan(ctx, RUN_PERMISSION[input.kind], input.eventId);
  const runs = await ctx.db.run.findMany({
    where: { eventId: input.eventId, kind: input.kind },
    select: RUN_FIELDS,
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 20,
  });
  return runs.map((run) => ({ ...run, kind: input.kind }));
}
