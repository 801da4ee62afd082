import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { destroyEmbeddedPostgres, startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";

const FAST = { fsync: "off" };
const CHILD = `
  const { startEmbeddedPostgres } = await import("./lib/core/embedded-postgres/start.ts");
  const server = await startEmbeddedPostgres({ dataDirectory: process.argv[1], extraSettings: { fsync: "off" } });
  console.log("STARTED " + server.url);
  // Whoever started this closes the pipe, by ending too.
  process.stdin.on("end", () => process.exit()).resume();
`;

let made = "";
let dataDirectory = "";

// Not mkdtemp: its 0700 directory sends a root's server to /var/tmp, which has a test of its own.
const newDirectory = () => path.join(tmpdir(), `usher-test-${process.pid}-${randomBytes(4).toString("hex")}`);

beforeAll(async () => {
  made = newDirectory();
  await (await startEmbeddedPostgres({ dataDirectory: made, extraSettings: FAST })).stop();
});
afterAll(() => destroyEmbeddedPostgres(made));

beforeEach(() => {
  dataDirectory = newDirectory();
});

afterEach(async () => {
  await destroyEmbeddedPostgres(dataDirectory);
});

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Gives the test's directory a database that was made, started and stopped before: initdb takes longer than all the rest. */
async function useMadeDatabase(): Promise<void> {
  // As root its files belong to another user, which cp keeps.
  await promisify(execFile)("cp", ["-Rp", made, dataDirectory]);
}

/** Waits until no initdb writes into the test's directory any more. */
async function untilNoInitdb(): Promise<void> {
  for (;;) {
    const { stdout } = await promisify(execFile)("ps", ["-eo", "args"]);
    if (!stdout.includes(path.join(dataDirectory, "draft-"))) return;
    await sleep(20);
  }
}

function startChild() {
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", CHILD, dataDirectory], {
    cwd: process.cwd(),
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TZ: "America/New_York", NODE_ENV: "test" },
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const started = new Promise<string>((resolve, reject) => {
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const url = /STARTED (\S+)/.exec(output)?.[1];
      if (url) resolve(url);
    });
    child.once("exit", () => reject(new Error("The child ended before its server ran.")));
  });
  started.catch(() => undefined);
  return { child, started, exited };
}

describe("a new data directory", () => {
  it("gets a UTF-8 database in UTC whose owner is no superuser", async () => {
    const server = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    try {
      expect(server.adopted).toBe(false);
      const [row] = await query(
        server.url,
        `select current_setting('TimeZone') as zone, pg_encoding_to_char(encoding) as encoding, datcollate as collation,
                rolsuper as superuser, rolcreaterole as "createsRoles", current_setting('listen_addresses') as addresses
           from pg_database, pg_roles where datname = current_database() and rolname = current_user`,
      );
      expect(row).toEqual({
        zone: "UTC",
        encoding: "UTF8",
        collation: process.platform === "linux" ? "C.UTF-8" : "C",
        superuser: false,
        createsRoles: true,
        addresses: "127.0.0.1",
      });
    } finally {
      await server.stop();
    }
  });

  it("keeps its data and its address from one start to the next", async () => {
    await useMadeDatabase();
    const first = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    await query(first.url, "create table kept as select 'still here' as what");
    await first.stop();
    await expect(query(first.url, "select 1")).rejects.toThrow();
    const second = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    try {
      expect(second.url).toBe(first.url);
      expect(await query(second.url, "select what from kept")).toEqual([{ what: "still here" }]);
    } finally {
      await second.stop();
    }
  });

  it("lets nobody in without the password, which only its owner can read and no log shows", async () => {
    const server = await startEmbeddedPostgres({ dataDirectory, extraSettings: { ...FAST, log_statement: "all" } });
    try {
      const { password, username } = new URL(server.url);
      const adminPassword = new URL(server.adminUrl).password;
      await expect(query(server.url.replace(password, "wrong"), "select 1")).rejects.toThrow(
        /password authentication failed/,
      );
      expect((await stat(path.join(server.directory, "credentials.json"))).mode & 0o777).toBe(0o600);
      const log = await readFile(server.logFile, "utf8");
      expect(log).toContain(`create role ${username}`);
      expect(log).not.toContain(password);
      expect(log).not.toContain(adminPassword);
    } finally {
      await server.stop();
    }
  });
});

describe("one data directory, two processes", () => {
  it("refuses the second and names the first", async () => {
    await useMadeDatabase();
    const server = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    try {
      await expect(startEmbeddedPostgres({ dataDirectory, extraSettings: FAST })).rejects.toThrow(
        `already running (pid ${process.pid}) on ${dataDirectory}`,
      );
    } finally {
      await server.stop();
    }
  });

  it("lets exactly one of several that start together through", async () => {
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => startEmbeddedPostgres({ dataDirectory, extraSettings: FAST })),
    );
    const started = results.filter((result) => result.status === "fulfilled");
    await Promise.all(started.map((result) => result.value.stop()));
    expect(started).toHaveLength(1);
  });
});

