import "server-only";
import type { Ctx } from "../ctx";
import { type Database, database } from "./database";
import { closedDb, type TenantDb, tenantScope } from "./tenant-scope";

/** Milliseconds: how long to wait for a connection, and how long a transaction may take. */
const TRANSACTION = { maxWait: 10_000, timeout: 20_000 };

/**
 * Runs `work` in one short transaction of the ctx's tenant. Inside one already, it joins it. Everything is undone when
 * `work` throws, so a failure must be thrown, never returned. No network call belongs inside.
 */
export function inTx<T>(ctx: Ctx, work: (ctx: Ctx) => Promise<T>, db: Database = database()): Promise<T> {
  if (ctx.db !== closedDb) return work(ctx);
  const scoped = db.tenantClient.$extends(tenantScope(ctx.tenant.id));
  return scoped.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT set_config('app.tenant_id', ${ctx.tenant.id}, true)`;
    // The extension changes no types and no results, so the scoped client is a TransactionClient in all we use.
    return work({ ...ctx, db: tx as unknown as TenantDb });
  }, TRANSACTION);
}

/** Runs `work` as one person under the policies on their own rows; the tenant's rows are out of reach. */
export function asPerson<T>(userId: string, work: (db: TenantDb) => Promise<T>, db: Database = database()): Promise<T> {
  return db.systemClient.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL ROLE usher_person`;
    await tx.$executeRaw`SELECT set_config('app.user_id', ${userId}, true)`;
    return work(tx);
  }, TRANSACTION);
}
