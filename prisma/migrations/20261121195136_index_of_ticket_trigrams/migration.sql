-- What waits to be sorted into it is read by every search, and is sorted in by an issuer: little of it.
CREATE INDEX CONCURRENTLY IF NOT EXISTS tickets_search_trigrams ON tickets USING gin (search gin_trgm_ops) WITH (gin_pending_list_limit = 256);
