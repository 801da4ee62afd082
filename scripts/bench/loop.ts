import { setTimeout as sleep } from "node:timers/promises";
import { honestInputs, hostileInputs, type LoopInput } from "./loop-inputs";
import { type LoopWorld, makeLoopWorld } from "./loop-world";
import { type Scans, startScans } from "./pace";
import { atMost, figure, type Row, type SectionOptions } from "./section";

/** Milliseconds that one request may hold the event loop of the process that answers the gate. */
const HELD_MS = 50;
const SCAN_P99_MS = 100;
const TIMES = { times: 5, quick: 1 };

/**
 * Sends everything that a stranger or an organizer may send, one after the other, to a server that admits twenty people a
 * second, and asks the server itself how long its event loop was held.
 */
export async function loop({ isQuick }: SectionOptions): Promise<Row[]> {
  const world = await makeLoopWorld({ tickets: isQuick ? 4000 : 12_000, full: isQuick ? 20_000 : 100_000 });
  const inputs = [...honestInputs(world), ...hostileInputs(world)];
  // Once before it counts: everything is loaded and compiled at its first use.
  for (const input of inputs) await input.send();
  const scans = startScans(world);
  await sleep(2000);
  const alone = await measure(world, scans, { name: "nothing", send: () => sleep(isQuick ? 2000 : 10_000) }, 1);
  const rows = [
    figure("scans alone: event loop held by the clock", alone.longestMs, "ms"),
    figure("scans alone: event loop held", alone.busiestMs, "ms"),
    figure("scans alone: p99", alone.p99, "ms"),
  ];
  for (const input of inputs) {
    const { longestMs, busiestMs, p99 } = await measure(world, scans, input, isQuick ? TIMES.quick : TIMES.times);
    rows.push(
      figure(`${input.name}: event loop held by the clock`, longestMs, "ms"),
      atMost(`${input.name}: event loop held`, busiestMs, { most: HELD_MS, unit: "ms" }),
      atMost(`${input.name}: scan p99`, p99, { most: SCAN_P99_MS, unit: "ms" }),
    );
  }
  await scans.stop();
  await world.close();
  return rows;
}

async function measure(world: LoopWorld, scans: Scans, input: LoopInput, times: number) {
  await world.longestHold();
  scans.take();
  for (let n = 0; n < times; n += 1) {
    await input.send();
    // Scans that it held up are answered behind it.
    await sleep(300);
  }
  return { ...(await world.longestHold()), p99: scans.take().p99 };
}
