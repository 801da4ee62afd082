import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import type { CtxTenant } from "@/lib/core/ctx";
import { database } from "@/lib/core/db/database";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { createTenant } from "@/lib/domain/tenants/commands";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { asOperator, operatorCtx } from "@/lib/entry/operator";
import { fillEvent } from "@/lib/testing/bulk-tickets";
import { turn } from "./calls";
import { startBenchDatabase } from "./database";
import { percentile, type Sent, send } from "./load";
import { atLeast, atMost, figure, type Row, type SectionOptions } from "./section";
import { startWeb } from "./servers";

const LANES = 8;
const HOT_TICKETS = 900_000;
/** So many that none comes near the limit of calls a minute. */
const KEYS = 64;
/** Milliseconds between two tickets of the quiet event. */
const QUIET_PAUSE = 25;

type Place = { address: string; keys: string[] };
type Measured = { issued: number; seconds: number; quiet: number[] };
type Load = "hot" | "empty" | "eight";

/**
 * Issuing one ticket at a time over the API in eight lanes: for an event of 900,000 tickets, for an empty one, and for eight
 * empty ones, in turns; and beside each, somebody who issues for a quiet event.
 */
export async function issue({ isQuick }: SectionOptions): Promise<Row[]> {
  const [rounds, seconds] = isQuick ? [2, 3] : [6, 10];
  const db = await startBenchDatabase({ shared_buffers: "512MB" });
  const tenant = await createTenant(operatorCtx(), { slug: "bench", name: "Bench" });
  const [hot = "", quiet = ""] = await makeEvents(tenant, 2);
  const empty = await makeEvents(tenant, rounds);
  const eight = await makeEvents(tenant, LANES);
  const keys = await makeKeys(tenant);
  await database().close();
  await fill(db.adminUrl, hot);
  const server = await startWeb(db);
  const place = { address: server.address, keys };

  const sums: Record<Load, Measured> = { hot: nothing(), empty: nothing(), eight: nothing() };
  await measure(place, { events: eight, quiet, seconds: 2 });
  for (let round = 0; round < rounds; round++) {
    const loads: [Load, string[]][] = [
      ["hot", [hot]],
      ["empty", [turn(empty, round)]],
      ["eight", eight],
    ];
    // Whatever else the machine does, it does to each of them in each place of the row.
    for (const [load, events] of [...loads.slice(round % 3), ...loads.slice(0, round % 3)]) {
      const measured = await measure(place, { events, quiet, seconds });
      sums[load].issued += measured.issued;
      sums[load].seconds += measured.seconds;
      sums[load].quiet.push(...measured.quiet);
    }
  }
  await server.stop();

  const rate = (load: Load) => sums[load].issued / sums[load].seconds;
  const p50 = (load: Load) => percentile(sums[load].quiet, 0.5);
  return [
    figure("one event of 900,000 tickets", rate("hot"), "tickets/s"),
    figure("one empty event", rate("empty"), "tickets/s"),
    atLeast("900,000 tickets / empty", rate("hot") / rate("empty"), { least: 0.7, unit: "×" }),
    figure("eight empty events", rate("eight"), "tickets/s"),
    figure("quiet event beside 900,000, p50", p50("hot"), "ms"),
    figure("quiet event beside 900,000, p95", percentile(sums.hot.quiet, 0.95), "ms"),
    figure("quiet event beside eight, p50", p50("eight"), "ms"),
    atMost("quiet: beside 900,000 / beside eight", p50("hot") / p50("eight"), { most: 1.5, unit: "×" }),
    figure("samples of the quiet event beside 900,000", sums.hot.quiet.length, "tickets"),
  ];
}

const nothing = (): Measured => ({ issued: 0, seconds: 0, quiet: [] });

async function makeEvents(tenant: CtxTenant, count: number): Promise<string[]> {
  const day = 86_400_000;
  const made: string[] = [];
  for (let n = 0; n < count; n++) {
    const times = { startsAt: new Date(Date.now() + day), endsAt: new Date(Date.now() + 2 * day) };
    const input = { name: "Bench", timeZone: "UTC", ...times, capacity: 1_000_000, showTicketType: false };
    made.push((await asOperator("bench.event", tenant, (ctx) => createEventWithType(ctx, input))).id);
  }
  return made;
}

function makeKeys(tenant: CtxTenant): Promise<string[]> {
  return asOperator("bench.keys", tenant, async (ctx) => {
    const keys: string[] = [];
    for (let n = 0; n < KEYS; n++)
      keys.push((await createApiKey(ctx, { name: `Bench ${n}`, permissions: ["tickets.issue"] })).secret);
    return keys;
  });
}

async function fill(adminUrl: string, eventId: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await fillEvent(admin, { id: eventId, keyId: "bench" }, { total: HOT_TICKETS, real: 1 });
  await admin.query("VACUUM ANALYZE");
  await admin.end();
}

/** Eight lanes for some seconds, each at its event, and one more for the quiet event. Throws on any answer but "issued". */
async function measure(place: Place, load: { events: string[]; quiet: string; seconds: number }): Promise<Measured> {
  const agent = new Agent({ keepAlive: true });
  const quiet: number[] = [];
  const started = performance.now();
  const isOver = () => performance.now() - started > load.seconds * 1000;
  let issued = 0;
  const lane = async (index: number) => {
    while (!isOver()) {
      await issueOne(place, { eventId: turn(load.events, index), call: issued, agent });
      issued++;
    }
  };
  const quietly = async () => {
    for (let call = 0; !isOver(); call++) {
      quiet.push(await issueOne(place, { eventId: load.quiet, call, agent }));
      await sleep(QUIET_PAUSE);
    }
  };
  await Promise.all([quietly(), ...Array.from({ length: LANES }, (_, index) => lane(index))]);
  agent.destroy();
  return { issued, seconds: (performance.now() - started) / 1000, quiet };
}

async function issueOne(
  { address, keys }: Place,
  { eventId, call, agent }: { eventId: string; call: number; agent: Agent },
): Promise<number> {
  const job: Sent = {
    method: "POST",
    path: `/api/v1/events/${eventId}/tickets`,
    headers: { authorization: `Bearer ${turn(keys, call)}`, "idempotency-key": randomUUID() },
    body: { tickets: [{ name: "Bench Guest", email: "guest@example.com" }] },
  };
  const received = await send(address, job, { agent });
  if (received.status !== 201) throw new Error(`Answered ${received.status}: ${JSON.stringify(received.body)}`);
  return received.ms;
}
