import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { type Database, openDatabase, setDatabase } from "@/lib/core/db/database";
import { destroyEmbeddedPostgres, startEmbeddedPostgres } from "@/lib/core/embedded-postgres/start";
import { newId } from "@/lib/core/ids";
import { applyMigrations } from "@/lib/core/migrations/apply";
import { getDoor } from "@/lib/domain/door/queries";
import { downloadExport, startExport, writeExportPart } from "@/lib/domain/exports/commands";
import { workThrough } from "@/lib/domain/runs/commands";
import { getTenantBySlug } from "@/lib/domain/tenants/queries";
import { makeCtx } from "@/lib/entry/caller";
import { asOperator, operatorCtx } from "@/lib/entry/operator";
import { countDoorSlots } from "@/lib/entry/worker";
import { percentile } from "./load";

const SCANS = 100_000;
const TICKETS = 10_000;
const OTHER_EVENTS = 100;
const SAMPLES = 200;
/** The one that FILL gives most. */
const EVENT = "00000000-0000-7000-9000-000000000000";

type Timing = {
  /** Milliseconds in the database, by its own statistics: mean of the one statement. */
  databaseMs: number;
  /** Pages the statement touched. */
  pages: number;
  /** Milliseconds of the whole query as a page or route asks for it: transaction, statement, names, sums. */
  wholeMs: { p50: number; p95: number };
};

/** What the live door costs: as it runs, with the worker's counts, and as it would without a worker. */
export type DoorFigures = {
  scans: number;
  tickets: number;
  otherEvents: number;
  counted: Timing;
  uncounted: Timing;
  /** Milliseconds of the worker's minute: counting the last hour again, and the first time everything. */
  workerMs: { lastHour: number; everything: number };
  /** The same event's scans as a file: seconds to make it, and how far the process grew meanwhile. */
  scansExport: { seconds: number; parts: number; megabytes: number; grownMegabytes: number };
};

/** Measures the whole door query in the middle of a night with 100,000 scans, a hundred other events around it. Takes about a minute. */
export async function benchDoor(): Promise<DoorFigures> {
  const directory = await mkdtemp(path.join(tmpdir(), "usher-bench-door-"));
  const postgres = await startEmbeddedPostgres({
    dataDirectory: directory,
    extraSettings: { shared_preload_libraries: "pg_stat_statements" },
  });
  const admin = new Client({ connectionString: postgres.adminUrl, options: "-c TimeZone=UTC" });
  let db: Database | undefined;
  try {
    await applyMigrations(postgres.url);
    await admin.connect();
    await admin.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    for (const statement of FILL) await admin.query(statement);
    await admin.query("VACUUM ANALYZE");
    db = openDatabase(postgres.url);
    setDatabase(db);

    const uncounted = await time(admin, 30);
    const started = performance.now();
    await countDoorSlots("1000 days");
    const everything = performance.now() - started;
    const again = performance.now();
    await countDoorSlots("1 hour");
    const lastHour = performance.now() - again;
    await admin.query("VACUUM ANALYZE door_slots");
    const counted = await time(admin, SAMPLES);
    return {
      scans: SCANS,
      tickets: TICKETS,
      otherEvents: OTHER_EVENTS,
      counted,
      uncounted,
      workerMs: { lastHour: round(lastHour), everything: round(everything) },
      scansExport: await exportScans(),
    };
  } finally {
    await db?.close();
    await admin.end();
    await postgres.stop();
    await destroyEmbeddedPostgres(directory);
  }
}

async function exportScans(): Promise<DoorFigures["scansExport"]> {
  const tenant = await getTenantBySlug(operatorCtx(), { slug: "door-0" });
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const { id } = await asOperator("bench.export", tenant, (ctx) => startExport(ctx, { eventId: EVENT, kind: "scans" }));
  const { runId } = await asOperator("bench.run", tenant, async ({ db }) =>
    db.export.findFirstOrThrow({ where: { id }, select: { runId: true } }),
  );
  const request = { requestId: newId(), now: new Date() };
  await workThrough(
    makeCtx({ actor: { kind: "job", id, permissions: [] }, tenant }, request),
    { runId },
    writeExportPart,
  );
  const seconds = (performance.now() - started) / 1000;
  const file = await asOperator("bench.download", tenant, (ctx) => downloadExport(ctx, { exportId: id }));
  const megabytes = (bytes: number) => round(bytes / 1_000_000);
  return {
    seconds: round(seconds),
    parts: file.parts,
    megabytes: megabytes(file.bytes),
    grownMegabytes: megabytes(process.memoryUsage.rss() - before),
  };
}

