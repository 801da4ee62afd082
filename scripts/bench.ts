import "./bench/environment";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { drive, percentile, type Received, type Sent } from "./bench/load";
import { type BenchWorld, makeBenchWorld } from "./bench/world";
import { buildIfStale } from "./start/build";

const CONNECTIONS = 16;
const ROUNDS = 6;
const PER_ROUND = 1000;
const CALLERS = 64;

const previewed = z.object({ verdict: z.literal("READY"), previewToken: z.string() });
const confirmed = z.object({ verdict: z.literal("ADMITTED"), checkInId: z.string() });

type Round = { perSecond: number; cpuMs: number; statements: number; each: number[] };

/** Confirms beside a trivial route of the same server: rounds alternate, so that both see the same machine. */
async function main(): Promise<void> {
  await buildIfStale(process.cwd());
  const world = await makeBenchWorld({ tickets: (ROUNDS + 1) * PER_ROUND, callers: CALLERS });
  try {
    const rounds: { trivial: Round; confirm: Round }[] = [];
    const admitted = new Set<string>();
    for (let n = 0; n <= ROUNDS; n++) {
      const trivial = await measure(world, trivialJobs(), (received) => expectStatus(received, 200));
      const confirm = await measure(world, await confirmJobs(world, n), (received) => {
        expectStatus(received, 200);
        admitted.add(confirmed.parse(received.body).checkInId);
      });
      // The first round warms both up and is not counted.
      if (n > 0) rounds.push({ trivial, confirm });
    }
    if (admitted.size !== (ROUNDS + 1) * PER_ROUND) throw new Error(`Only ${admitted.size} distinct admissions.`);
    report(rounds);
  } finally {
    await world.close();
  }
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
  const callerOf = (n: number) => {
    const caller = world.callers[n % world.callers.length];
    if (!caller) throw new Error("No caller.");
    return { ...caller, headers: { authorization: `Bearer ${caller.apiKey}` } };
  };
  const codes = world.codes.slice(round * PER_ROUND, (round + 1) * PER_ROUND);
  const previews = codes.map((code, n) => {
    const { deviceId, headers } = callerOf(n);
    return {
      method: "POST" as const,
      path: "/api/gate/preview",
      headers,
      body: { eventId: world.eventId, code, device: { id: deviceId, label: `Bench ${n % CALLERS}` } },
    };
  });
  const confirms: Sent[] = [];
  await drive(world.origin, previews, {
    connections: CONNECTIONS,
    check(received, n) {
      expectStatus(received, 200);
      const { deviceId, headers } = callerOf(n);
      const { previewToken } = previewed.parse(received.body);
      confirms.push({
        method: "POST",
        path: "/api/gate/confirm",
        headers,
        body: { previewToken, scanId: randomUUID(), deviceId },
      });
    },
  });
  return confirms;
}

function expectStatus(received: Received, status: number): void {
  if (received.status !== status) throw new Error(`Answered ${received.status}: ${JSON.stringify(received.body)}`);
}

function report(rounds: { trivial: Round; confirm: Round }[]): void {
  const median = (values: number[]) => percentile(values, 0.5);
  const of = (pick: (round: { trivial: Round; confirm: Round }) => number) => median(rounds.map(pick));
  const confirmTimes = rounds.flatMap((round) => round.confirm.each);
  const result = {
    connections: CONNECTIONS,
    principals: CALLERS,
    confirms: rounds.length * PER_ROUND,
    trivialPerSecond: Math.round(of((round) => round.trivial.perSecond)),
    confirmsPerSecond: Math.round(of((round) => round.confirm.perSecond)),
    ratio: round2(of((round) => round.confirm.perSecond / round.trivial.perSecond)),
    cpuRatio: round2(of((round) => round.confirm.cpuMs / round.trivial.cpuMs)),
    confirmCpuMs: round2(of((round) => round.confirm.cpuMs)),
    statementsPerConfirm: round2(of((round) => round.confirm.statements)),
    confirmMs: {
      p50: round2(median(confirmTimes)),
      p95: round2(percentile(confirmTimes, 0.95)),
      p99: round2(percentile(confirmTimes, 0.99)),
    },
  };
  console.table({ ...result, confirmMs: JSON.stringify(result.confirmMs) });
  console.log("Aims: ratio at least 0.5, CPU ratio at most 1.8, at most 2 statements a confirm.");
  console.log(JSON.stringify(result));
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
