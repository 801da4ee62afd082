-- A list that is uploaded asks which of its references have a ticket already. Not led by tenant_id, as with holder_email.
CREATE INDEX tickets_reference ON tickets (event_id, reference) WHERE reference IS NOT NULL AND deleted_at IS NULL;
