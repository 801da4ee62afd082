import "server-only";
import type { Pool } from "pg";
import { PgBoss } from "pg-boss";
import { connectionOf, type DatabaseAddress, POOL_SIZES } from "./db/connections";

/** How one kind of job is taken off the queue and tried again. Delays grow by doubling from the first. */
export type QueuePlan = {
  kind: string;
  tries: number;
  firstDelaySeconds: number;
  /** Jobs that are claimed at once. Long work is claimed one by one, so that none waits behind another. */
  batchSize: number;
  /**
   * Seconds without a sign of life after which a job counts as dead with its process and is tried again. A process gives
   * three signs in that time, for all jobs it has claimed.
   */
  heartbeatSeconds: number;
};

/** How long a job may take at all, while its process gives signs of life. */
const LONGEST_SECONDS = 6 * 3600;
/** Seconds between two looks for jobs whose process is dead. */
const LOOK_FOR_DEAD_SECONDS = 15;
/** Seconds that a job is kept once it is done. What it did stands in our own tables, and a small queue is a quick one. */
const KEPT_SECONDS = 86_400;

/** Where a job goes once its tries are used up; it stays there, counted by readiness, for 90 days. */
export const DEAD_LETTERS = "dead-letters";

/**
 * Makes pg-boss's schema and our queues, as the database's owner, and lets the system role work in it. The tenant role gets
 * nothing: a tenant must not see another's jobs. Safe to run again.
 */
export async function installQueue(ownerPool: Pool, plans: readonly QueuePlan[]): Promise<void> {
  const executeSql = async (text: string, values?: unknown[]) => {
    const answer = await ownerPool.query(text, values);
    // Several statements in one text answer with several results; pg-boss reads the last with rows.
    return Array.isArray(answer) ? (answer.find((part) => part.rows.length > 0) ?? answer[0] ?? { rows: [] }) : answer;
  };
  const boss = new PgBoss({ db: { executeSql }, supervise: false, schedule: false });
  boss.on("error", () => undefined);
  await boss.start();
  try {
    await boss.createQueue(DEAD_LETTERS, { retryLimit: 0, retentionSeconds: 90 * 86_400 });
    for (const { kind, tries, firstDelaySeconds, heartbeatSeconds } of plans) {
      const options = {
        retryLimit: tries - 1,
        retryDelay: firstDelaySeconds,
        retryBackoff: true,
        deadLetter: DEAD_LETTERS,
        heartbeatSeconds,
        expireInSeconds: LONGEST_SECONDS,
        deleteAfterSeconds: KEPT_SECONDS,
      };
      await boss.createQueue(kind, options);
      await boss.updateQueue(kind, options);
    }
  } finally {
    await boss.stop({ graceful: false });
  }
  await ownerPool.query(`
    GRANT USAGE ON SCHEMA pgboss TO usher_system;
    GRANT ALL ON ALL TABLES IN SCHEMA pgboss TO usher_system;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA pgboss TO usher_system;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO usher_system;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgboss FROM PUBLIC;`);
}

/** The queue as the system role sees it, not started yet. */
export function openQueue(address: DatabaseAddress): PgBoss {
  return new PgBoss({
    ...connectionOf(address, "system"),
    application_name: "usher-queue",
    max: POOL_SIZES.queue,
    migrate: false,
    createSchema: false,
    reindex: false,
    schedule: false,
    superviseIntervalSeconds: LOOK_FOR_DEAD_SECONDS,
    monitorIntervalSeconds: LOOK_FOR_DEAD_SECONDS,
  });
}
