import pg from "pg";
import { z } from "zod";
import type { World } from "./world";

/** Asks the run's database beside the product, as its superuser. */
async function query<Row>(
  world: Pick<World, "database">,
  row: z.ZodType<Row>,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: world.database.adminUrl });
  await client.connect();
  try {
    return z.array(row).parse((await client.query(sql, values)).rows);
  } finally {
    await client.end();
  }
}

const scan = z.object({ id: z.string(), verdict: z.string() });

/** The scans on record of one ticket, by its event and number, in the order of their making. */
export function scansOf(world: World, eventId: string, number: number): Promise<z.infer<typeof scan>[]> {
  return query(
    world,
    scan,
    `SELECT s.id, s.verdict FROM scans s JOIN tickets t ON t.tenant_id = s.tenant_id AND t.id = s.ticket_id
     WHERE t.event_id = $1 AND t.number = $2 ORDER BY s.at, s.id`,
    [eventId, number],
  );
}

/** Where a ticket is by its own row. */
export async function placeOf(world: World, eventId: string, number: number): Promise<"inside" | "out" | "not come"> {
  const row = z.object({ inside: z.boolean(), out: z.boolean() });
  const [place] = await query(
    world,
    row,
    `SELECT checked_in_at IS NOT NULL AS inside, left_at IS NOT NULL AS out FROM tickets WHERE event_id = $1 AND number = $2`,
    [eventId, number],
  );
  return place?.inside ? "inside" : place?.out ? "out" : "not come";
}

/** How many admissions of a ticket are on record. */
export async function admissionsOf(world: World, eventId: string, number: number): Promise<number> {
  return (await scansOf(world, eventId, number)).filter(({ verdict }) => verdict === "ADMITTED").length;
}
