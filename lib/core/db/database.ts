import "server-only";
import { Pool } from "pg";
import { PrismaClient } from "@/prisma/generated/client";
import { env } from "../env";
import { TransactionBoundPg } from "./prisma-adapter";

type Role = "usher_tenant" | "usher_system";

/** The two doors to one Postgres. The restricted role is each connection's default: a forgotten tenant reads nothing. */
export type Database = {
  url: string;
  tenantPool: Pool;
  systemPool: Pool;
  /** The gate's own connections, as the tenant role: a scan never queues behind transactions that wait for a lock. */
  gatePool: Pool;
  tenantClient: PrismaClient;
  systemClient: PrismaClient;
  close: () => Promise<void>;
};

/** Milliseconds after which a caller is told to come again rather than left waiting for a connection. */
const CONNECTION_WAIT = 5000;
const GATE_CONNECTIONS = 8;
/**
 * The gate reads by unique keys only. PostgreSQL keeps a plan per connection, also those of foreign keys, and one made while
 * `scans` was still empty reads the whole table ever after: measured, admissions fell to a third within some thousand.
 */
const GATE_PLANS = "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan";

type PoolSettings = { url: string; role: Role; max: number; options?: string };

function openPool({ url, role, max, options = "" }: PoolSettings): Pool {
  // adapter-pg reads timestamps rightly only in a session whose zone is UTC. Compiling a plan takes longer than anything here runs.
  const pool = new Pool({
    connectionString: url,
    max,
    options: `-c role=${role} -c TimeZone=UTC -c jit=off ${options}`,
    application_name: role,
    connectionTimeoutMillis: CONNECTION_WAIT,
  });
  // A broken idle connection is replaced at the next use; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
}

/** Opens both pools on `url`, lazily; `max` connections each. Close it when done. */
export function openDatabase(url: string, max = 10): Database {
  const tenantPool = openPool({ url, role: "usher_tenant", max });
  const systemPool = openPool({ url, role: "usher_system", max });
  const gatePool = openPool({ url, role: "usher_tenant", max: GATE_CONNECTIONS, options: GATE_PLANS });
  const tenantClient = new PrismaClient({ adapter: new TransactionBoundPg(tenantPool) });
  const systemClient = new PrismaClient({ adapter: new TransactionBoundPg(systemPool) });
  const close = async () => {
    await Promise.all([tenantClient.$disconnect(), systemClient.$disconnect()]);
    await Promise.all([tenantPool, systemPool, gatePool].map((pool) => (pool.ended ? undefined : pool.end())));
  };
  return { url, tenantPool, systemPool, gatePool, tenantClient, systemClient, close };
}

const slot = Symbol.for("usher.database");
type Holder = { [slot]?: Database };

/** This process's database, from DATABASE_URL. Next loads several copies of a module; they share this one. */
export function database(): Database {
  const holder = globalThis as Holder;
  if (!holder[slot]) {
    const url = env().DATABASE_URL;
    if (!url) throw new Error("DATABASE_URL is not set. `npm start` brings its own database.");
    holder[slot] = openDatabase(url, env().DATABASE_POOL);
  }
  return holder[slot];
}

/** Puts another database in place, for tests. */
export function setDatabase(db: Database): void {
  (globalThis as Holder)[slot] = db;
}
