-- Expand (decision 24). What issuers count and number by gets a row of its own. A process of the version before goes on using
-- events.cap, events.next_number and a count under the event row's lock: triggers keep the counters right for it, and this
-- version keeps those two columns in step. Both hold the event's row while they give out numbers. The next release takes away
-- the triggers, the columns and that lock.

-- CreateTable
CREATE TABLE "event_counters" (
    "tenant_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "capacity" INTEGER NOT NULL,
    "taken" INTEGER,
    "next_number" INTEGER NOT NULL,
    "is_open" BOOLEAN NOT NULL,
    "taken_drift" INTEGER NOT NULL DEFAULT 0,
    "number_drift" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "event_counters_pkey" PRIMARY KEY ("tenant_id","event_id")
-- One row a ticket is issued by, again and again: room on its page keeps it there.
) WITH (fillfactor = 50);

-- AddForeignKey
ALTER TABLE "event_counters" ADD CONSTRAINT "event_counters_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ═════ What Prisma's schema cannot say ═════

SELECT protect_tenant_table('event_counters');
ALTER TABLE event_counters ADD CONSTRAINT event_counters_capacity CHECK (capacity BETWEEN 1 AND 1000000),
  ADD CONSTRAINT event_counters_taken CHECK (taken BETWEEN 0 AND capacity),
  ADD CONSTRAINT event_counters_next_number CHECK (next_number >= 1);
-- What a recount found wrong, and nothing else.
CREATE INDEX event_counters_drift ON event_counters (event_id) WHERE taken_drift <> 0 OR number_drift <> 0;

-- ═════ For the version before: gone with the next release ═════
-- This version says app.event_counters = 'kept' at the beginning of each transaction.

CREATE FUNCTION count_for_older_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO event_counters (tenant_id, event_id, capacity, taken, next_number, is_open) VALUES (NEW.tenant_id, NEW.id, NEW.cap, 0,
      NEW.next_number, NEW.status IN ('draft', 'published') AND NEW.deleted_at IS NULL);
  ELSE
    UPDATE event_counters SET capacity = NEW.cap, next_number = NEW.next_number,
        is_open = NEW.status IN ('draft', 'published') AND NEW.deleted_at IS NULL
      WHERE tenant_id = NEW.tenant_id AND event_id = NEW.id;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION count_for_older_issuer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE event_counters c SET taken = c.taken + a.tickets
    FROM (SELECT n.tenant_id, n.event_id, count(*)::int AS tickets FROM added n
      WHERE n.state IN ('valid', 'unpaid') AND n.deleted_at IS NULL GROUP BY 1, 2) a
    WHERE c.tenant_id = a.tenant_id AND c.event_id = a.event_id;
  RETURN NULL;
END $$;

CREATE FUNCTION count_for_older_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE event_counters c
    SET taken = c.taken + CASE WHEN NEW.state IN ('valid', 'unpaid') AND NEW.deleted_at IS NULL THEN 1 ELSE -1 END
    WHERE c.tenant_id = NEW.tenant_id AND c.event_id = NEW.event_id;
  RETURN NULL;
END $$;

-- Events before tickets, as issuers take them. Each waits for those who are writing; scans wait behind it for that moment.
CREATE TRIGGER count_for_older_version AFTER INSERT ON events FOR EACH ROW
  WHEN (current_setting('app.event_counters', true) IS DISTINCT FROM 'kept') EXECUTE FUNCTION count_for_older_event();
CREATE TRIGGER count_changes_for_older_version AFTER UPDATE OF cap, next_number, status, deleted_at ON events FOR EACH ROW
  WHEN (current_setting('app.event_counters', true) IS DISTINCT FROM 'kept'
    AND (NEW.cap, NEW.next_number, NEW.status, NEW.deleted_at) IS DISTINCT FROM (OLD.cap, OLD.next_number, OLD.status, OLD.deleted_at))
  EXECUTE FUNCTION count_for_older_event();
CREATE TRIGGER count_for_older_version AFTER INSERT ON tickets REFERENCING NEW TABLE AS added FOR EACH STATEMENT
  WHEN (current_setting('app.event_counters', true) IS DISTINCT FROM 'kept') EXECUTE FUNCTION count_for_older_issuer();
-- Of these columns alone, so that no movement at the gate ever calls it.
CREATE TRIGGER count_changes_for_older_version AFTER UPDATE OF state, deleted_at ON tickets FOR EACH ROW
  WHEN (current_setting('app.event_counters', true) IS DISTINCT FROM 'kept'
    AND (NEW.state IN ('valid', 'unpaid') AND NEW.deleted_at IS NULL) <> (OLD.state IN ('valid', 'unpaid') AND OLD.deleted_at IS NULL))
  EXECUTE FUNCTION count_for_older_change();

-- From here on nobody adds to an event unnoticed. How many its tickets are is counted in the next migration, event by event,
-- without this one's locks: until then it is unknown, and stays so whatever is added to it.
INSERT INTO event_counters (tenant_id, event_id, capacity, next_number, is_open)
  SELECT tenant_id, id, cap, next_number, status IN ('draft', 'published') AND deleted_at IS NULL FROM events;

CREATE OR REPLACE FUNCTION purge_tenant(target uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
  PERFORM set_config('app.purging', target::text, true);
  FOREACH name IN ARRAY ARRAY['idempotent_runs', 'audit_entries', 'job_requests', 'messages', 'invitations', 'export_parts', 'exports', 'door_slots',
    'import_rows', 'imports', 'runs', 'scans', 'devices', 'ticket_codes', 'tickets', 'event_counters', 'ticket_types', 'gates', 'checkpoints', 'grants',
    'events', 'api_keys', 'members', 'roles'] LOOP
    EXECUTE format('DELETE FROM %I WHERE tenant_id = $1', name) USING target;
  END LOOP;
  DELETE FROM tenants WHERE id = target;
  PERFORM set_config('app.purging', '', true);
END $$;
