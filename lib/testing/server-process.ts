import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer, Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { settingsOf } from "@/lib/core/db/connections";
import { database } from "@/lib/core/db/database";
import { servingAddress } from "@/lib/core/db/logins";
import { clusterDirectory, findBase } from "@/lib/core/embedded-postgres/location";
import { findPostmaster } from "@/lib/core/embedded-postgres/postmaster";
import { destroyEmbeddedPostgres, startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { loadState } from "@/lib/core/embedded-postgres/state";

/** What `npm start` was told and what became of it. */
export type ServerProcess = {
  pid: number;
  /** As a browser is to name it. */
  origin: string;
  /** Everything it has printed so far. */
  output: () => string;
  hasEnded: () => boolean;
  signal: (signal: NodeJS.Signals) => void;
  /** As a terminal, `timeout` or systemd does it: to the launcher and to all it has started. */
  signalGroup: (signal: NodeJS.Signals) => void;
  /** Its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>;
};

export type StartSettings = {
  port: number;
  logFile: string;
  env: Record<string, string>;
  script?: string;
  /** By one of npm's scripts, as its README says, with npm's own process in between. */
  npmScript?: "start" | "worker";
};

const TSX = path.resolve("node_modules/tsx/dist/loader.mjs");

/** Settings of whoever runs the tests, or of their .env file, must not reach the servers under test. */
const UNSET = Object.fromEntries(
  [
    "DATABASE_URL",
    "DATABASE_GATE_URL",
    "DATABASE_SYSTEM_URL",
    "USHER_OWNER_URL",
    "USHER_KEYS",
    "USHER_TRUSTED_PROXIES",
    "SMTP_URL",
    "REDIS_URL",
    "UPSTASH_REDIS_REST_URL",
    "UPSTASH_REDIS_REST_TOKEN",
  ].map((name) => [name, ""]),
);

/**
 * Runs the start script, or another, as a process group of its own, with its output in a file; does not wait for it. Whatever
 * becomes of the caller, the group and the database in its data directory end with it.
 */
export function launchStart({
  port,
  logFile,
  env,
  script = "scripts/start.ts",
  npmScript,
}: StartSettings): ServerProcess {
  const log = openSync(logFile, "a", 0o600);
  const [program, args] = npmScript ? ["npm", ["run", npmScript]] : [process.execPath, ["--import", TSX, script]];
  const child = spawn(program, args, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      TSX_TSCONFIG_PATH: "tsconfig.node.json",
      ...UNSET,
      PORT: String(port),
      USHER_ORIGIN: `http://localhost:${port}`,
      LOG_LEVEL: "info",
      ...env,
    },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  const { pid } = child;
  if (pid !== undefined) {
    tellGuard(`group ${pid}`);
    if (env.USHER_DATA_DIR && !env.DATABASE_URL) tellGuard(`data ${path.resolve(env.USHER_DATA_DIR)}`);
  }
  return {
    pid: pid ?? 0,
    origin: `http://localhost:${port}`,
    output: () => readFileSync(logFile, "utf8"),
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    signal: (signal) => child.kill(signal),
    signalGroup: (signal) => {
      if (pid !== undefined) process.kill(-pid, signal);
    },
    ended: endOf(child),
  };
}

let guard: ChildProcess | null = null;

/** Tells the process that outlives this one what to end then; starts it first. Files of a run are its directory's, which the next run sweeps. */
function tellGuard(line: string): void {
  if (guard === null) {
    guard = spawn(process.execPath, ["--import", TSX, path.resolve("lib/testing/orphan-guard.ts")], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        NODE_ENV: "test",
        TSX_TSCONFIG_PATH: "tsconfig.node.json",
      },
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    });
    guard.unref();
    const { stdin } = guard;
    stdin?.on("error", () => undefined);
    if (stdin instanceof Socket) stdin.unref();
  }
  guard.stdin?.write(`${line}\n`);
}

/** Waits until the server answers requests; throws with what it printed when it ends before that, or takes over fifteen minutes: beside other work a first build takes several. */
export async function untilServing(server: ServerProcess): Promise<ServerProcess> {
  const deadline = Date.now() + 900_000;
  const address = server.origin.replace("localhost", "127.0.0.1");
  while (Date.now() < deadline) {
    if (server.hasEnded()) throw new Error(`The server did not start:\n${server.output()}`);
    const answer = await fetch(`${address}/api/health/live`).catch(() => null);
    // The script says where it runs as its very last act; before that its worker may not be there.
    if (answer?.ok && server.output().includes("Usher is running at")) return server;
    await sleep(100);
  }
  server.signal("SIGKILL");
  throw new Error(`The server did not answer:\n${server.output()}`);
}

/** A port of 127.0.0.1 that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** The process id of the PostgreSQL that runs on a data directory; null when none does. */
export async function databasePid(dataDirectory: string): Promise<number | null> {
  return (await findPostmaster(clusterDirectory(await findBase(dataDirectory))))?.pid ?? null;
}

/** Whether a PostgreSQL runs on a data directory. */
export async function isDatabaseRunning(dataDirectory: string): Promise<boolean> {
  return (await databasePid(dataDirectory)) !== null;
}

/** How to reach the running database of a data directory, its log, and its passwords. */
export async function databaseOf(dataDirectory: string) {
  const base = await findBase(dataDirectory);
  const cluster = clusterDirectory(base);
  const live = await findPostmaster(cluster);
  if (!live) throw new Error(`No database runs in ${base}.`);
  const { ownerPassword, adminPassword, loginPasswords } = await loadState(base, cluster);
  const address = (user: string, password: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${live.port}/usher`;
  const url = address("usher", ownerPassword);
  return {
    url,
    /** The settings that a process serves it with. */
    settings: settingsOf(servingAddress(url, "usher", loginPasswords)),
    adminUrl: address("postgres", adminPassword),
    logFile: path.join(base, "server.log"),
    passwords: [ownerPassword, adminPassword, ...Object.values(loginPasswords)],
  };
}

/** Gives up this very process's connections to the database its environment names. */
export function closeDatabase(): Promise<void> {
  return database().close();
}

/** Stops what may still run on a data directory and deletes it, with its database wherever that is. */
export const destroyDatabase = destroyEmbeddedPostgres;

/** Makes the database of a data directory, stopped, so that its log will hold every statement with its parameters from the first start on. */
export async function prepareLoggedDatabase(dataDirectory: string): Promise<void> {
  const server = await startEmbeddedPostgres({ dataDirectory });
  try {
    const client = new pg.Client({ connectionString: server.adminUrl });
    await client.connect();
    for (const setting of ["log_statement = 'all'", "log_parameter_max_length = -1"]) {
      await client.query(`alter system set ${setting}`);
    }
    // The product starts its server with little to say, and parameters stand in a line's detail: a role's setting wins over that.
    for (const setting of ["log_error_verbosity = 'default'", "log_min_messages = 'info'"]) {
      await client.query(`alter role all set ${setting}`);
    }
    await client.end();
  } finally {
    await server.stop();
  }
}

function endOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  return new Promise((done) => {
    child.once("exit", (code, signal) => done(code ?? signal ?? 1));
    child.once("error", () => done(127));
  });
}
