import { Agent } from "node:http";
import { Client } from "pg";
import { z } from "zod";
import { settingsOf } from "@/lib/core/db/connections";
import { ensureLogins, servingAddress } from "@/lib/core/db/logins";
import { newPassword } from "@/lib/core/scram";
import { fillEvent } from "@/lib/testing/bulk-tickets";
import { confirmOf, previewOf } from "./calls";
import { addressOf, type BenchDatabase, startBenchDatabase } from "./database";
import { percentile, type Sent, send } from "./load";
import { explainAll, type GatePlans, LOG_PREFIX, loggedPlans } from "./plans";
import { atMost, figure, type Row, type SectionOptions } from "./section";
import { startWeb } from "./servers";
import { makeNight, type Night } from "./world";

const SIZES = { small: 10_000, large: 1_000_000 };
const CALLERS = 32;
const WARM_UP = 100;
const EXPLAINED = 200;
/**
 * A vacuum marks pages as seen by all, and the first movement on a page reads two of the visibility map to take that back. Among
 * ten thousand every page has had its first one soon, so without this those two would be counted as the size's.
 */
const UNVACUUMED = { autovacuum: "off" };
/** An index of a hundred times as many rows is a level deeper: one page for each search in it. */
const MORE_PAGES = 2;

type Size = keyof typeof SIZES;
type Times = { preview: number[]; confirm: number[] };
type Side = { name: string; night: Night; address: string; times: Times };

const admission = z.object({ verdict: z.literal("ADMITTED") });

/** The same night among ten thousand tickets and among a million: what a scan costs must not tell which it is. */
export async function scale({ isQuick }: SectionOptions): Promise<Row[]> {
  const samples = isQuick ? 300 : 3000;
  const place = await startBenchDatabase({ log_line_prefix: LOG_PREFIX, shared_buffers: "512MB", ...UNVACUUMED });
  const night = await makeNight({ tickets: 0, callers: CALLERS });
  const copy = await copyDatabase(place, "large");
  const real = WARM_UP + samples + EXPLAINED;
  const sides: Record<Size, Side> = {
    small: await makeSide({ ...place, name: "usher" }, { night, total: SIZES.small, real }),
    large: await makeSide({ ...place, name: "large", settings: copy }, { night, total: SIZES.large, real }),
  };

  await scanBoth(sides, { from: 0, count: WARM_UP });
  for (const side of Object.values(sides)) side.times = { preview: [], confirm: [] };
  await scanBoth(sides, { from: WARM_UP, count: samples });
  const times = { small: sides.small.times, large: sides.large.times };

  for (const { name } of Object.values(sides)) await explainAll(place, name);
  await scanBoth(sides, { from: WARM_UP + samples, count: EXPLAINED });
  const plans = {
    small: await loggedPlans(place, sides.small.name),
    large: await loggedPlans(place, sides.large.name),
  };
  return [...timeRows(times), ...planRows(plans), figure("samples of each", samples, "scans")];
}

