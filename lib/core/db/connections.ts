import "server-only";

/** What a connection is for: a tenant's requests, the gate's single calls, or what stands above all tenants. */
export const PURPOSES = ["tenant", "gate", "system"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Where a database is: one address for each purpose, or a single one of the owner, whose connections take the roles on. */
export type DatabaseAddress = string | Record<Purpose, string>;

/** Connections that one process opens at most, besides those of DATABASE_POOL. The queue's belong to a process with a worker. */
export const POOL_SIZES = { gate: 8, system: 6, unhurried: 2, queue: 4 };

/** Compiling a plan takes longer than anything here runs. adapter-pg reads times rightly only in a session whose zone is UTC. */
const EVERY_SESSION = {
  TimeZone: "UTC",
  jit: "off",
  search_path: "pg_catalog,public,pg_temp",
  idle_in_transaction_session_timeout: "15s",
  tcp_keepalives_idle: "30",
  tcp_keepalives_interval: "10",
  tcp_keepalives_count: "3",
};

/**
 * What each purpose's sessions are set to. The gate gives up before the phone asks again, so that one locked row does not
 * take every connection; elsewhere no statement outlives the transaction it stands in (20 seconds) by much.
 * The gate reads by unique keys only. PostgreSQL keeps a plan per connection, also those of foreign keys, and one made while
 * `scans` was still empty reads the whole table ever after: measured, admissions fell to a third within some thousand.
 */
export const SESSION_SETTINGS: Record<Purpose, Record<string, string>> = {
  tenant: { role: "usher_tenant", ...EVERY_SESSION, statement_timeout: "25s" },
  gate: {
    role: "usher_tenant",
    ...EVERY_SESSION,
    lock_timeout: "1500ms",
    statement_timeout: "4s",
    enable_seqscan: "off",
    plan_cache_mode: "force_generic_plan",
  },
  system: { role: "usher_system", ...EVERY_SESSION, statement_timeout: "30s" },
};

/** Milliseconds after which a caller is told to come again rather than left waiting for a connection. */
const CONNECTION_WAIT = 5000;

/** The settings of a process that an address comes from and goes into. */
type AddressSettings = Partial<
  Record<"DATABASE_URL" | "DATABASE_GATE_URL" | "DATABASE_SYSTEM_URL", string | undefined>
>;

/** The address that the settings name; null when they name none. */
export function addressFrom(settings: AddressSettings): DatabaseAddress | null {
  const { DATABASE_URL: tenant, DATABASE_GATE_URL: gate, DATABASE_SYSTEM_URL: system } = settings;
  if (!tenant) return null;
  return gate && system ? { tenant, gate, system } : tenant;
}

/** The settings that name an address, for a process that is to be started with it. */
export function settingsOf(address: DatabaseAddress): Required<AddressSettings> {
  const [gate, system] = typeof address === "string" ? ["", ""] : [address.gate, address.system];
  return { DATABASE_URL: addressOf(address, "tenant"), DATABASE_GATE_URL: gate, DATABASE_SYSTEM_URL: system };
}

/** The address for a purpose. */
export function addressOf(address: DatabaseAddress, purpose: Purpose): string {
  return typeof address === "string" ? address : address[purpose];
}

/** How pg connects for a purpose. */
export function connectionOf(address: DatabaseAddress, purpose: Purpose) {
  const options = Object.entries(SESSION_SETTINGS[purpose]).map(([name, value]) => `-c ${name}=${value}`);
  return {
    connectionString: addressOf(address, purpose),
    // A login of its own brings these along: a pooler such as PgBouncer would drop them.
    ...(typeof address === "string" ? { options: options.join(" ") } : {}),
    application_name: SESSION_SETTINGS[purpose].role,
    connectionTimeoutMillis: CONNECTION_WAIT,
    keepAlive: true,
    keepAliveInitialDelayMillis: 30_000,
  };
}
