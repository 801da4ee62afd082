import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Client } from "pg";
import type { CtxTenant } from "@/lib/core/ctx";
import { database } from "@/lib/core/db/database";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { moveEvent } from "@/lib/domain/events/commands";
import { createTenant } from "@/lib/domain/tenants/commands";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { issueTickets } from "@/lib/domain/tickets/commands/issue-tickets";
import { listTicketSecrets } from "@/lib/domain/tickets/queries";
import { asOperator, operatorCtx } from "@/lib/entry/operator";
import { type BenchDatabase, startBenchDatabase } from "./database";
import { startWeb } from "./servers";

/** Who calls the gate: a key, and the device it is used on. */
type BenchCaller = { apiKey: string; deviceId: string };

/** An event with tickets to admit and callers to admit them. */
export type Night = { tenant: CtxTenant; eventId: string; codes: string[]; callers: BenchCaller[] };

/** A production server of its own, on a database of its own, with a night in it. */
export type BenchWorld = Night & {
  origin: string;
  database: BenchDatabase;
  /** CPU seconds the server's process has used so far. */
  serverCpu: () => Promise<number>;
  /** Statements that the server's two roles have sent so far. */
  statements: () => Promise<number>;
  close: () => Promise<void>;
};

/** `worker` is on where a benchmark needs jobs done; `env` are more settings of the server. */
type NightSize = { tickets: number; callers: number; worker?: "on"; env?: Record<string, string> };

/** Starts everything in a temporary directory; it goes with the section, or with `close`. */
export async function makeBenchWorld(size: NightSize): Promise<BenchWorld> {
  const place = await startBenchDatabase({ shared_preload_libraries: "pg_stat_statements" });
  const night = await makeNight(size);
  const admin = await countStatements(place);
  const server = await startWeb(place, { env: { WORKER: size.worker ?? "off", ...size.env } });
  return {
    ...night,
    origin: server.address,
    database: place,
    serverCpu: () => cpuOf(server.pid),
    async statements() {
      const { rows } = await admin.query<{ calls: number }>(
        `SELECT coalesce(sum(s.calls), 0)::int AS calls FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
         WHERE s.toplevel AND r.rolname IN ('usher_tenant', 'usher_system')`,
      );
      return rows[0]?.calls ?? 0;
    },
    async close() {
      await server.stop();
      await admin.end();
      await place.close();
    },
  };
}

/** Makes a night by the product's own commands, in the database that this process's environment names. */
export async function makeNight(size: NightSize): Promise<Night> {
  const tenant = await createTenant(operatorCtx(), { slug: "bench", name: "Bench" });
  const { eventId, codes } = await makeTickets(tenant, size.tickets);
  const callers = await makeCallers(tenant, size.callers);
  await database().close();
  return { tenant, eventId, codes, callers };
}

async function countStatements(place: BenchDatabase): Promise<Client> {
  const admin = new Client({ connectionString: place.adminUrl });
  // The database goes before the connection does when a section fails.
  admin.on("error", () => undefined);
  await admin.connect();
  await admin.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  return admin;
}

/** The most an event may have, so that a bench can put more into it. */
const CAPACITY = 1_000_000;

async function makeTickets(tenant: CtxTenant, count: number): Promise<{ eventId: string; codes: string[] }> {
  const day = 86_400_000;
  const eventId = await asOperator("bench.event", tenant, async (ctx) => {
    const event = await createEventWithType(ctx, {
      name: "Bench",
      timeZone: "UTC",
      startsAt: new Date(Date.now() - day),
      endsAt: new Date(Date.now() + day),
      capacity: CAPACITY,
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

function makeCallers(tenant: CtxTenant, count: number): Promise<BenchCaller[]> {
  return asOperator("bench.keys", tenant, async (ctx) => {
    const callers: BenchCaller[] = [];
    for (let n = 0; n < count; n++) {
      const { secret } = await createApiKey(ctx, { name: `Bench ${n}`, permissions: ["gate.scan"] });
      callers.push({ apiKey: secret, deviceId: randomUUID() });
    }
    return callers;
  });
}

/** User and system time, in seconds (proc(5): fields 14 and 15, in ticks of 10 ms). */
async function cpuOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
