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
      const received = await send(origin, job, agent);
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

function send(origin: string, job: Sent, agent: Agent): Promise<Received> {
  const body = JSON.stringify(job.body);
  const started = performance.now();
  return new Promise((done, fail) => {
    const outgoing = request(
      new URL(job.path, origin),
      {
        method: job.method,
        agent,
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body), ...job.headers },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", fail);
        incoming.on("end", () => {
          const ms = performance.now() - started;
          done({
            status: incoming.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString("utf8") || "null"),
            ms,
          });
        });
      },
    );
    outgoing.on("error", fail);
    outgoing.end(body);
  });
}

/** The value that `share` of all samples do not pass. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
