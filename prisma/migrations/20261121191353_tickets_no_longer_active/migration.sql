-- Who is inside with a ticket that was taken back. Of the state alone, so that no movement at the gate touches it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS tickets_no_longer_active ON tickets (event_id) WHERE state NOT IN ('valid', 'unpaid') OR deleted_at IS NOT NULL;
