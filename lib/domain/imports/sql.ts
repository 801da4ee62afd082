import "server-only";
import type { Ctx } from "@/lib/core/ctx";
import type { RunState } from "../runs/schema";

export type LockedImport = {
  runId: string | null;
  runState: RunState | null;
  rowCount: number;
  columns: unknown;
  hasFile: boolean;
};

/** Takes an import's row until the transaction ends, so that of two commits at once the second sees the first's run. */
export async function lockImport(ctx: Ctx, input: { eventId: string; importId: string }): Promise<LockedImport | null> {
  const rows = await ctx.db.$queryRaw<LockedImport[]>`
    SELECT i.run_id AS "runId", r.state::text AS "runState", i.row_count AS "rowCount", i.columns,
      i.content IS NOT NULL AS "hasFile"
    FROM imports i LEFT JOIN runs r ON r.tenant_id = i.tenant_id AND r.id = i.run_id
    WHERE i.tenant_id = ${ctx.tenant.id}::uuid AND i.event_id = ${input.eventId}::uuid AND i.id = ${input.importId}::uuid
    FOR UPDATE OF i`;
  return rows[0] ?? null;
}
