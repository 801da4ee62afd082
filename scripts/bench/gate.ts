import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { confirmOf, previewOf } from "./calls";
import { arrive, percentile, type Received, type Sent, send } from "./load";
import { atMost, figure, type Row, type SectionOptions } from "./section";
import { type BenchWorld, makeBenchWorld } from "./world";

const PER_SECOND = 20;
/** What a person takes to read a name before admitting it. */
const READING_MS = 300;
const LANES = 16;
/** As many as keep each within the gate's limits at saturation. */
const CALLERS = 64;
const WARM_UP = 200;

type Times = { preview: number[]; confirm: number[] };
const admission = z.object({ verdict: z.literal("ADMITTED") });

/** What a scan costs whoever waits for it: at a busy door's pace, and when the server has no time left. */
export async function gate({ isQuick }: SectionOptions): Promise<Row[]> {
  const [atPace, flatOut] = isQuick ? [400, 1000] : [6000, 6000];
  const world = await makeBenchWorld({ tickets: WARM_UP + atPace + flatOut, callers: CALLERS });
  const codes = [...world.codes];
  await flood(world, codes.splice(0, WARM_UP));
  const paced = await pace(world, codes.splice(0, atPace));
  const { times, perSecond } = await flood(world, codes);
  return [
    ...rowsOf(`${PER_SECOND} scans a second`, paced, { most: 100, unit: "ms" }),
    figure("samples at that pace", paced.confirm.length, "scans"),
    figure(`saturated, ${LANES} at once`, perSecond, "scans/s"),
    ...rowsOf("saturated", times),
  ];
}

/** Scans that begin when they are due. A preview's time counts from that moment, however late we were to send it. */
async function pace(world: BenchWorld, codes: string[]): Promise<Times> {
  const times: Times = { preview: [], confirm: [] };
  const agent = new Agent({ keepAlive: true });
  await arrive({ count: codes.length, perSecond: PER_SECOND }, async (index, dueAt) => {
    const preview = await call(world, previewOf(world, { code: codes[index] ?? "", caller: index }), agent);
    times.preview.push(performance.now() - dueAt);
    await sleep(READING_MS);
    const confirm = await call(world, confirmOf(world, { preview: preview.body, caller: index }), agent);
    admission.parse(confirm.body);
    times.confirm.push(confirm.ms);
  });
  agent.destroy();
  return times;
}

/** Scans one after the other in so many lanes that the server always has the next one waiting. */
async function flood(world: BenchWorld, codes: string[]): Promise<{ times: Times; perSecond: number }> {
  const times: Times = { preview: [], confirm: [] };
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  let next = 0;
  const started = performance.now();
  const lane = async () => {
    for (let index = next++; index < codes.length; index = next++) {
      const preview = await call(world, previewOf(world, { code: codes[index] ?? "", caller: index }), agent);
      const confirm = await call(world, confirmOf(world, { preview: preview.body, caller: index }), agent);
      admission.parse(confirm.body);
      times.preview.push(preview.ms);
      times.confirm.push(confirm.ms);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const perSecond = codes.length / ((performance.now() - started) / 1000);
  agent.destroy();
  return { times, perSecond };
}

async function call(world: BenchWorld, sent: Sent, agent: Agent): Promise<Received> {
  const received = await send(world.origin, sent, { agent });
  if (received.status !== 200) throw new Error(`Answered ${received.status}: ${JSON.stringify(received.body)}`);
  return received;
}

function rowsOf(when: string, times: Times, limit?: { most: number; unit: string }): Row[] {
  return (["preview", "confirm"] as const).flatMap((step) => [
    figure(`${step}, ${when}, p50`, percentile(times[step], 0.5), "ms"),
    figure(`${step}, ${when}, p95`, percentile(times[step], 0.95), "ms"),
    limit
      ? atMost(`${step}, ${when}, p99`, percentile(times[step], 0.99), limit)
      : figure(`${step}, ${when}, p99`, percentile(times[step], 0.99), "ms"),
  ]);
}
