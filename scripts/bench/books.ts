import { Client } from "pg";
import { z } from "zod";
import type { BenchDatabase } from "./database";
import type { Scan } from "./scans";

/** What does not add up between what was told and what is on record; all of it should be none. */
export type Discrepancies = {
  /** Told "admitted", and not on record under that scan id. */
  lost: number;
  /** Told anything that the record says otherwise. */
  different: number;
  /** Tickets with more than one admission on record. */
  twice: number;
  /** Tickets that were scanned and have no admission on record. */
  never: number;
};

const recorded = z.object({ id: z.string(), verdict: z.string() });

/** Compares what the scans were told with the database itself. */
export async function compare(place: BenchDatabase, scans: readonly Scan[]): Promise<Discrepancies> {
  const admin = new Client({ connectionString: place.adminUrl });
  await admin.connect();
  try {
    const rows = await admin.query("SELECT id, verdict::text FROM scans WHERE id = ANY($1::uuid[])", [
      scans.map(({ scanId }) => scanId),
    ]);
    const record = new Map(rows.rows.map((row) => recorded.parse(row)).map(({ id, verdict }) => [id, verdict]));
    const { rows: twice } = await admin.query(
      "SELECT ticket_id FROM scans WHERE verdict = 'ADMITTED' GROUP BY ticket_id HAVING count(*) > 1",
    );
    const admitted = new Set(scans.filter(({ scanId }) => record.get(scanId) === "ADMITTED").map(({ code }) => code));
    return {
      lost: scans.filter(({ verdict, scanId }) => verdict === "ADMITTED" && !record.has(scanId)).length,
      // A look that was refused leaves a row under another id.
      different: scans.filter(({ confirm, verdict, scanId }) => confirm && record.get(scanId) !== verdict).length,
      twice: twice.length,
      never: new Set(scans.map(({ code }) => code).filter((code) => !admitted.has(code))).size,
    };
  } finally {
    await admin.end();
  }
}
