import "server-only";
import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { database } from "@/lib/core/db/database";
import { RELAY_DONE, RELAY_TAKE } from "./sql";

const request = z.object({
  tenantId: z.string(),
  id: z.string(),
  kind: z.string(),
  payload: z.unknown(),
});

/**
 * Hands the requests that wait to the queue, in one transaction: a request is relayed and queued, or neither. Several relays
 * may run; each takes rows the others have not. Answers how many it took.
 */
export async function relayJobs(boss: PgBoss, kinds: readonly string[]): Promise<number> {
  const client = await database().systemPool.connect();
  let isWhole = false;
  // A connection that breaks while it is held says so in an event, too, and unheard that would end the process.
  const ignore = () => undefined;
  client.on("error", ignore);
  try {
    await client.query("BEGIN");
    const taken = z.array(request).parse((await client.query(RELAY_TAKE, [kinds])).rows);
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    for (const [kind, rows] of groupByKind(taken)) {
      await boss.insert(
        kind,
        rows.map((row) => ({ id: row.id, data: { tenantId: row.tenantId, payload: row.payload } })),
        { db },
      );
    }
    await client.query(RELAY_DONE, [taken.map((row) => row.id)]);
    await client.query("COMMIT");
    isWhole = true;
    return taken.length;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(!isWhole);
  }
}

function groupByKind(rows: z.infer<typeof request>[]): Map<string, z.infer<typeof request>[]> {
  const groups = new Map<string, z.infer<typeof request>[]>();
  for (const row of rows) groups.set(row.kind, [...(groups.get(row.kind) ?? []), row]);
  return groups;
}
