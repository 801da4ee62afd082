import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { z } from "zod";
import { createApiKey } from "@/lib/domain/api-keys/commands";
import { moveEvent } from "@/lib/domain/events/commands";
import { getTenantBySlug } from "@/lib/domain/tenants/queries";
import { createEventWithType } from "@/lib/domain/ticket-types/commands";
import { asOperator, operatorCtx } from "@/lib/entry/operator";
import { copyLines } from "./copy";
import { reopenDatabase } from "./database";
import { startScans, type Times } from "./pace";
import { type BenchWorld, makeBenchWorld } from "./world";

const ROWS = 10_000;
/** Milliseconds of scans alone before the import, to compare with. */
const ALONE_MS = 10_000;
const TICKETS = 3000;

/** Milliseconds, unless the name says otherwise. */
export type ImportFigures = {
  uploadAndPreview: number;
  commit10k: number;
  scans: { alone: Times; meanwhile: Times };
  /** 500 rows from the upload to the last ticket, as a program sees it that asks every 50 ms, and a bare COPY of those rows. */
  five00: { csv: number; copy: number };
};

const uploaded = z.object({ importId: z.string(), counts: z.object({ issue: z.number(), refused: z.number() }) });
const looked = z.object({
  state: z.enum(["preview", "queued", "running", "done", "failed"]),
  counts: z.object({ issue: z.number() }),
});

/** Imports 10,000 guests on a server that runs its worker itself while people are admitted, then 500 beside a bare COPY. */
export async function benchImport(): Promise<ImportFigures> {
  const world = await makeBenchWorld({ tickets: TICKETS, callers: 8, worker: "on" });
  try {
    const desk = await makeDesk(world);
    // Everything is compiled and its plans are made before anything is counted.
    await desk.importRows(rowsOf("warm", 200));
    const scans = startScans(world);
    await sleep(ALONE_MS);
    const alone = scans.take();
    const large = rowsOf("large", ROWS);
    const { upload, commit } = await desk.importRows(large);
    const meanwhile = scans.take();
    await scans.stop();
    const small = rowsOf("small", 500);
    const { upload: first, commit: rest } = await desk.importRows(small);
    return {
      uploadAndPreview: Math.round(upload),
      commit10k: Math.round(commit),
      scans: { alone, meanwhile },
      five00: { csv: Math.round(first + rest), copy: Math.round(await copyRows(world.database.adminUrl, small)) },
    };
  } finally {
    await world.close();
  }
}

function rowsOf(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `Guest Número ${n},${name}-${n}@example.com,REF-${name}-${n}`);
}

/** Somebody with a key who imports lists into an event of their own. */
async function makeDesk(world: BenchWorld) {
  const database = reopenDatabase();
  const tenant = await getTenantBySlug(operatorCtx(), { slug: "bench" });
  const day = 86_400_000;
  const { eventId, key } = await asOperator("bench.import", tenant, async (ctx) => {
    const times = { startsAt: new Date(Date.now() - day), endsAt: new Date(Date.now() + day) };
    const event = await createEventWithType(ctx, {
      name: "List",
      timeZone: "UTC",
      ...times,
      capacity: 50_000,
      showTicketType: false,
    });
    await moveEvent(ctx, { eventId: event.id, move: "publish" });
    const made = await createApiKey(ctx, { name: "Import", permissions: ["tickets.issue"] });
    return { eventId: event.id, key: made.secret };
  });
  await database.close();
  const url = `${world.origin}/api/v1/events/${eventId}/imports`;
  const call = async (path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json", ...init.headers };
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`Answered ${answer.status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    /** Milliseconds until the preview is there, and from the commit until the last ticket is. */
    async importRows(rows: string[]): Promise<{ upload: number; commit: number }> {
      const started = performance.now();
      const body = `name,email,reference\n${rows.join("\n")}\n`;
      const sent = await call("", { method: "POST", body, headers: { "content-type": "text/csv" } });
      const { importId, counts } = uploaded.parse(sent);
      const seen = performance.now();
      if (counts.issue !== rows.length) throw new Error(`Only ${counts.issue} of ${rows.length} rows are good.`);
      await call(`/${importId}/commit`, { method: "POST", body: "{}" });
      for (;;) {
        const { state, counts: now } = looked.parse(await call(`/${importId}`));
        if (state === "failed") throw new Error("The import was stopped.");
        if (state === "done") {
          if (now.issue !== rows.length) throw new Error(`Only ${now.issue} of ${rows.length} were issued.`);
          return { upload: seen - started, commit: performance.now() - seen };
        }
        await sleep(rows.length > 1000 ? 500 : 50);
      }
    },
  };
}

/** Milliseconds of a bare COPY of the rows into a table of three texts. */
async function copyRows(adminUrl: string, rows: string[]): Promise<number> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query("CREATE TEMP TABLE bare (name text, email text, reference text)");
    const started = performance.now();
    await copyLines(client, "COPY bare FROM STDIN WITH (FORMAT csv)", rows);
    return performance.now() - started;
  } finally {
    await client.end();
  }
}
