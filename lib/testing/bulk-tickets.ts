import type { Client } from "pg";
import { z } from "zod";
import { keyRing } from "@/lib/core/keys";
import { deriveSecrets, secretHashes } from "@/lib/domain/tickets/codes";
import { ADD_KEY_CHECK } from "@/lib/entry/sql";

const place = z.object({ tenantId: z.string(), ticketTypeId: z.string() });

/**
 * Puts `total` tickets into an event that has none, past the commands, which would take an hour for a million. `real` of
 * them, spread evenly, have codes that open: those are answered. Needs a superuser's connection and the keys of this process.
 */
export async function fillEvent(
  admin: Client,
  event: { id: string; keyId: string },
  size: { total: number; real: number },
): Promise<string[]> {
  const { rows } = await admin.query(
    `SELECT tenant_id AS "tenantId", id AS "ticketTypeId" FROM ticket_types WHERE event_id = $1`,
    [event.id],
  );
  const { tenantId, ticketTypeId } = place.parse(rows[0]);
  // Foreign keys of rows that all point to one event and type, checked a million times, take longer than all the rest.
  await admin.query("SET session_replication_role = replica");
  await admin.query(
    `INSERT INTO tickets (tenant_id, id, event_id, ticket_type_id, number, holder_name, holder_email, issued_at, search)
     SELECT $1, uuidv7(), $2, $3, n, 'Guest ' || n, 'g' || n || '@example.com', now(), 'guest ' || n || ' g' || n || '@example.com'
     FROM generate_series(1, $4::int) n`,
    [tenantId, event.id, ticketTypeId, size.total],
  );
  await admin.query(
    `INSERT INTO ticket_codes (tenant_id, ticket_id, generation, key_id, token_hash, link_hash, created_at)
     SELECT tenant_id, id, 1, $2, sha256(('code' || id)::bytea), sha256(('link' || id)::bytea), now()
     FROM tickets WHERE event_id = $1`,
    [event.id, event.keyId],
  );
  await admin.query("UPDATE events SET next_number = $2 WHERE id = $1", [event.id, size.total + 1]);
  await admin.query("UPDATE event_counters SET taken = $2, next_number = $2 + 1 WHERE event_id = $1", [
    event.id,
    size.total,
  ]);
  // The start of a process would look for its key on codes that are none.
  await admin.query(ADD_KEY_CHECK, [event.keyId, keyRing().checkValue(event.keyId)]);
  const codes = await makeReal(admin, { eventId: event.id, keyId: event.keyId, tenantId }, size);
  await admin.query("RESET session_replication_role");
  await admin.query("ANALYZE tickets, ticket_codes");
  return codes;
}

async function makeReal(
  admin: Client,
  source: { eventId: string; keyId: string; tenantId: string },
  { total, real }: { total: number; real: number },
): Promise<string[]> {
  const step = Math.floor(total / real);
  const chosen = await admin.query<{ id: string }>(
    "SELECT id FROM tickets WHERE event_id = $1 AND number % $2 = 0 ORDER BY number LIMIT $3",
    [source.eventId, step, real],
  );
  const made = chosen.rows.map(({ id }) => {
    const secrets = deriveSecrets({ tenantId: source.tenantId, ticketId: id, generation: 1, keyId: source.keyId });
    return { id, code: secrets.code, ...secretHashes(secrets) };
  });
  await admin.query(
    `UPDATE ticket_codes c SET token_hash = r.token_hash, link_hash = r.link_hash
     FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS r (id, token_hash, link_hash) WHERE c.ticket_id = r.id`,
    [
      made.map(({ id }) => id),
      made.map(({ tokenHash }) => Buffer.from(tokenHash)),
      made.map(({ linkHash }) => Buffer.from(linkHash)),
    ],
  );
  return made.map(({ code }) => code);
}
