-- What is past keeping, of all organizations, without reading the rest. New entries are the latest, so they only ever add at its end.
CREATE INDEX CONCURRENTLY IF NOT EXISTS audit_entries_past_keeping ON audit_entries (at);
