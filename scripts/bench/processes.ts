import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { fillEvent } from "@/lib/testing/bulk-tickets";
import { compare } from "./books";
import { type BenchDatabase, startBenchDatabase } from "./database";
import { arrive, percentile } from "./load";
import { admit, type Door, isToldAgain, look, newScan, openDoor, type Scan } from "./scans";
import { atLeast, figure, type Row, type SectionOptions } from "./section";
import { startWeb, startWorkerOn } from "./servers";
import { makeNight } from "./world";

const PER_SECOND = 200;
/** Of so many scans in a row, the last is a ticket that two processes admit at the same moment. */
const ONE_TWICE_IN = 50;
const CALLERS = 128;
const READING_MS = 300;

type Phase = { name: string; codes: string[]; perSecond: number; disturb?: () => Promise<void> };
type Place = { database: BenchDatabase; door: Door };
type Ended = { rows: Row[]; sustained: number };

/**
 * Two web processes and a worker on one database, as many scans a second as a stadium's gates make, two of a hundred of
 * them through both processes at once; then again with a process, and with PostgreSQL, killed in the middle.
 */
export async function load({ isQuick }: SectionOptions): Promise<Row[]> {
  const [minute, shorter] = isQuick ? [10, 8] : [60, 20];
  const database = await startBenchDatabase();
  const night = await makeNight({ tickets: 0, callers: CALLERS });
  const admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  const total = (minute + 2 * shorter) * PER_SECOND;
  const codes = await fillEvent(admin, { id: night.eventId, keyId: "bench" }, { total, real: total });
  // Now, so that it does not begin by itself in the middle.
  await admin.query("VACUUM (ANALYZE) tickets, ticket_codes");
  await admin.end();
  const [first, second] = [await startWeb(database), await startWeb(database)];
  await startWorkerOn(database);
  const place = { database, door: openDoor(night, [first.address, second.address]) };

  const undisturbed = await runPhase(place, {
    name: "undisturbed",
    codes: codes.splice(0, minute * PER_SECOND),
    perSecond: PER_SECOND,
  });
  // Behind what the machine can do there is only a queue: the failures are caused below it, so that they are seen alone.
  const perSecond = Math.floor(Math.min(PER_SECOND, undisturbed.sustained * 0.7));
  place.door.timeoutMs = 5000;
  const processKilled = await runPhase(place, {
    name: "a process killed",
    codes: codes.splice(0, shorter * perSecond),
    perSecond,
    async disturb() {
      await first.kill();
      await sleep(2000);
      await startWeb(database, { port: Number(new URL(first.address).port) });
    },
  });
  let away = 0;
  const postgresKilled = await runPhase(place, {
    name: "PostgreSQL killed",
    codes: codes.splice(0, shorter * perSecond),
    perSecond,
    async disturb() {
      away = await database.killAndRestart();
    },
  });
  place.door.agent.destroy();
  return [
    ...undisturbed.rows,
    figure("scans a second while something is killed", perSecond, ""),
    ...processKilled.rows,
    ...postgresKilled.rows,
    figure("PostgreSQL was away", away, "ms"),
  ];
}

async function runPhase({ database, door }: Place, { name, codes, perSecond, disturb }: Phase): Promise<Ended> {
  const scans: Scan[] = [];
  const started = performance.now();
  const middle = (codes.length / perSecond) * 500;
  const disturbing = disturb ? sleep(middle).then(disturb) : Promise.resolve();
  await arrive({ count: codes.length, perSecond }, async (index, dueAt) => {
    const code = codes[index] ?? "";
    const both = index % ONE_TWICE_IN === ONE_TWICE_IN - 1;
    const readings = [newScan(code, index, index)];
    if (both) readings.push(newScan(code, index + 1, index + 1));
    scans.push(...readings);
    await Promise.all(readings.map((scan) => look(door, scan)));
    const looked = performance.now() - dueAt;
    await sleep(READING_MS);
    const confirming = performance.now();
    await Promise.all(
      readings.map(async (scan) => {
        await admit(door, scan);
        scan.ms = looked + performance.now() - confirming;
      }),
    );
  });
  const sustained = codes.length / ((performance.now() - started - READING_MS) / 1000);
  await disturbing;
  const doubtful = scans.filter(({ unanswered }) => unanswered > 0);
  const again = await Promise.all(doubtful.map((scan) => isToldAgain(door, scan)));
  const rows = [
    ...paceRows(name, { scans, sustained, isMeasured: disturb === undefined }),
    ...(await bookRows(database, name, scans)),
    figure(`${name}: confirms that got no answer`, sum(scans, "unanswered"), "calls"),
    figure(
      `${name}: of their scans, admitted all the same before asking again`,
      doubtful.filter(wasAdmitted).length,
      "scans",
    ),
    none(`${name}: asked once more, told something else`, again.filter((same) => !same).length),
  ];
  return { rows, sustained };
}

type Pace = { scans: Scan[]; sustained: number; isMeasured: boolean };

function paceRows(name: string, { scans, sustained, isMeasured }: Pace): Row[] {
  const times = scans.map(({ ms }) => ms);
  const most = Math.max(...times);
  if (!isMeasured) return [figure(`${name}: longest scan`, most, "ms")];
  return [
    // People come at random: the last few may come a little late.
    atLeast(`${name}: sustained of ${PER_SECOND} a second`, sustained, { least: PER_SECOND * 0.95, unit: "scans/s" }),
    figure(`${name}: scan p50`, percentile(times, 0.5), "ms"),
    figure(`${name}: scan p95`, percentile(times, 0.95), "ms"),
    figure(`${name}: scan p99`, percentile(times, 0.99), "ms"),
  ];
}

async function bookRows(database: BenchDatabase, name: string, scans: Scan[]): Promise<Row[]> {
  const { lost, different, twice, never } = await compare(database, scans);
  const twins = scans.length - new Set(scans.map(({ code }) => code)).size;
  return [
    figure(`${name}: tickets scanned`, scans.length - twins, ""),
    figure(`${name}: of these through both processes at once`, twins, ""),
    figure(`${name}: told "admitted"`, scans.filter(({ verdict }) => verdict === "ADMITTED").length, "scans"),
    none(`${name}: told "admitted" and not on record`, lost),
    none(`${name}: told otherwise than recorded`, different),
    none(`${name}: tickets admitted twice`, twice),
    none(`${name}: tickets scanned and not admitted`, never),
  ];
}

/** The admission was made before we gave up waiting for its answer: what we were told later is the record. */
function wasAdmitted({ told, lastUnansweredAt, verdict }: Scan): boolean {
  if (verdict !== "ADMITTED" || told === null) return false;
  return Date.parse(String(JSON.parse(told).admittedAt)) < lastUnansweredAt;
}

function none(name: string, value: number): Row {
  return { name, value, unit: "", aim: "0", ok: value === 0 };
}

function sum(scans: readonly Scan[], field: "unanswered"): number {
  return scans.reduce((total, scan) => total + scan[field], 0);
}
