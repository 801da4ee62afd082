import "server-only";

/** The relay's statements, as the system role, and the heartbeat's. */
export const RELAY_TAKE = `
  SELECT tenant_id AS "tenantId", id, kind, payload, run_after AS "runAfter" FROM job_requests
  WHERE relayed_at IS NULL AND kind = ANY($1) ORDER BY created_at, id LIMIT 200 FOR UPDATE SKIP LOCKED`;

/** By the whole key: no index finds a request by its id alone, and a week of them is kept. */
export const RELAY_DONE = `
  UPDATE job_requests r SET relayed_at = now() FROM unnest($1::uuid[], $2::uuid[]) AS done(tenant_id, id)
  WHERE r.tenant_id = done.tenant_id AND r.id = done.id`;

/** That neither the queue nor the relay has a job for a row of ours. */
function hasNoJob(kind: string, field: string, row: string): string {
  return `NOT EXISTS (SELECT FROM pgboss.job j WHERE j.name = ${kind} AND j.state IN ('created', 'retry', 'active')
        AND j.data -> 'payload' ->> '${field}' = ${row}.id::text)
      AND NOT EXISTS (SELECT FROM job_requests q WHERE q.relayed_at IS NULL AND q.tenant_id = ${row}.tenant_id
        AND q.payload ->> '${field}' = ${row}.id::text)`;
}

/** What the worker tidies at its start and every hour: what is over and done with, and work that no job will do any more. */
export const SWEEPS = [
  "DELETE FROM job_requests WHERE relayed_at < now() - interval '7 days'",
  "DELETE FROM idempotent_runs WHERE created_at < now() - interval '7 days'",
  "DELETE FROM sessions WHERE expires_at < now() - interval '30 days' OR ended_at < now() - interval '30 days'",
  "DELETE FROM worker_heartbeats WHERE at < now() - interval '1 day'",
  // Where Redis counts the limits, nobody else tidies what `knock` keeps here. Without an end: for good.
  "DELETE FROM rate_limits WHERE expire < (extract(epoch FROM now() - interval '1 hour') * 1000)::bigint",
  // What its job has given up, or never came to do, is nobody's any more: it must be possible to ask for it again.
  `UPDATE runs r SET state = 'failed', failure = 'CUT_OFF', finished_at = now()
    WHERE r.state IN ('queued', 'running') AND r.created_at < now() - interval '5 minutes'
      AND ${hasNoJob("r.kind", "runId", "r")}`,
  // One that waits for its next try, up to a day, has a job that waits as well.
  `UPDATE messages m SET state = 'failed', failure = 'CUT_OFF', may_have_arrived = m.may_have_arrived OR m.state = 'sending'
    WHERE m.state IN ('queued', 'sending') AND m.created_at < now() - interval '5 minutes'
      AND ${hasNoJob("'messages.send'", "messageId", "m")}`,
  // Uploaded lists are people's names and addresses: KEPT_DAYS of the imports' schema.
  `UPDATE imports i SET content = NULL WHERE i.content IS NOT NULL AND i.created_at < now() - interval '30 days'
    AND NOT EXISTS (SELECT FROM runs r WHERE r.tenant_id = i.tenant_id AND r.id = i.run_id
      AND coalesce(r.finished_at, r.created_at) > now() - interval '30 days')`,
  `DELETE FROM export_parts p USING exports e
    WHERE e.tenant_id = p.tenant_id AND e.id = p.export_id AND e.expires_at < now()`,
  `DELETE FROM exports e WHERE expires_at < now()
    AND NOT EXISTS (SELECT FROM export_parts p WHERE p.tenant_id = e.tenant_id AND p.export_id = e.id)`,
];

export const HEARTBEAT = `
  INSERT INTO worker_heartbeats (id, at) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET at = excluded.at`;

export const LAST_HEARTBEAT =
  "SELECT extract(epoch FROM now() - max(at))::double precision AS age FROM worker_heartbeats";

export const WAITING_JOBS = `
  SELECT (SELECT count(*) FROM job_requests WHERE relayed_at IS NULL)::int AS waiting,
    (SELECT count(*) FROM pgboss.job WHERE name = $1)::int AS dead`;

/** Events whose counters differed from their tickets when the worker last recounted them. */
export const DIFFERING_COUNTERS =
  "SELECT count(*)::int AS events FROM event_counters WHERE taken_drift <> 0 OR number_drift <> 0 OR people_drift <> 0";

export const KEY_IDS_IN_USE = "SELECT DISTINCT key_id AS id FROM ticket_codes";

export const KEY_CHECKS = "SELECT key_id AS id, value FROM key_checks WHERE key_id = ANY($1)";

/** The first process to use a key says what it is; every other compares. */
export const ADD_KEY_CHECK = `
  INSERT INTO key_checks (key_id, value, created_at) VALUES ($1, $2, now()) ON CONFLICT (key_id) DO NOTHING`;

export const CODES_OF_KEY = `
  SELECT tenant_id AS "tenantId", ticket_id AS "ticketId", generation, token_hash AS "tokenHash"
  FROM ticket_codes WHERE key_id = $1 LIMIT 20`;