describe("after a crash", () => {
  it("takes over the server that a killed process left running", async () => {
    await useMadeDatabase();
    const { child, started, exited } = startChild();
    const url = await started;
    await query(url, "create table kept as select 1 as one");
    child.kill("SIGKILL");
    await exited;

    const server = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    try {
      expect(server).toMatchObject({ adopted: true, url });
      expect(await query(server.url, "select one from kept")).toEqual([{ one: 1 }]);
    } finally {
      await server.stop();
    }
    await expect(query(url, "select 1")).rejects.toThrow();
  });

  it("restarts a server left running with other settings", async () => {
    await useMadeDatabase();
    const { child, started, exited } = startChild();
    await started;
    child.kill("SIGKILL");
    await exited;

    const server = await startEmbeddedPostgres({ dataDirectory, extraSettings: { ...FAST, work_mem: "5MB" } });
    try {
      expect(server.adopted).toBe(false);
      expect(await query(server.url, "show work_mem")).toEqual([{ work_mem: "5MB" }]);
    } finally {
      await server.stop();
    }
  });

  it("recovers when the server was killed too", async () => {
    await useMadeDatabase();
    const { child, started, exited } = startChild();
    const url = await started;
    await query(url, "create table kept as select 1 as one");
    child.kill("SIGKILL");
    await exited;
    process.kill(await postmasterPid(), "SIGKILL");

    const server = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    try {
      expect(server.adopted).toBe(false);
      expect(await query(server.url, "select one from kept")).toEqual([{ one: 1 }]);
    } finally {
      await server.stop();
    }
  });

  it.each([20, 80, 200])(
    "starts normally after a first start was killed %i ms into making the cluster",
    async (milliseconds) => {
      const { child, exited } = startChild();
      await waitForDraft();
      await sleep(milliseconds);
      child.kill("SIGKILL");
      await exited;

      const server = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
      expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
      await server.stop();
      // The orphaned initdb may write for a while; what it leaves goes with the next start at the latest.
      await untilNoInitdb();
      const next = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
      await next.stop();
      expect((await readdir(dataDirectory)).filter((name) => name.startsWith("draft-"))).toEqual([]);
    },
  );

  it("is not deceived by a pid that belongs to another program now", async () => {
    await useMadeDatabase();
    const first = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    await first.stop();
    await writeFile(path.join(dataDirectory, "cluster", "postmaster.pid"), `${process.pid}\n/nowhere\n1\n5432\n\n\n\n`);
    await writeFile(
      path.join(dataDirectory, "lock"),
      JSON.stringify({ pid: process.pid, startedAt: "another time", nonce: "" }),
    );

    const second = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    expect(second.adopted).toBe(false);
    await second.stop();
  });
});

it("moves to another port when its own is taken", async () => {
  await useMadeDatabase();
  const first = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
  await first.stop();
  const port = Number(new URL(first.url).port);
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(port, "127.0.0.1", resolve));
  try {
    const second = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
    expect(new URL(second.url).port).not.toBe(String(port));
    expect(await query(second.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await second.stop();
  } finally {
    squatter.close();
  }
});

it.runIf(process.getuid?.() === 0)(
  "moves root's database out of a directory that the server's user cannot enter, and says so",
  async () => {
    const closed = dataDirectory;
    dataDirectory = path.join(closed, "data");
    await mkdir(closed, { mode: 0o700 });
    try {
      const first = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
      await first.stop();
      expect(first.directory).toMatch(/^\/var\/tmp\/usher-/);
      expect(first.note).toContain(first.directory);
      const second = await startEmbeddedPostgres({ dataDirectory, extraSettings: FAST });
      await second.stop();
      expect(second).toMatchObject({ directory: first.directory, url: first.url });
      await destroyEmbeddedPostgres(dataDirectory);
      await expect(stat(first.directory)).rejects.toThrow("ENOENT");
    } finally {
      await rm(closed, { recursive: true, force: true });
    }
  },
);

async function postmasterPid(): Promise<number> {
  return Number.parseInt(await readFile(path.join(dataDirectory, "cluster", "postmaster.pid"), "utf8"), 10);
}

async function waitForDraft(): Promise<void> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const names: string[] = await readdir(dataDirectory).catch(() => []);
    if (names.some((name) => name.startsWith("draft-"))) return;
    await sleep(5);
  }
  throw new Error("The child never began to make a cluster.");
}
