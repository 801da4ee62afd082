-- CreateTable
CREATE TABLE "door_slots" (
    "tenant_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "counts" JSONB NOT NULL,

    CONSTRAINT "door_slots_pkey" PRIMARY KEY ("tenant_id","event_id","starts_at")
);

-- AddForeignKey
ALTER TABLE "door_slots" ADD CONSTRAINT "door_slots_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ═════ What Prisma's schema cannot say ═════

SELECT protect_tenant_table('door_slots');

-- What was taken back at an event. Only an undo ever writes to it: an admission costs nothing more for it.
CREATE INDEX scans_undone_at_event ON scans (event_id) WHERE undoes_id IS NOT NULL;

CREATE OR REPLACE FUNCTION purge_tenant(target uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
  PERFORM set_config('app.purging', target::text, true);
  -- The two tables point at each other: let go of one side first.
  UPDATE tickets SET checked_in_at = NULL, check_in_id = NULL WHERE tenant_id = target AND check_in_id IS NOT NULL;
  FOREACH name IN ARRAY ARRAY['idempotent_runs', 'audit_entries', 'job_requests', 'messages', 'invitations', 'export_parts', 'exports', 'door_slots',
    'import_rows', 'imports', 'runs', 'scans', 'devices', 'ticket_codes', 'tickets', 'ticket_types', 'gates', 'checkpoints', 'grants',
    'events', 'api_keys', 'members', 'roles'] LOOP
    EXECUTE format('DELETE FROM %I WHERE tenant_id = $1', name) USING target;
  END LOOP;
  DELETE FROM tenants WHERE id = target;
  PERFORM set_config('app.purging', '', true);
END $$;
