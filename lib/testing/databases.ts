import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { inject } from "vitest";
import { PURPOSES, type Purpose } from "@/lib/core/db/connections";
import { ensureLogins, loginName, servingAddress } from "@/lib/core/db/logins";
import { newPassword } from "@/lib/core/scram";

declare module "vitest" {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

/** What the global set-up tells every test file about the run's PostgreSQL. */
export interface TestServer {
  /** A database of the server, as the user who owns all test databases. */
  url: string;
  /** The migrated database that every other is a copy of. */
  template: string;
  /** Every database of this run has a name that begins with this. */
  prefix: string;
  /** The superuser's address, and the server's log: only of the embedded server. */
  adminUrl: string | null;
  logFile: string | null;
}

export interface TestDatabase {
  /** As its owner. */
  url: string;
  /** As its serving logins, made like a real deployment's. */
  serving: Record<Purpose, string>;
  name: string;
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** The zone the database itself is set to. Not UTC, so that code which relies on the server's zone fails. */
  timeZone?: string;
  /** A database to copy instead of the migrated template; "template0" gives an empty one, without logins. */
  template?: string;
}

/** Makes a copy of the migrated template for one test file; whatever is not dropped goes with the run. */
export async function createTestDatabase({
  timeZone = "America/New_York",
  template,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = inject("testServer");
  const name = `${server.prefix}${randomBytes(5).toString("hex")}`;
  await withClient(server.url, async (client) => {
    await copyDatabase(client, name, template ?? server.template);
    await client.query(
      `alter database ${client.escapeIdentifier(name)} set timezone to ${client.escapeLiteral(timeZone)}`,
    );
  });
  const url = urlOf(server.url, name);
  const passwords = { tenant: newPassword(), gate: newPassword(), system: newPassword() };
  // A copy has none of its template's: logins and their settings belong to a database by its name.
  if (template === undefined) await withClient(url, (client) => makeLogins(client, name, passwords));
  return {
    name,
    url,
    serving: servingAddress(url, name, passwords),
    drop: () => withClient(server.url, (client) => dropDatabase(client, name)),
  };
}

/** The owner of a test's database also sees what its logins wait for, and may cut their connections. */
async function makeLogins(client: pg.Client, name: string, passwords: Record<Purpose, string>): Promise<void> {
  await ensureLogins(client, passwords);
  const logins = PURPOSES.map((purpose) => client.escapeIdentifier(loginName(name, purpose)));
  await client.query(`grant ${logins.join(", ")} to current_user`);
}

/** The same server's address of another database. */
export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Runs statements on a connection of their own. */
export async function withClient<T>(url: string, task: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}

/** Drops a database together with whoever is still connected to it, and its logins. */
export async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  // A vacuum that happens to be there is the server's own, and may not be ended: it goes by itself.
  await whileItFailsWith("42501", () =>
    client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`),
  );
  const logins = PURPOSES.map((purpose) => client.escapeIdentifier(loginName(name, purpose)));
  await client.query(`drop role if exists ${logins.join(", ")}`);
}

/** A database that anybody is connected to cannot be copied; connections that were just closed take a moment to go. */
async function copyDatabase(client: pg.Client, name: string, template: string): Promise<void> {
  await whileItFailsWith("55006", () =>
    client.query(`create database ${client.escapeIdentifier(name)} template ${client.escapeIdentifier(template)}`),
  );
}

/** Tries again for a minute while the database answers with one code. */
async function whileItFailsWith(code: string, attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== code || tries === 600) throw error;
      await sleep(100);
    }
  }
}
