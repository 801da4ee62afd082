import "server-only";

/** The relay's statements, as the system role, and the heartbeat's. */
export const RELAY_TAKE = `
  SELECT tenant_id AS "tenantId", id, kind, payload FROM job_requests
  WHERE relayed_at IS NULL AND kind = ANY($1) ORDER BY created_at, id LIMIT 200 FOR UPDATE SKIP LOCKED`;

export const RELAY_DONE = "UPDATE job_requests SET relayed_at = now() WHERE id = ANY($1::uuid[])";

/** What the worker tidies at its start and every hour: what is over and done with, and emails whose last try was cut off. */
export const SWEEPS = [
  "DELETE FROM job_requests WHERE relayed_at < now() - interval '7 days'",
  "DELETE FROM idempotent_runs WHERE created_at < now() - interval '7 days'",
  "DELETE FROM sessions WHERE expires_at < now() - interval '30 days' OR ended_at < now() - interval '30 days'",
  "DELETE FROM worker_heartbeats WHERE at < now() - interval '1 day'",
  `UPDATE messages SET state = 'failed', failure = 'CUT_OFF'
    WHERE state = 'sending' AND attempts >= 3 AND created_at < now() - interval '1 hour'`,
];

export const HEARTBEAT = `
  INSERT INTO worker_heartbeats (id, at) VALUES ($1, now()) ON CONFLICT (id) DO UPDATE SET at = excluded.at`;

export const LAST_HEARTBEAT =
  "SELECT extract(epoch FROM now() - max(at))::double precision AS age FROM worker_heartbeats";

export const WAITING_JOBS = `
  SELECT (SELECT count(*) FROM job_requests WHERE relayed_at IS NULL)::int AS waiting,
    (SELECT count(*) FROM pgboss.job WHERE name = $1)::int AS dead`;

export const KEY_IDS_IN_USE = "SELECT DISTINCT key_id AS id FROM ticket_codes";
