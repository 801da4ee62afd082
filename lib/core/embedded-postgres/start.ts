import { lstat, mkdir, realpath, rm } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import type { Purpose } from "../db/connections";
import { acquireProcessLock } from "../process-lock";
import { scramVerifier } from "../scram";
import { findBinaries } from "./binaries";
import { ensureCluster } from "./cluster";
import { clusterDirectory, findBase, findLocation } from "./location";
import { findPostmaster, stopPostmaster } from "./postmaster";
import { runServer, serverLogFile, serverUrl } from "./server";
import { loadState, type ServerState } from "./state";
import { type OutageReport, supervise } from "./supervise";

const OWNER = "usher";
const DATABASE = "usher";

export interface EmbeddedPostgres {
  /** The application's database as its owner: may create roles, is no superuser. */
  url: string;
  database: string;
  /** The passwords of its serving logins, which exist once `ensureLogins` was told of them. */
  loginPasswords: Record<Purpose, string>;
  /** The same database as the superuser. */
  adminUrl: string;
  /** Where the cluster is: the data directory, or the place the note names. */
  directory: string;
  logFile: string;
  /** True when a server that a killed process left running was taken over. */
  adopted: boolean;
  /** Something the person who started it should read. */
  note?: string;
  /** From now on starts the server again, at the same address, whenever it ends by itself or is killed. */
  keepRunning(report: OutageReport): void;
  /** Stops the server, cutting its connections, and gives the data directory up. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  dataDirectory: string;
  /** Settings of postgresql.conf, such as `{ fsync: "off" }`. */
  extraSettings?: Record<string, string>;
}

/** Starts (or takes over) the PostgreSQL of a data directory, with an empty database on first use; throws ProcessLockedError when another process uses the directory. */
export async function startEmbeddedPostgres({
  dataDirectory,
  extraSettings = {},
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  // Root's server runs as another user, who must be able to pass through.
  await mkdir(dataDirectory, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const directory = await realpath(dataDirectory);
  const lock = await acquireProcessLock(path.join(directory, "lock"));
  try {
    const { base, account, note } = await findLocation(directory);
    const cluster = clusterDirectory(base);
    const state = await loadState(base, cluster);
    const { bin } = await findBinaries(base, account);
    await ensureCluster({
      bin,
      base,
      cluster,
      account,
      adminPassword: state.adminPassword,
      isDurable: extraSettings.fsync !== "off",
    });
    const plan = { bin, base, cluster, account, settings: extraSettings };
    const server = await runServer({ ...plan, state });
    let supervision: ReturnType<typeof supervise> | null = null;
    const urls = databaseUrls(state, server.port);
    try {
      await ensureDatabase(urls.maintenanceUrl, state.ownerPassword);
    } catch (error) {
      await stopPostmaster(server.pid, cluster);
      throw error;
    }
    return {
      url: urls.url,
      database: DATABASE,
      loginPasswords: state.loginPasswords,
      adminUrl: urls.adminUrl,
      directory: base,
      logFile: serverLogFile(base),
      adopted: server.adopted,
      ...(note === undefined ? {} : { note }),
      keepRunning(report) {
        const { port } = server;
        const restart = () => runServer({ ...plan, state: { ...state, port }, isPortFixed: true });
        supervision ??= supervise(server, { cluster, restart, report });
      },
      async stop() {
        await supervision?.end();
        await stopPostmaster((supervision?.current() ?? server).pid, cluster);
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Stops whatever still runs on a data directory and deletes it with its database; throws ProcessLockedError when a living process uses it. */
export async function destroyEmbeddedPostgres(dataDirectory: string): Promise<void> {
  if (!(await lstat(dataDirectory).catch(() => null))) return;
  const directory = await realpath(dataDirectory);
  const lock = await acquireProcessLock(path.join(directory, "lock"));
  try {
    const base = await findBase(directory);
    const live = await findPostmaster(clusterDirectory(base));
    if (live) await stopPostmaster(live.pid, clusterDirectory(base));
    // Retried, because an initdb that outlived its killed parent may still be writing.
    await rm(base, { recursive: true, force: true, maxRetries: 10 });
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  } finally {
    await lock.release();
  }
}

function databaseUrls(state: ServerState, port: number) {
  const admin = { user: "postgres", password: state.adminPassword, port };
  return {
    url: serverUrl({ user: OWNER, password: state.ownerPassword, port, database: DATABASE }),
    adminUrl: serverUrl({ ...admin, database: DATABASE }),
    maintenanceUrl: serverUrl({ ...admin, database: "postgres" }),
  };
}

/** Each step is looked up first: a start that was killed between two of them is completed by the next. */
async function ensureDatabase(maintenanceUrl: string, ownerPassword: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl, ssl: false });
  await client.connect();
  try {
    const role = await client.query("select 1 from pg_roles where rolname = $1", [OWNER]);
    if (role.rowCount === 0) {
      await client.query(
        `create role ${OWNER} login createrole password ${client.escapeLiteral(scramVerifier(ownerPassword))}`,
      );
    }
    const database = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (database.rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER}`);
  } finally {
    await client.end();
  }
}
