import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { destroyEmbeddedPostgres, type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres/start";

let dataDirectory = "";
let server: EmbeddedPostgres;
let told: string[] = [];
const report = {
  failed: (error: unknown) => {
    told.push(error instanceof Error && "code" in error ? String(error.code) : String(error));
  },
  worked: () => {
    told.push("works");
  },
};

beforeEach(async () => {
  told = [];
  dataDirectory = path.join(tmpdir(), `usher-test-${process.pid}-${randomBytes(4).toString("hex")}`);
  server = await startEmbeddedPostgres({ dataDirectory, extraSettings: { fsync: "off" } });
  server.keepRunning(report);
});
afterEach(async () => {
  await server.stop();
  await destroyEmbeddedPostgres(dataDirectory);
});

async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
const pidOf = async () =>
  Number.parseInt(await readFile(path.join(dataDirectory, "cluster", "postmaster.pid"), "utf8"), 10);
const untilServed = () => vi.waitFor(() => query("select 1"), { timeout: 60_000, interval: 100 });
const untilTold = (what: string) => vi.waitFor(() => expect(told).toContain(what), { timeout: 60_000, interval: 20 });

it("a database that is killed runs again at the same address with what was committed, as often as that happens", async () => {
  await query("create table kept as select 1 as one");
  for (const time of [1, 2]) {
    const killed = await pidOf();
    process.kill(killed, "SIGKILL");
    await vi.waitFor(() => expect(told.filter((what) => what === "works")).toHaveLength(time), { timeout: 60_000 });
    await untilServed();
    expect(await pidOf()).not.toBe(killed);
    expect(await query("select one from kept")).toEqual([{ one: 1 }]);
  }
  expect(told.filter((what) => what === "ENDED")).toHaveLength(2);
});

it("waits for its port when another program takes it meanwhile: nobody knows the database under another", async () => {
  const port = Number(new URL(server.url).port);
  const squatter = createServer();
  // It asks until the port is given up.
  squatter.on("error", () => void setTimeout(() => squatter.listen(port, "127.0.0.1"), 1));
  squatter.listen(port, "127.0.0.1");
  process.kill(await pidOf(), "SIGKILL");
  await vi.waitFor(() => expect(squatter.listening).toBe(true), { timeout: 30_000, interval: 5 });
  await untilTold("PORT_TAKEN");
  await new Promise((done) => squatter.close(done));
  await untilTold("works");
  await untilServed();
});

it("is not started again once it was stopped", async () => {
  const { url } = server;
  await server.stop();
  expect(told).toEqual([]);
  await expect(query("select 1")).rejects.toThrow();
  server = await startEmbeddedPostgres({ dataDirectory, extraSettings: { fsync: "off" } });
  expect([server.adopted, server.url]).toEqual([false, url]);
});