/** The keys and callers of one night are those of both; the copy's logins are its own. The settings to serve it with. */
async function copyDatabase(place: BenchDatabase, name: string): Promise<Record<string, string>> {
  const admin = new Client({ connectionString: addressOf(place.adminUrl, "postgres") });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${admin.escapeIdentifier(name)} TEMPLATE usher OWNER usher`);
  await admin.end();
  const passwords = { tenant: newPassword(), gate: newPassword(), system: newPassword() };
  const owner = new Client({ connectionString: addressOf(place.adminUrl, name) });
  await owner.connect();
  await ensureLogins(owner, passwords);
  await owner.end();
  return settingsOf(servingAddress(place.adminUrl, name, passwords));
}

type Filling = { night: Night; total: number; real: number };

async function makeSide(place: BenchDatabase & { name: string }, { night, total, real }: Filling): Promise<Side> {
  const { name } = place;
  const admin = new Client({ connectionString: addressOf(place.adminUrl, name) });
  await admin.connect();
  const codes = await fillEvent(admin, { id: night.eventId, keyId: "bench" }, { total, real });
  await admin.end();
  const server = await startWeb(place);
  return { name, night: { ...night, codes }, address: server.address, times: { preview: [], confirm: [] } };
}

/** Scans on both sides, one call at a time, the sides taking turns in going first: whatever else the machine does, it does to both. */
async function scanBoth(sides: Record<Size, Side>, { from, count }: { from: number; count: number }): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  for (let index = from; index < from + count; index += 1) {
    const order = index % 2 === 0 ? [sides.small, sides.large] : [sides.large, sides.small];
    const found: unknown[] = [];
    for (const side of order) {
      const code = side.night.codes[index] ?? "";
      const preview = await call(side, previewOf(side.night, { code, caller: index }), agent);
      side.times.preview.push(preview.ms);
      found.push(preview.body);
    }
    for (const [at, side] of order.entries()) {
      const confirm = await call(side, confirmOf(side.night, { preview: found[at], caller: index }), agent);
      admission.parse(confirm.body);
      side.times.confirm.push(confirm.ms);
    }
  }
  agent.destroy();
}

async function call(side: Side, sent: Sent, agent: Agent) {
  const received = await send(side.address, sent, { agent });
  if (received.status !== 200) throw new Error(`Answered ${received.status}: ${JSON.stringify(received.body)}`);
  return received;
}

function timeRows(times: Record<Size, Times>): Row[] {
  return (["preview", "confirm"] as const).flatMap((step) => {
    const of = (size: Size, share: number) => percentile(times[size][step], share);
    return [
      ...(["small", "large"] as const).flatMap((size) => [
        figure(`${step} among ${SIZES[size].toLocaleString("en")}, p50`, of(size, 0.5), "ms"),
        figure(`${step} among ${SIZES[size].toLocaleString("en")}, p99`, of(size, 0.99), "ms"),
      ]),
      atMost(`${step}, p99 of the large to the small`, of("large", 0.99) / of("small", 0.99), { most: 1.2, unit: "" }),
    ];
  });
}

function planRows(plans: Record<Size, GatePlans>): Row[] {
  const calls = [...plans.small.keys()];
  if (calls.length < 2) throw new Error(`Plans were logged of ${calls.join(", ") || "nothing"} only.`);
  return calls.flatMap((name) => {
    const [small, large] = [plans.small.get(name), plans.large.get(name)];
    if (!small || !large) throw new Error(`No plans were logged of ${name} among the million.`);
    const strangers = [...small.shapes.keys()].filter((shape) => !large.shapes.has(shape));
    strangers.push(...[...large.shapes.keys()].filter((shape) => !small.shapes.has(shape)));
    for (const shape of strangers) console.log(`${name}, on one side only: ${shape}`);
    const [few, many] = [percentile(small.buffers, 0.5), percentile(large.buffers, 0.5)];
    if (many - few > MORE_PAGES) printPages(name, small.shapes, large.shapes);
    return [
      {
        name: `${name}, plans of its ${small.shapes.size} statements`,
        value: strangers.length === 0 ? "the same" : "different",
        unit: "",
        aim: "the same",
        ok: strangers.length === 0,
      },
      figure(`${name}, pages read among ${SIZES.small.toLocaleString("en")}`, few, "pages"),
      atMost(`${name}, more pages among ${SIZES.large.toLocaleString("en")}`, many - few, {
        most: MORE_PAGES,
        unit: "pages",
      }),
    ];
  });
}

type Pages = ReadonlyMap<string, number[]>;

/** Where the pages come from: the statements within that read more on one side. */
function printPages(name: string, small: Pages, large: Pages): void {
  for (const [shape, pages] of small) {
    const [few, many] = [percentile(pages, 0.5), percentile(large.get(shape) ?? [], 0.5)];
    if (few !== many) console.log(`${name}, ${few} and ${many} pages: ${shape}`);
  }
}
