import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { addressFrom, settingsOf } from "@/lib/core/db/connections";
import { type Database, openDatabase, setDatabase } from "@/lib/core/db/database";
import { ensureLogins, servingAddress } from "@/lib/core/db/logins";
import { clusterDirectory } from "@/lib/core/embedded-postgres/location";
import { findPostmaster } from "@/lib/core/embedded-postgres/postmaster";
import {
  destroyEmbeddedPostgres,
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "@/lib/core/embedded-postgres/start";
import { generateKey } from "@/lib/core/keys";
import { migrateDatabase } from "@/lib/entry/migrate";
import { tidyLater } from "./tidy";

/** An embedded PostgreSQL for one section, with the keys of what is in it. */
export type BenchDatabase = {
  /** Where it and the logs of servers on it are. */
  directory: string;
  /** The settings that a process serves it with. */
  settings: Record<string, string>;
  adminUrl: string;
  logFile: string;
  keys: string;
  /** Ends the server as a power cut would, as far as processes go, and starts it again on the same port. Milliseconds it was away. */
  killAndRestart: () => Promise<number>;
  close: () => Promise<void>;
};

/** Starts one, migrated and empty, and points this process's environment at it: the commands that fill it run here. */
export async function startBenchDatabase(extraSettings: Record<string, string> = {}): Promise<BenchDatabase> {
  const directory = await mkdtemp(path.join(tmpdir(), "usher-bench-"));
  const options = { dataDirectory: directory, extraSettings: { max_connections: "120", ...extraSettings } };
  let postgres = await startEmbeddedPostgres(options);
  const close = once(async () => {
    await postgres.stop();
    await destroyEmbeddedPostgres(directory);
  });
  tidyLater(close);
  await migrateDatabase(postgres.url, (owner) => ensureLogins(owner, postgres.loginPasswords));
  const keys = generateKey("bench");
  const settings = settingsOf(servingAddress(postgres.url, postgres.database, postgres.loginPasswords));
  Object.assign(process.env, settings, { USHER_KEYS: keys, WORKER: "off" });
  return {
    directory,
    settings,
    adminUrl: postgres.adminUrl,
    logFile: postgres.logFile,
    keys,
    async killAndRestart() {
      const started = performance.now();
      const url = postgres.url;
      await killPostmaster(postgres);
      await postgres.stop();
      postgres = await startEmbeddedPostgres(options);
      if (postgres.url !== url) throw new Error("PostgreSQL came back on another port.");
      return performance.now() - started;
    },
    close,
  };
}

/** Opens the database that this process's environment names once more, for commands that are run here; to be closed. */
export function reopenDatabase(): Database {
  const database = openDatabase(addressFrom({ DATABASE_URL: "", ...process.env }) ?? "");
  setDatabase(database);
  return database;
}

/** The address of another database of the same server. */
export function addressOf(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function killPostmaster({ directory }: EmbeddedPostgres): Promise<void> {
  const live = await findPostmaster(clusterDirectory(directory));
  if (!live) throw new Error("PostgreSQL does not run.");
  process.kill(live.pid, "SIGKILL");
}

function once(task: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= task();
    return done;
  };
}
