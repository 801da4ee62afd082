import { confirmOf, previewOf } from "./calls";
import { percentile } from "./load";
import type { Night } from "./world";

const SCANS_PER_SECOND = 20;

/** Milliseconds, but for the first. Previews and confirms are both calls of a scan. */
export type Times = { calls: number; p50: number; p95: number; p99: number; max: number };

export type Scans = {
  /** What was measured since it was last asked. */
  take: () => Times;
  /** Ends it; throws where a scan failed, or tickets ran out. */
  stop: () => Promise<void>;
};

/** Admits a ticket every 50 ms, each on time whether the one before has been answered or not. */
export function startScans(world: Night & { origin: string }): Scans {
  const waiting = new Set<Promise<void>>();
  let times: number[] = [];
  let next = 0;
  let failure: unknown = null;
  const call = async ({ path, body, headers }: ReturnType<typeof previewOf>): Promise<unknown> => {
    const started = performance.now();
    const sent = { method: "POST", headers: { ...headers, "content-type": "application/json" } };
    const answer = await fetch(`${world.origin}${path}`, { ...sent, body: JSON.stringify(body) });
    const received: unknown = await answer.json();
    times.push(performance.now() - started);
    if (!answer.ok) throw new Error(`Answered ${answer.status}: ${JSON.stringify(received)}`);
    return received;
  };
  const scan = async () => {
    const caller = next++;
    const code = world.codes[caller];
    if (!code) throw new Error(`There are only ${world.codes.length} tickets to scan.`);
    const preview = await call(previewOf(world, { code, caller }));
    await call(confirmOf(world, { preview, caller }));
  };
  const timer = setInterval(() => {
    const one = scan()
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => waiting.delete(one));
    waiting.add(one);
  }, 1000 / SCANS_PER_SECOND);
  return {
    take() {
      const taken = times;
      times = [];
      const at = (share: number) => Math.round(percentile(taken, share) * 10) / 10;
      return { calls: taken.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(waiting);
      if (failure) throw failure;
    },
  };
}
