import { randomBytes } from "node:crypto";
import { base32nopad } from "@scure/base";
import pg from "pg";
import { databaseOf } from "@/lib/testing/server-process";
import { openDevice } from "../simulate/device";
import type { Instance } from "../simulate/instance";
import { openNetwork } from "../simulate/network";
import { signInCookie } from "../simulate/organizer";

/** The one whose pictures are taken alone: already inside. */
const ALONE = 16;

/** Lets most of the demo's guests in, and turns some away, over what then looks like the last hour and a half. */
export async function seedDoor(instance: Instance): Promise<void> {
  const { origin, demo } = instance;
  const network = await openNetwork(origin);
  const cookie = await signInCookie(origin, demo.gateStaff);
  const place = { network, cookie, organization: demo.organization, eventId: demo.eventId };
  const devices = ["North door", "South door", "Garden gate"].map((label) => openDevice({ ...place, label }));
  const coming = demo.tickets.filter((_, index) => index !== ALONE && index % 7 !== 3 && index % 11 !== 5);
  const codes = coming.map(({ code }) => code);
  // Some come twice, and one shows what is no ticket of ours.
  codes.push(...codes.slice(0, 6), `U1:${base32nopad.encode(randomBytes(20))}`);
  for (const [index, code] of codes.entries()) await devices[index % devices.length]?.scan(code);
  network.close();
  await spreadOverTheEvening(instance);
}

/**
 * Nobody can be admitted at another time than now, and an evening takes longer than a script may: the scans were made
 * through the gate, and only times are moved, so that people come slowly at first, with a rush in the middle.
 */
async function spreadOverTheEvening({ dataDirectory, demo }: Instance): Promise<void> {
  if (dataDirectory === null) throw new Error("Only the data of an instance of our own may be changed.");
  const { adminUrl } = await databaseOf(dataDirectory);
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    // Past the triggers that keep scans as they were written.
    await client.query("SET session_replication_role = replica");
    await client.query(
      `UPDATE scans s SET at = now() - (interval '95 minutes' * (1 - (m.share + 0.1 * sin(6.28 * m.share))))
       FROM (SELECT id, row_number() OVER (ORDER BY at, id)::float / count(*) OVER () AS share FROM scans WHERE event_id = $1) m
       WHERE s.id = m.id`,
      [demo.eventId],
    );
    await client.query("UPDATE tickets t SET checked_in_at = s.at FROM scans s WHERE s.id = t.check_in_id");
    // Tickets were sold, sent and opened some days before.
    await client.query(
      `UPDATE tickets SET issued_at = issued_at - interval '3 days', opened_at = opened_at - interval '2 days' WHERE event_id = $1`,
      [demo.eventId],
    );
    await client.query(
      "UPDATE messages SET created_at = created_at - interval '3 days', sent_at = sent_at - interval '3 days'",
    );
    await client.query("UPDATE audit_entries SET at = at - interval '3 days'");
    // Counted by the worker under the old times, if it came by meanwhile.
    await client.query("DELETE FROM door_slots WHERE event_id = $1", [demo.eventId]);
  } finally {
    await client.end();
  }
}
