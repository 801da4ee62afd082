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

/** What pg-boss notes of a queue while it serves: counts, and when it last looked. Its other columns are the owner's to write. */
const NOTED_OF_QUEUES = [
  ...["deferred", "queued", "ready", "active", "failed", "total"].map((what) => `${what}_count`),
  ...["created", "completed", "failed"].map((what) => `${what}_delta`),
  ...[
    "delta_on",
    "delta_seconds",
    "ready_history",
    "singletons_active",
    "monitor_claim_on",
    "monitor_on",
    "maintain_on",
  ],
];
const NOTED_OF_ALL = ["cron_on", "flow_on", "reindex_on", "monitor_backoff_on"];

const list = (names: readonly string[]) => names.map((name) => `'${name}'`).join(", ");

/**
 * What the system role may do, in one transaction. pg-boss runs the commands of `bam` as the owner, and builds statements for
 * the owner out of a queue's `table_name`: whoever could write those would become the owner. Earlier versions granted all of
 * it, so commands that may be from then are taken away. The locks wait for who is writing just now. Columns that a version of
 * pg-boss does not have are left out.
 */
const CLOSE = `
  SELECT set_config('lock_timeout', '10s', true);
  LOCK TABLE pgboss.bam, pgboss.queue, pgboss.version IN SHARE ROW EXCLUSIVE MODE;
  DO $$
  DECLARE v_columns text;
  BEGIN
    IF has_any_column_privilege('usher_system', 'pgboss.bam', 'INSERT') OR has_any_column_privilege('usher_system', 'pgboss.bam', 'UPDATE') THEN
      DELETE FROM pgboss.bam;
    END IF;
    REVOKE ALL ON ALL TABLES IN SCHEMA pgboss FROM usher_system;
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgboss FROM PUBLIC;
    GRANT USAGE ON SCHEMA pgboss TO usher_system;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgboss TO usher_system;
    GRANT SELECT ON ALL TABLES IN SCHEMA pgboss TO usher_system;
    REVOKE ALL ON pgboss.bam FROM usher_system;
    GRANT INSERT, UPDATE, DELETE ON pgboss.job, pgboss.job_common, pgboss.job_dependency TO usher_system;
    SELECT string_agg(quote_ident(attname), ', ') INTO v_columns FROM pg_attribute
      WHERE attrelid = 'pgboss.queue'::regclass AND NOT attisdropped AND attname IN (${list(NOTED_OF_QUEUES)});
    EXECUTE format('GRANT UPDATE (%s) ON pgboss.queue TO usher_system', v_columns);
    SELECT string_agg(quote_ident(attname), ', ') INTO v_columns FROM pg_attribute
      WHERE attrelid = 'pgboss.version'::regclass AND NOT attisdropped AND attname IN (${list(NOTED_OF_ALL)});
    EXECUTE format('GRANT UPDATE (%s) ON pgboss.version TO usher_system', v_columns);
  END $$;`;

/** What may be from then too: it ends the run, since only a person can tell what it was for. */
const REFUSE = `
  DO $$
  BEGIN
    IF EXISTS (SELECT FROM pgboss.queue WHERE partition OR table_name <> 'job_common') THEN
      RAISE EXCEPTION 'a queue in pgboss.queue has a table of its own, and Usher makes none: find out who wrote it, and set it right';
    END IF;
    IF EXISTS (SELECT FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'pgboss'::regnamespace AND NOT t.tgisinternal) THEN
      RAISE EXCEPTION 'a table of the schema pgboss has a trigger, and Usher makes none: find out who made it, and drop it';
    END IF;
  END $$;`;

/**
 * Makes pg-boss's schema and our queues, as the database's owner, and lets the system role work in it. The tenant role gets
 * nothing: a tenant must not see another's jobs. Safe to run again. Throws when the schema holds what neither we nor pg-boss
 * made, and when somebody writes in it for ten seconds.
 */
export async function installQueue(ownerPool: Pool, plans: readonly QueuePlan[]): Promise<void> {
  const executeSql = async (text: string, values?: unknown[]) => {
    const answer = await ownerPool.query(text, values);
    // Several statements in one text answer with several results; pg-boss reads the last with rows.
    return Array.isArray(answer) ? (answer.find((part) => part.rows.length > 0) ?? answer[0] ?? { rows: [] }) : answer;
  };
  const found = await ownerPool.query("SELECT WHERE to_regclass('pgboss.bam') IS NOT NULL");
  if (found.rowCount !== 0) {
    await ownerPool.query(CLOSE);
    await ownerPool.query(REFUSE);
  }
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
  await ownerPool.query(CLOSE);
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
