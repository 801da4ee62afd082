import { Agent, request } from "node:http";

export type Sent = { method: "POST"; path: string; body: unknown; headers?: Record<string, string> };
export type Received = { status: number; body: unknown; ms: number };

/** Sends every request over at most `connections` kept-alive connections and hands each answer to `check`, which throws on a wrong one. Milliseconds taken in all, and by each. */
export async function drive(
  origin: string,
  jobs: readonly Sent[],
  options: { connections: number; check: (received: Received, index: number) => void },
): Promise<{ ms: number; each: number[] }> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const each: number[] = [];
  let next = 0;
  const started = performance.now();
  const lane = async () => {
    for (let index = next++; index < jobs.length; index = next++) {
      const job = jobs[index];
      if (!job) return;
      const received = await send(origin, job, { agent });
      each.push(received.ms);
      options.check(received, index);
    }
  };
  try {
    await Promise.all(Array.from({ length: options.connections }, lane));
    return { ms: performance.now() - started, each };
  } finally {
    agent.destroy();
  }
}

/** Sends one request; fails when no answer comes, or none that is JSON, or not within `signal`. */
export function send(origin: string, job: Sent, by: { agent: Agent; signal?: AbortSignal }): Promise<Received> {
  const body = JSON.stringify(job.body);
  const started = performance.now();
  return new Promise((done, fail) => {
    const outgoing = request(
      new URL(job.path, origin),
      {
        ...by,
        method: job.method,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...job.headers },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", fail);
        incoming.on("end", () => {
          const ms = performance.now() - started;
          try {
            const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8") || "null");
            done({ status: incoming.statusCode ?? 0, body: parsed, ms });
          } catch (error) {
            fail(error);
          }
        });
      },
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

/**
 * Starts `count` tasks at random moments, `perSecond` on average as people come, whether or not earlier ones have ended.
 * Each is told when it was due: what is late here is late for whoever waits. Answers when all have ended.
 */
export async function arrive(
  { count, perSecond }: { count: number; perSecond: number },
  task: (index: number, dueAt: number) => Promise<void>,
): Promise<void> {
  const under: Promise<void>[] = [];
  let dueAt = performance.now();
  for (let index = 0; index < count; index += 1) {
    dueAt += (-Math.log(1 - Math.random()) * 1000) / perSecond;
    const wait = dueAt - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    under.push(task(index, dueAt));
  }
  await Promise.all(under);
}

/** The value that `share` of all samples do not pass. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
