import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import type { CtxTenant } from "@/lib/core/ctx";
import { database } from "@/lib/core/db/database";
import { destroyEmbeddedPostgres, startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { generateKey } from "@/lib/core/keys";
import { applyMigrations } from "@/lib/core/migrations/apply";
import { installQueue } from "@/lib/core/queue";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { moveEvent } from "@/lib/domain/events/commands";
import { createTenant } from "@/lib/domain/tenants/commands";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { listTicketSecrets } from "@/lib/domain/tickets/queries";
import { JOBS } from "@/lib/entry/jobs";
import { asOperator, operatorCtx } from "@/lib/entry/operator";

/** A production server of its own, on a database of its own, with tickets to admit and callers to admit them. */
export type BenchWorld = {
  origin: string;
  eventId: string;
  codes: string[];
  callers: { apiKey: string; deviceId: string }[];
  /** CPU seconds the server's process has used so far. */
  serverCpu: () => Promise<number>;
  /** Statements that the server's two roles have sent so far. */
  statements: () => Promise<number>;
  close: () => Promise<void>;
};

/** Starts everything in a temporary directory; `close` takes it all away. */
export async function makeBenchWorld(size: { tickets: number; callers: number }): Promise<BenchWorld> {
  const directory = await mkdtemp(path.join(tmpdir(), "usher-bench-"));
  const postgres = await startEmbeddedPostgres({
    dataDirectory: directory,
    extraSettings: { shared_preload_libraries: "pg_stat_statements", max_connections: "100" },
  });
  const port = await freePort();
  Object.assign(process.env, {
    DATABASE_URL: postgres.url,
    USHER_KEYS: generateKey("bench"),
    USHER_ORIGIN: `http://localhost:${port}`,
    PORT: String(port),
    WORKER: "off",
  });
  await applyMigrations(postgres.url, { afterMigrate: (pool) => installQueue(pool, JOBS) });
  const admin = new Client({ connectionString: postgres.adminUrl });
  await admin.connect();
  await admin.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");

  const tenant = await createTenant(operatorCtx(), { slug: "bench", name: "Bench" });
  const { eventId, codes } = await makeTickets(tenant, size.tickets);
  const callers = await makeCallers(tenant, size.callers);
  await database().close();
  const server = await startServerProcess(directory, port);

  return {
    origin: `http://127.0.0.1:${port}`,
    eventId,
    codes,
    callers,
    serverCpu: () => cpuOf(server.pid ?? 0),
    async statements() {
      const { rows } = await admin.query<{ calls: number }>(
        `SELECT coalesce(sum(s.calls), 0)::int AS calls FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
         WHERE s.toplevel AND r.rolname IN ('usher_tenant', 'usher_system')`,
      );
      return rows[0]?.calls ?? 0;
    },
    async close() {
      server.kill("SIGTERM");
      await new Promise((done) => server.once("exit", done));
      await admin.end();
      await postgres.stop();
      await destroyEmbeddedPostgres(directory);
    },
  };
}

async function makeTickets(tenant: CtxTenant, count: number): Promise<{ eventId: string; codes: string[] }> {
  const day = 86_400_000;
  const eventId = await asOperator("bench.event", tenant, async (ctx) => {
    const event = await createEventWithType(ctx, {
      name: "Bench",
      timeZone: "UTC",
      startsAt: new Date(Date.now() - day),
      endsAt: new Date(Date.now() + day),
      cap: count,
      showTicketType: false,
    });
    await moveEvent(ctx, { eventId: event.id, move: "publish" });
    return event.id;
  });
  for (let made = 0; made < count; made += 500) {
    const tickets = Array.from({ length: Math.min(500, count - made) }, (_, n) => ({
      name: `Guest ${made + n}`,
      email: `g${made + n}@example.com`,
    }));
    await asOperator("bench.issue", tenant, (ctx) => issueTickets(ctx, { eventId, tickets }));
  }
  const secrets = await asOperator("bench.codes", tenant, (ctx) => listTicketSecrets(ctx, { eventId, take: count }));
  return { eventId, codes: secrets.map((ticket) => ticket.secrets.code) };
}

function makeCallers(tenant: CtxTenant, count: number): Promise<BenchWorld["callers"]> {
  return asOperator("bench.keys", tenant, async (ctx) => {
    const callers: BenchWorld["callers"] = [];
    for (let n = 0; n < count; n++) {
      const { secret } = await createApiKey(ctx, { name: `Bench ${n}`, permissions: ["gate.scan"] });
      callers.push({ apiKey: secret, deviceId: randomUUID() });
    }
    return callers;
  });
}

async function startServerProcess(directory: string, port: number): Promise<ChildProcess> {
  const tsx = path.resolve("node_modules/tsx/dist/loader.mjs");
  const child = spawn(process.execPath, ["--import", tsx, "scripts/start.ts"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      TSX_TSCONFIG_PATH: "tsconfig.node.json",
      USHER_DATA_DIR: directory,
      LOG_LEVEL: "info",
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error("The server did not start.");
    const answer = await fetch(`http://127.0.0.1:${port}/api/health/live`).catch(() => null);
    if (answer?.ok) return child;
    await new Promise((done) => setTimeout(done, 300));
  }
  child.kill();
  throw new Error("The server did not answer in three minutes.");
}

/** User and system time, in seconds (proc(5): fields 14 and 15, in ticks of 10 ms). */
async function cpuOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}
