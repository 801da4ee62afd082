import "server-only";
import { Pool } from "pg";
import { PrismaClient } from "@/prisma/generated/client";
import { env } from "../env";
import { addressFrom, connectionOf, type DatabaseAddress, POOL_SIZES, type Purpose } from "./connections";
import { TransactionBoundPg } from "./prisma-adapter";

/** The doors to one Postgres. The restricted role is each connection's default: a forgotten tenant reads nothing. */
export type Database = {
  address: DatabaseAddress;
  tenantPool: Pool;
  systemPool: Pool;
  /** The gate's own connections, as the tenant role: a scan never queues behind transactions that wait for a lock. */
  gatePool: Pool;
  /** As the system role, for work that takes its time; see `unsafeUnhurriedQuery`. */
  unhurriedPool: Pool;
  tenantClient: PrismaClient;
  systemClient: PrismaClient;
  close: () => Promise<void>;
};

function openPool(address: DatabaseAddress, purpose: Purpose, max: number): Pool {
  const pool = new Pool({ ...connectionOf(address, purpose), max });
  // A broken idle connection is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
}

/** Opens the pools, lazily; `max` connections for the tenants' requests. Close it when done. */
export function openDatabase(address: DatabaseAddress, max = 10): Database {
  const tenantPool = openPool(address, "tenant", max);
  const systemPool = openPool(address, "system", POOL_SIZES.system);
  const gatePool = openPool(address, "gate", POOL_SIZES.gate);
  const unhurriedPool = openPool(address, "system", POOL_SIZES.unhurried);
  const tenantClient = new PrismaClient({ adapter: new TransactionBoundPg(tenantPool) });
  const systemClient = new PrismaClient({ adapter: new TransactionBoundPg(systemPool) });
  const close = async () => {
    await Promise.all([tenantClient.$disconnect(), systemClient.$disconnect()]);
    const pools = [tenantPool, systemPool, gatePool, unhurriedPool];
    await Promise.all(pools.map((pool) => (pool.ended ? undefined : pool.end())));
  };
  return { address, tenantPool, systemPool, gatePool, unhurriedPool, tenantClient, systemClient, close };
}

const slot = Symbol.for("usher.database");
type Holder = { [slot]?: Database };

/** This process's database, from its settings. Next loads several copies of a module; they share this one. */
export function database(): Database {
  const holder = globalThis as Holder;
  if (!holder[slot]) {
    const address = addressFrom(env());
    if (!address) throw new Error("DATABASE_URL is not set. `npm start` brings its own database.");
    holder[slot] = openDatabase(address, env().DATABASE_POOL);
  }
  return holder[slot];
}

/** Puts another database in place, for tests. */
export function setDatabase(db: Database): void {
  (globalThis as Holder)[slot] = db;
}
