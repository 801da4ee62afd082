import { z } from "zod";
import { confirmOf, previewOf } from "./calls";
import { drive, percentile, type Received, type Sent } from "./load";
import { atLeast, atMost, figure, type Row, type SectionOptions } from "./section";
import { type BenchWorld, makeBenchWorld } from "./world";

const CONNECTIONS = 16;
const PER_ROUND = 1000;
const CALLERS = 64;

const admission = z.object({ verdict: z.literal("ADMITTED"), checkInId: z.string() });

type Round = { perSecond: number; cpuMs: number; statements: number; each: number[] };
type Pair = { trivial: Round; confirm: Round };

/** Confirms beside a trivial route of the same server: rounds alternate, so that both see the same machine. */
export async function ratio({ isQuick }: SectionOptions): Promise<Row[]> {
  const count = isQuick ? 2 : 6;
  const world = await makeBenchWorld({ tickets: (count + 1) * PER_ROUND, callers: CALLERS });
  const rounds: Pair[] = [];
  const admitted = new Set<string>();
  for (let n = 0; n <= count; n++) {
    const trivial = await measure(world, trivialJobs(), (received) => expectStatus(received, 200));
    const confirm = await measure(world, await confirmJobs(world, n), (received) => {
      expectStatus(received, 200);
      admitted.add(admission.parse(received.body).checkInId);
    });
    // The first round warms both up and is not counted.
    if (n > 0) rounds.push({ trivial, confirm });
  }
  if (admitted.size !== (count + 1) * PER_ROUND) throw new Error(`Only ${admitted.size} distinct admissions.`);
  return rowsOf(rounds);
}

async function measure(world: BenchWorld, jobs: Sent[], check: (received: Received) => void): Promise<Round> {
  const [cpu, statements] = [await world.serverCpu(), await world.statements()];
  const { ms, each } = await drive(world.origin, jobs, { connections: CONNECTIONS, check });
  return {
    perSecond: jobs.length / (ms / 1000),
    cpuMs: (((await world.serverCpu()) - cpu) * 1000) / jobs.length,
    statements: ((await world.statements()) - statements) / jobs.length,
    each,
  };
}

function trivialJobs(): Sent[] {
  return Array.from({ length: PER_ROUND }, (_, n) => ({
    method: "POST" as const,
    path: "/api/health/echo",
    body: { text: `round ${n}` },
  }));
}

/** Previews a round's tickets, uncounted, and makes the confirms of them. */
async function confirmJobs(world: BenchWorld, round: number): Promise<Sent[]> {
  const codes = world.codes.slice(round * PER_ROUND, (round + 1) * PER_ROUND);
  const confirms: Sent[] = [];
  await drive(
    world.origin,
    codes.map((code, n) => previewOf(world, { code, caller: n })),
    {
      connections: CONNECTIONS,
      check(received, n) {
        expectStatus(received, 200);
        confirms.push(confirmOf(world, { preview: received.body, caller: n }));
      },
    },
  );
  return confirms;
}

function expectStatus(received: Received, status: number): void {
  if (received.status !== status) throw new Error(`Answered ${received.status}: ${JSON.stringify(received.body)}`);
}

function rowsOf(rounds: Pair[]): Row[] {
  const median = (values: number[]) => percentile(values, 0.5);
  const of = (pick: (round: Pair) => number) => median(rounds.map(pick));
  const times = rounds.flatMap((round) => round.confirm.each);
  const inAll = `at ${CONNECTIONS} connections`;
  return [
    figure(
      `trivial route, ${inAll}`,
      of((round) => round.trivial.perSecond),
      "/s",
    ),
    figure(
      `confirm, ${inAll}`,
      of((round) => round.confirm.perSecond),
      "/s",
    ),
    atLeast(
      "confirms for each trivial call",
      of((round) => round.confirm.perSecond / round.trivial.perSecond),
      { least: 0.5, unit: "" },
    ),
    atMost(
      "CPU of a confirm in trivial calls",
      of((round) => round.confirm.cpuMs / round.trivial.cpuMs),
      { most: 1.8, unit: "" },
    ),
    figure(
      "CPU of a confirm",
      of((round) => round.confirm.cpuMs),
      "ms",
    ),
    atMost(
      "statements of a confirm",
      of((round) => round.confirm.statements),
      { most: 2, unit: "" },
    ),
    figure("confirm p50", median(times), "ms"),
    figure("confirm p95", percentile(times, 0.95), "ms"),
    figure("confirm p99", percentile(times, 0.99), "ms"),
  ];
}
