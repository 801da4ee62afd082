import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import type { RunKind, RunState } from "./schema";

export type LockedRun = {
  kind: RunKind;
  state: RunState;
  eventId: string | null;
  input: unknown;
  cursor: string | null;
  total: number;
  done: number;
  refused: number;
  actorKind: string;
  actorId: string;
};

/** Takes a run's row until the transaction ends: of two workers at one run the second waits, and then goes on behind the first. */
export async function lockRun(ctx: Ctx, runId: string): Promise<LockedRun | null> {
  const rows = await ctx.db.$queryRaw<LockedRun[]>`
    SELECT kind, state::text AS state, event_id AS "eventId", input, cursor, total, done, refused,
      actor_kind AS "actorKind", actor_id AS "actorId"
    FROM runs WHERE tenant_id = ${ctx.tenant.id}::uuid AND id = ${runId}::uuid FOR UPDATE`;
  return rows[0] ?? null;
}
