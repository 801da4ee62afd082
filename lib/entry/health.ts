import "server-only";
import { addressOf } from "@/lib/core/db/connections";
import { database } from "@/lib/core/db/database";
import { pendingMigrations } from "@/lib/core/migrations/pending";
import { DEAD_LETTERS } from "@/lib/core/queue";
import { jsonResponse } from "./http";
import { DIFFERING_COUNTERS, LAST_HEARTBEAT, WAITING_JOBS } from "./sql";

/** Seconds without a heartbeat after which no worker is thought to run. */
const WORKER_SILENCE = 30;

type Check = { ok: boolean; detail?: string | number };

/** Milliseconds for which an answer is given again: whoever asks in a loop costs the database nothing. */
const ANSWER_LIFE_MS = 3000;

type Answer = { ready: boolean; checks: Record<string, Check> };
const slot = Symbol.for("usher.readiness");
type Holder = { [slot]?: { until: number; answer: Promise<Answer> } };

/** Whether this process can serve: database, migrations, a worker's heartbeat. 503 when not; each check is named. */
export async function readiness(): Promise<Response> {
  const holder = globalThis as Holder;
  if (!holder[slot] || holder[slot].until < Date.now())
    holder[slot] = { until: Date.now() + ANSWER_LIFE_MS, answer: check() };
  const { ready, checks } = await holder[slot].answer;
  return jsonResponse({ status: ready ? "ready" : "not-ready", checks }, ready ? 200 : 503);
}

async function check(): Promise<Answer> {
  const checks: Record<string, Check> = {
    database: await checkOf(async () => ({ ok: (await database().systemPool.query("SELECT 1")).rowCount === 1 })),
  };
  if (checks.database?.ok) {
    checks.migrations = await checkOf(async () => {
      const pending = await pendingMigrations(addressOf(database().address, "system"));
      return { ok: pending.length === 0, detail: pending.length };
    });
    checks.worker = await checkOf(async () => {
      const { rows } = await database().systemPool.query<{ age: number | null }>(LAST_HEARTBEAT);
      const age = rows[0]?.age ?? null;
      return { ok: age !== null && age < WORKER_SILENCE, ...(age === null ? {} : { detail: Math.round(age) }) };
    });
    checks.deadLetters = await checkOf(async () => {
      const { rows } = await database().systemPool.query<{ waiting: number; dead: number }>(WAITING_JOBS, [
        DEAD_LETTERS,
      ]);
      // Dead letters want a person, not a restart: they are told, and change nothing.
      return { ok: true, detail: rows[0]?.dead ?? 0 };
    });
    checks.counters = await checkOf(async () => {
      const { rows } = await database().systemPool.query<{ events: number }>(DIFFERING_COUNTERS);
      // As with dead letters: a restart would mend none of them.
      return { ok: true, detail: rows[0]?.events ?? 0 };
    });
  }
  return { ready: Object.values(checks).every((result) => result.ok), checks };
}

async function checkOf(check: () => Promise<Check>): Promise<Check> {
  try {
    return await check();
  } catch {
    return { ok: false };
  }
}
