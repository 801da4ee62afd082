import "server-only";
import type { PgBoss } from "pg-boss";
import { z } from "zod";
import { database } from "@/lib/core/db/database";
import { listenForJobRequests } from "@/lib/core/db/job-notification";
import { onJobRequest } from "@/lib/core/jobs";
import { outageLog } from "@/lib/core/outage-log";
import { RELAY_DONE, RELAY_TAKE } from "./sql";

const request = z.object({
  tenantId: z.string(),
  id: z.string(),
  kind: z.string(),
  payload: z.unknown(),
  runAfter: z.date().nullable(),
});

/**
 * Hands the requests that wait to the queue, in one transaction: a request is relayed and queued, or neither. Several relays
 * may run; each takes rows the others have not. Answers how many it took, and tells `onQueued` of each kind among them.
 */
export async function relayJobs(
  boss: PgBoss,
  kinds: readonly string[],
  onQueued: (kind: string) => void = () => undefined,
): Promise<number> {
  const client = await database().systemPool.connect();
  let isWhole = false;
  // A connection that breaks while it is held says so in an event, too, and unheard that would end the process.
  const ignore = () => undefined;
  client.on("error", ignore);
  try {
    await client.query("BEGIN");
    const taken = z.array(request).parse((await client.query(RELAY_TAKE, [kinds])).rows);
    const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const groups = groupByKind(taken);
    for (const [kind, rows] of groups) {
      await boss.insert(
        kind,
        rows.map(({ id, tenantId, payload, runAfter }) => ({
          id,
          data: { tenantId, payload },
          ...(runAfter ? { startAfter: runAfter } : {}),
        })),
        { db },
      );
    }
    if (taken.length > 0)
      await client.query(RELAY_DONE, [taken.map(({ tenantId }) => tenantId), taken.map(({ id }) => id)]);
    await client.query("COMMIT");
    isWhole = true;
    for (const kind of groups.keys()) onQueued(kind);
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

type RelaySettings = { kinds: readonly string[]; pollMs: number; onQueued: (kind: string) => void };

/**
 * Relays requests from now on: at once those of this process, as soon as they are told of those of others, and all of them
 * by a poll. `stop` waits for what is being relayed.
 */
export function startRelay(boss: PgBoss, { kinds, pollMs, onQueued }: RelaySettings): { stop: () => Promise<void> } {
  const outage = outageLog("relay");
  let running: Promise<void> | null = null;
  let isAskedAgain = false;
  let isStopped = false;

  const drain = async () => {
    do {
      isAskedAgain = false;
      try {
        while (!isStopped && (await relayJobs(boss, kinds, onQueued)) > 0);
        outage.worked();
      } catch (error) {
        outage.failed(error);
      }
    } while (isAskedAgain && !isStopped);
  };
  const wake = () => {
    isAskedAgain = true;
    running ??= drain().finally(() => {
      running = null;
    });
  };
  const stopListening = listenForJobRequests(wake);
  const forget = onJobRequest(wake);
  const poll = setInterval(wake, pollMs);
  wake();
  return {
    async stop() {
      isStopped = true;
      clearInterval(poll);
      forget();
      await stopListening();
      await running;
    },
  };
}
