-- How many of each event's places are taken. Who issues or revokes meanwhile waits at this table and then adds to what was
-- counted; whoever was there first is waited for, and is in the count. A scan does not come near it, and waits for nothing.
LOCK TABLE event_counters IN ACCESS EXCLUSIVE MODE;

-- A statement of its own: it sees what was committed while the one above waited.
UPDATE event_counters c SET taken = coalesce(t.tickets, 0)
  FROM event_counters e LEFT JOIN (
    SELECT tenant_id, event_id, count(*)::int AS tickets FROM tickets
    WHERE state IN ('valid', 'unpaid') AND deleted_at IS NULL GROUP BY 1, 2) t
    ON t.tenant_id = e.tenant_id AND t.event_id = e.event_id
  WHERE c.tenant_id = e.tenant_id AND c.event_id = e.event_id;

ALTER TABLE event_counters ALTER COLUMN taken SET NOT NULL;