async function time(admin: Client, samples: number): Promise<Timing> {
  const tenant = await getTenantBySlug(operatorCtx(), { slug: "door-0" });
  const ask = () => asOperator("bench.door", tenant, (ctx) => getDoor(ctx, { eventId: EVENT, scans: 12 }));
  // Warms connections and pages up, and is not counted.
  const door = await ask();
  const { issued, inside, left, notCome } = door.tickets;
  if (issued !== TICKETS || inside + left + notCome !== issued) throw new Error("The door does not add up.");
  await admin.query("SELECT pg_stat_statements_reset()");
  const each: number[] = [];
  for (let n = 0; n < samples; n++) {
    const started = performance.now();
    await ask();
    each.push(performance.now() - started);
  }
  const { rows } = await admin.query<{ ms: number; pages: number }>(
    `SELECT mean_exec_time AS ms, (shared_blks_hit + shared_blks_read)::float / calls AS pages FROM pg_stat_statements
     WHERE query LIKE '%door_slots%newest%' AND calls = $1`,
    [samples],
  );
  const [measured] = rows;
  if (!measured) throw new Error("The database has no statistics of the door's statement.");
  return {
    databaseMs: round(measured.ms),
    pages: Math.round(measured.pages),
    wholeMs: { p50: round(percentile(each, 0.5)), p95: round(percentile(each, 0.95)) },
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/**
 * Scans of six hours up to now, those of all events mixed as they come in, at four gates each; five organizations.
 * Written as rows: a hundred thousand admissions through the gate would take longer than all else of the benchmark.
 */
const FILL = [
  `INSERT INTO tenants (id, slug, name, created_at)
    SELECT ('00000000-0000-7000-8000-' || lpad(i::text, 12, '0'))::uuid, 'door-' || i, 'Door', now() FROM generate_series(0, 4) i`,
  `CREATE TEMP TABLE made AS SELECT i, ('00000000-0000-7000-9000-' || lpad(i::text, 12, '0'))::uuid AS id,
      ('00000000-0000-7000-8000-' || lpad((i % 5)::text, 12, '0'))::uuid AS tenant,
      CASE i WHEN 0 THEN ${TICKETS} ELSE 500 END AS tickets, CASE i WHEN 0 THEN ${SCANS} ELSE 3000 END AS scans
    FROM generate_series(0, ${OTHER_EVENTS}) i`,
  `INSERT INTO events (tenant_id, id, slug, name, status, time_zone, locale, currency, starts_at, ends_at, cap, next_number, reentry, created_at)
    SELECT tenant, id, 'e' || i, 'Event', 'published', 'UTC', 'en', 'USD', now() - interval '6 hours', now() + interval '6 hours',
      20000, tickets + 1, true, now() FROM made`,
  `INSERT INTO ticket_types (tenant_id, id, event_id, name, created_at)
    SELECT tenant, gen_random_uuid(), id, 'Admission', now() FROM made`,
  `INSERT INTO gates (tenant_id, id, event_id, name, position, created_at)
    SELECT tenant, gen_random_uuid(), id, 'Gate ' || g, g, now() FROM made, generate_series(1, 4) g`,
  `INSERT INTO devices (tenant_id, id, label, created_at, last_seen_at)
    SELECT id, gen_random_uuid(), 'Phone', now(), now() FROM tenants`,
  `INSERT INTO tickets (tenant_id, id, event_id, ticket_type_id, number, holder_name, holder_email, issued_at, search, left_at)
    SELECT m.tenant, gen_random_uuid(), m.id, t.id, n, 'Guest ' || n, 'g' || n || '@example.com', now(), '',
      CASE WHEN n % 3 = 0 THEN now() END
    FROM made m JOIN ticket_types t ON t.event_id = m.id, generate_series(1, m.tickets) n`,
  `UPDATE event_counters c SET left_base = t.gone FROM (SELECT event_id, count(left_at) AS gone FROM tickets GROUP BY 1) t
    WHERE t.event_id = c.event_id`,
  `INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, direction, method, device_id, device_label, gate_id, actor_kind,
      actor_id, at, code_hash)
    SELECT s.tenant, gen_random_uuid(), s.id, t.id, CASE WHEN r < 0.70 THEN 'ADMITTED' WHEN r < 0.82 THEN 'CHECKED_OUT'
        WHEN r < 0.92 THEN 'ALREADY_CHECKED_IN' WHEN r < 0.96 THEN 'INVALID' ELSE 'REVOKED' END::verdict,
      CASE WHEN r >= 0.70 AND r < 0.82 THEN 'out' ELSE 'in' END::scan_direction, 'camera', d.id, 'Phone', g.ids[1 + (random() * 3)::int],
      'person', gen_random_uuid(), s.at, sha256(random()::text::bytea)
    FROM (SELECT m.*, random() AS r, 1 + (random() * (m.tickets - 1))::int AS number, now() - random() * interval '6 hours' AS at
      FROM made m, generate_series(1, m.scans)) s
    JOIN tickets t ON t.event_id = s.id AND t.number = s.number
    JOIN devices d ON d.tenant_id = s.tenant
    JOIN (SELECT event_id, array_agg(id) AS ids FROM gates GROUP BY 1) g ON g.event_id = s.id
    ORDER BY s.at`,
  `INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, method, device_id, device_label, gate_id, actor_kind, actor_id, at, undoes_id, reason)
    SELECT tenant_id, gen_random_uuid(), event_id, ticket_id, 'UNDONE', 'camera', device_id, device_label, gate_id, actor_kind, actor_id,
      at + interval '1 minute', id, 'Mistake'
    FROM scans WHERE verdict = 'ADMITTED' AND random() < 0.003`,
];
