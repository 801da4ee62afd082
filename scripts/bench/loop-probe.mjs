// Preloaded into a server by `npm run bench -- loop` (NODE_OPTIONS), and into no other: says over a socket how long its event loop was held.
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const socket = process.env.USHER_LOOP_PROBE;
if (isMainThread && socket && process.argv[1]?.endsWith("scripts/start.ts")) {
  const delays = monitorEventLoopDelay({ resolution: 2 });
  delays.enable();
  let busiest = 0;
  let before = processorTime();
  // What the loop's own thread worked between two of its turns: without what it waited for a processor that others had.
  setInterval(() => {
    const now = processorTime();
    busiest = Math.max(busiest, now - before);
    before = now;
  }, 2).unref();
  createServer((asker) => {
    asker.end(JSON.stringify({ longestMs: delays.max / 1e6, busiestMs: busiest }));
    delays.reset();
    busiest = 0;
  })
    .listen(socket)
    .unref();
}

/** Milliseconds that this thread has had a processor (Linux); 0 where nobody knows. */
function processorTime() {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
  } catch {
    return 0;
  }
}
