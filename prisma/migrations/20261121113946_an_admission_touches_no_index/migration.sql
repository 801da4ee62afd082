-- An indexed column that changes at every admission made each of the ticket's indexes learn of the new row. The foreign key
-- that needed the index goes with it: scans are never taken away one by one, so only the ticket's side has to be watched, and
-- this way no scan's row is locked and the scan must be an admission of this very ticket.
ALTER TABLE "tickets" DROP CONSTRAINT "tickets_tenant_id_check_in_id_fkey";
DROP INDEX tickets_check_in;

-- The scan is looked for by its key alone: with more to go by, a plan made while the table was young took the index of all
-- admissions, and read them.
CREATE FUNCTION require_admission() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_scan record;
BEGIN
  SELECT s.ticket_id, s.verdict INTO v_scan FROM scans s WHERE s.tenant_id = NEW.tenant_id AND s.id = NEW.check_in_id;
  IF NOT FOUND OR v_scan.ticket_id IS DISTINCT FROM NEW.id OR v_scan.verdict <> 'ADMITTED' THEN
    RAISE EXCEPTION 'ticket %: % is no admission of it', NEW.id, NEW.check_in_id USING ERRCODE = 'foreign_key_violation';
  END IF;
  RETURN NULL;
END $$;
-- After the statement, so that one statement may write both.
CREATE TRIGGER require_admission AFTER INSERT OR UPDATE OF check_in_id ON tickets
  FOR EACH ROW WHEN (NEW.check_in_id IS NOT NULL) EXECUTE FUNCTION require_admission();

CREATE OR REPLACE FUNCTION purge_tenant(target uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
  PERFORM set_config('app.purging', target::text, true);
  FOREACH name IN ARRAY ARRAY['idempotent_runs', 'audit_entries', 'job_requests', 'messages', 'invitations', 'export_parts', 'exports', 'door_slots',
    'import_rows', 'imports', 'runs', 'scans', 'devices', 'ticket_codes', 'tickets', 'ticket_types', 'gates', 'checkpoints', 'grants',
    'events', 'api_keys', 'members', 'roles'] LOOP
    EXECUTE format('DELETE FROM %I WHERE tenant_id = $1', name) USING target;
  END LOOP;
  DELETE FROM tenants WHERE id = target;
  PERFORM set_config('app.purging', '', true);
END $$;
