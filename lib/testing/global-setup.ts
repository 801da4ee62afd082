import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { clusterDirectory } from "@/lib/core/embedded-postgres/location";
import { findPostmaster } from "@/lib/core/embedded-postgres/postmaster";
import { destroyEmbeddedPostgres, startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { migrateDatabase } from "@/lib/entry/migrate";
import { dropDatabase, type TestServer, urlOf, withClient } from "./databases";
import { endWithRunner, newRunDirectory, sweepRuns } from "./run-directory";

const DIRECTORY_PREFIX = "usher-test-";

/** Gives the run one PostgreSQL with a migrated template database, and takes everything away afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  endWithRunner();
  const external = process.env.USHER_TEST_DATABASE_URL;
  const { stop, ...server } = external
    ? { url: external, adminUrl: null, logFile: null, stop: async () => undefined }
    : await startServer();
  const prefix = `usher_test_${randomBytes(4).toString("hex")}_`;
  const template = `${prefix}template`;
  const teardown = async () => {
    try {
      if (external) await dropAll(server.url, prefix);
    } finally {
      await stop();
    }
  };
  try {
    await makeTemplate(server.url, template);
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide("testServer", { ...server, template, prefix } satisfies TestServer);
  return teardown;
}

async function startServer() {
  await sweepRuns(DIRECTORY_PREFIX);
  const dataDirectory = newRunDirectory(DIRECTORY_PREFIX);
  const server = await startEmbeddedPostgres({
    dataDirectory,
    extraSettings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
  });
  const postmaster = await findPostmaster(clusterDirectory(server.directory));
  // Vitest ends at a signal without its teardown: then at least no server goes on. Its files are the next run's to sweep.
  const endServer = () => postmaster && process.kill(postmaster.pid, "SIGQUIT");
  process.on("exit", endServer);
  const stop = async () => {
    process.off("exit", endServer);
    await server.stop();
    await destroyEmbeddedPostgres(dataDirectory);
  };
  try {
    await withClient(server.adminUrl, (client) => client.query("alter role usher createdb"));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, adminUrl: server.adminUrl, logFile: server.logFile, stop };
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await withClient(url, (client) =>
    client.query(`create database ${client.escapeIdentifier(template)} template template0 encoding 'UTF8'`),
  );
  // Copies get logins of their own.
  await migrateDatabase(urlOf(url, template), async () => undefined);
  // Nobody may be connected to a database while it is copied.
  await withClient(url, (client) =>
    client.query(`alter database ${client.escapeIdentifier(template)} allow_connections false`),
  );
}

async function dropAll(url: string, prefix: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where starts_with(datname, $1)",
      [prefix],
    );
    for (const { name } of rows) await dropDatabase(client, name);
  });
}
