import { AsyncLocalStorage } from "node:async_hooks";
import { afterAll, beforeAll } from "vitest";
import type { Actor, Ctx, CtxTenant } from "@/lib/core/ctx";
import { tenantCall } from "@/lib/core/db/call";
import { type Database, openDatabase } from "@/lib/core/db/database";
import { inTx } from "@/lib/core/db/transaction";
import { ctxOf, type World } from "./world";

/** A process of the product: its own connections, its own lanes, and a clock that is so many milliseconds off. */
export type Process = { db: Database; skewMs: number };

type Lanes = { lanes?: unknown };
const within = new AsyncLocalStorage<Lanes>();
const LANES_SLOT = Symbol.for("usher.lanes");

/**
 * Several processes side by side in one, so that they meet in the database and not in a lane: the lanes are a process's own, kept
 * under a global name, which here stands for the lanes of the process that is at work.
 */
export function useProcesses(world: World, skews: readonly number[]): Process[] {
  const processes: Process[] = [];
  const elsewhere: Lanes = {};
  beforeAll(() => {
    Object.defineProperty(globalThis, LANES_SLOT, {
      configurable: true,
      get: () => (within.getStore() ?? elsewhere).lanes,
      set: (lanes: unknown) => {
        (within.getStore() ?? elsewhere).lanes = lanes;
      },
    });
    for (const skewMs of skews) processes.push({ db: openDatabase(world.test.url, 8), skewMs });
  });
  afterAll(async () => {
    Reflect.deleteProperty(globalThis, LANES_SLOT);
    await Promise.all(processes.map(({ db }) => db.close()));
  });
  return processes;
}

const lanesOf = new WeakMap<Process, Lanes>();

/** Runs work as a process would for a caller, by that process's clock. */
export function inProcess<T>(
  process: Process,
  { world, tenant, actor }: { world: World; tenant: CtxTenant; actor: Actor },
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  const lanes = lanesOf.get(process) ?? {};
  lanesOf.set(process, lanes);
  const now = new Date(Date.now() + process.skewMs);
  const ctx = { ...ctxOf(world, tenant, actor), now, call: tenantCall(process.db.gatePool, tenant.id) };
  return within.run(lanes, () => work(ctx));
}

/** The same in one transaction. */
export function inProcessTx<T>(
  process: Process,
  by: { world: World; tenant: CtxTenant; actor: Actor },
  work: (ctx: Ctx) => Promise<T>,
): Promise<T> {
  return inProcess(process, by, (ctx) => inTx(ctx, work, process.db));
}
