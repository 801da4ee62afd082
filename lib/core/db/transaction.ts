import "server-only";
import type { Ctx } from "../ctx";
import { type Database, database } from "./database";
import { closedDb, type TenantDb, tenantScope } from "./tenant-scope";

/** Milliseconds: how long to wait for a connection, and how long a transaction may take. */
const TRANSACTION = { maxWait: 10_000, timeout: 20_000 };

/** What is to be done once a transaction has committed, by the client that everything within it shares. */
const tasksAfterCommit = new WeakMap<TenantDb, Set<() => void>>();

/**
 * Runs `work` in one short transaction of the ctx's tenant. Inside one already, it joins it. Everything is undone when
 * `work` throws, so a failure must be thrown, never returned. No network call belongs inside.
 */
export async function inTx<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>, db: Database = database()): Promise<T> {
  if (ctx.db !== closedDb) return work(ctx);
  const scoped = db.tenantClient.$extends(tenantScope(ctx.tenant.id));
  const tasks = new Set<() => void>();
  const result = await scoped.$transaction(async (tx) => {
    // The second says to the triggers for the version before that this one keeps the event counters itself (decision 24).
    await tx.$executeRaw`
      SELECT set_config('app.tenant_id', ${ctx.tenant.id}, true), set_config('app.event_counters', 'kept', true)`;
    // The extension changes no types and no results, so the scoped client is a TransactionClient in all we use.
    const tenantDb = tx as unknown as TenantDb;
    tasksAfterCommit.set(tenantDb, tasks);
    return work({ ...ctx, db: tenantDb });
  }, TRANSACTION);
  for (const task of tasks) task();
  return result;
}

/**
 * Has `task` called once when the ctx's transaction has committed, and not at all when it is rolled back. For hints that may
 * be lost: a process that ends between the two forgets the task. Throws outside a transaction.
 */
export function afterCommit(ctx: Pick<Ctx, "db">, task: () => void): void {
  const tasks = tasksAfterCommit.get(ctx.db);
  if (!tasks) throw new Error("There is no transaction whose commit could be waited for.");
  tasks.add(task);
}

/** Runs `work` as one person under the policies on their own rows; the tenant's rows are out of reach. */
export function asPerson<T>(userId: string, work: (db: TenantDb) => Promise<T>, db: Database = database()): Promise<T> {
  return db.systemClient.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL ROLE usher_person`;
    await tx.$executeRaw`SELECT set_config('app.user_id', ${userId}, true)`;
    return work(tx);
  }, TRANSACTION);
}
