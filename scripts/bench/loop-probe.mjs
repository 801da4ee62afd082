// Preloaded into a server by `npm run bench -- loop` (NODE_OPTIONS), and into no other: says over a socket how long its event loop was held.
import { createServer } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const socket = process.env.USHER_LOOP_PROBE;
if (isMainThread && socket && process.argv[1]?.endsWith("scripts/start.ts")) {
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  createServer((asker) => {
    asker.end(JSON.stringify({ longestMs: delays.max / 1e6, p99Ms: delays.percentile(99) / 1e6 }));
    delays.reset();
  })
    .listen(socket)
    .unref();
}
