import { spawn } from "node:child_process";
import { open, readFile, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { programOptions, type ServerAccount } from "./account";
import { findPostmaster, isPostmasterOf, type Postmaster, stopPostmaster } from "./postmaster";
import { type ServerState, saveState } from "./state";

export interface ServerPlan {
  bin: string;
  base: string;
  cluster: string;
  account: ServerAccount | null;
  state: ServerState;
  settings: Record<string, string>;
  /** Whether only the port of the state will do, because clients know it: then a start where it is taken throws. */
  isPortFixed?: boolean;
}

const LARGEST_LOG_BYTES = 20_000_000;

/** The file the server writes its log to. */
export function serverLogFile(base: string): string {
  return path.join(base, "server.log");
}

/** The URL of a database of the embedded server. */
export function serverUrl(login: { user: string; password: string; port: number; database: string }): string {
  return `postgres://${login.user}:${encodeURIComponent(login.password)}@127.0.0.1:${login.port}/${login.database}`;
}

/** Returns a server that accepts connections: the one left running by a killed process when its settings fit, otherwise a new one; throws with the end of its log when it does not start. */
export async function runServer(plan: ServerPlan): Promise<Postmaster & { adopted: boolean }> {
  const settings = JSON.stringify(plan.settings);
  const live = await findPostmaster(plan.cluster);
  if (live && (await becomesReady(plan, live.port, () => isPostmasterOf(live.pid, plan.cluster)))) {
    if (plan.state.settings === settings) {
      await saveState(plan.base, { ...plan.state, port: live.port });
      return { ...live, adopted: true };
    }
    await stopPostmaster(live.pid, plan.cluster);
  }
  let wanted = plan.state.port;
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(wanted);
    if (plan.isPortFixed && port !== plan.state.port)
      throw Object.assign(new Error(`Port ${plan.state.port} is taken by another program.`), { code: "PORT_TAKEN" });
    await saveState(plan.base, { ...plan.state, port, settings });
    const outcome = await launch(plan, port);
    if ("pid" in outcome) return { ...outcome, adopted: false };
    const isPortTaken = /could not bind|Address already in use/i.test(outcome.log);
    // The children of a server that was killed hold its shared memory for a moment after it.
    const isStillLeaving = /shared memory block|lock file "[^"]*" already exists/.test(outcome.log);
    if (attempt === 10 || !(isPortTaken || isStillLeaving))
      throw new Error(`The embedded PostgreSQL did not start. The end of ${serverLogFile(plan.base)}:\n${outcome.log}`);
    if (isPortTaken) wanted = null;
    else await sleep(500);
  }
}

async function launch(plan: ServerPlan, port: number): Promise<Postmaster | { log: string }> {
  const logFile = serverLogFile(plan.base);
  if (
    await stat(logFile).then(
      (found) => found.size > LARGEST_LOG_BYTES,
      () => false,
    )
  )
    await rename(logFile, `${logFile}.1`);
  const log = await open(logFile, "a", 0o600);
  try {
    const start = (await log.stat()).size;
    // `detached` gives the server its own session: Ctrl-C reaches this process only, which drains its work before it stops the server.
    const child = spawn(
      path.join(plan.bin, "postgres"),
      ["-D", plan.cluster, ...settingArguments(plan.settings, port)],
      {
        ...programOptions(plan.account),
        detached: true,
        stdio: ["ignore", log.fd, log.fd],
      },
    );
    let ending: string | null = null;
    child.once("exit", (code, signal) => {
      ending = `exit ${code ?? signal}`;
    });
    child.once("error", (error) => {
      ending = error.message;
    });
    child.unref();
    const { pid } = child;
    if (await becomesReady(plan, port, async () => ending === null)) {
      if (pid !== undefined) return { pid, port };
    } else if (ending === null && pid !== undefined) {
      await stopPostmaster(pid, plan.cluster);
    }
    const written = (await readFile(logFile)).subarray(start).toString("utf8").trimEnd();
    return { log: `${written.split("\n").slice(-15).join("\n")}\n(${ending ?? "no answer"})` };
  } finally {
    await log.close();
  }
}

/** What must hold for every cluster comes last, so that no extra setting replaces it. The host's time zone never gets in. */
function settingArguments(extra: Record<string, string>, port: number): string[] {
  const settings = {
    TimeZone: "UTC",
    log_timezone: "UTC",
    cluster_name: "usher",
    ...extra,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    // A refused statement's message, detail and context quote what it was given: people's names and addresses. Usher's own
    // log has the error's code and where it arose.
    log_min_messages: "log",
    log_min_error_statement: "panic",
    log_error_verbosity: "terse",
    port: String(port),
  };
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

/** Waits until the server answers, however long its recovery takes, up to two minutes; false when it ends instead. */
async function becomesReady(plan: ServerPlan, port: number, isAlive: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline && (await isAlive())) {
    if (await answers(plan, port)) return true;
    await sleep(25);
  }
  return false;
}

async function answers(plan: ServerPlan, port: number): Promise<boolean> {
  const client = new pg.Client({
    connectionString: serverUrl({ user: "postgres", password: plan.state.adminPassword, port, database: "postgres" }),
    connectionTimeoutMillis: 5000,
    ssl: false,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    // Both sides of SCRAM prove that they know the password, so whoever answers is this cluster.
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function freePort(wanted: number | null): Promise<number> {
  const port = await listenOnce(wanted ?? 0);
  if (port !== null) return port;
  const other = await listenOnce(0);
  if (other === null) throw new Error("No free port on 127.0.0.1 for the embedded PostgreSQL.");
  return other;
}

function listenOnce(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen(port, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
