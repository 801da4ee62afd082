-- What a movement or an undo changed in the number of people inside and of those who left. Rows from before keep 0: the
-- table is append-only.
ALTER TABLE "scans" ADD COLUMN "inside_change" SMALLINT NOT NULL DEFAULT 0,
ADD COLUMN     "left_change" SMALLINT NOT NULL DEFAULT 0;

-- An undo's changes come from the place it put the ticket back to; before it the ticket was where the undone movement, its last
-- one, had put it. A trigger, so that the undo of a process of the version before is counted as well.
CREATE FUNCTION count_undo() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE v_ticket record; v_undone verdict;
BEGIN
  SELECT num_nonnulls(t.checked_in_at) AS inside, num_nonnulls(t.left_at) AS gone INTO v_ticket
    FROM tickets t WHERE t.tenant_id = NEW.tenant_id AND t.id = NEW.ticket_id;
  SELECT s.verdict INTO v_undone FROM scans s WHERE s.tenant_id = NEW.tenant_id AND s.id = NEW.undoes_id;
  NEW.inside_change := v_ticket.inside - (v_undone = 'ADMITTED')::int;
  NEW.left_change := v_ticket.gone - (v_undone = 'CHECKED_OUT')::int;
  RETURN NEW;
END $$;
CREATE TRIGGER count_undo BEFORE INSERT ON scans FOR EACH ROW
  WHEN (NEW.verdict = 'UNDONE' AND NEW.ticket_id IS NOT NULL) EXECUTE FUNCTION count_undo();

-- Confirm at a checkpoint that faces in. Admits when the scan id is new, the preview not too old, and ticket and event are as
-- they were at the preview. Answers
--   {admittedAt, ticket}  this scan admitted it
--   {recorded, facts}     the scan id is on record already: the caller gives that answer again
--   {expired: true}       not on record, and the preview is too old
--   {facts, deviceRevoked}  something moved: the caller decides again
-- First it takes the ticket's row. All else is read in a statement after that, which sees what was committed while it waited:
-- the same scan id's own record, an event's edit or cancellation, a device's revocation. Read in one statement with the wait,
-- they were as old as its beginning.
-- The guarded UPDATE and the append-only row are one statement. The event and device are looked up apart, and the ticket's event
-- is compared in a way no index serves: joined, a plan made while the tables were young looked for the ticket among all of its
-- event's. A movement is later than the one it follows, though two servers' clocks differ: an undo goes by that order.
CREATE OR REPLACE FUNCTION gate_admit(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_version int, p_gate_version int, p_device uuid,
  p_gate uuid, p_checkpoint uuid, p_method scan_method, p_code_hash bytea, p_actor_kind text, p_actor uuid, p_expired boolean, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v_answer jsonb; v_left smallint;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT num_nonnulls(t.left_at) INTO v_left FROM tickets t WHERE t.tenant_id = p_tenant AND t.id = p_ticket FOR NO KEY UPDATE;
  WITH place AS MATERIALIZED (
    SELECT e.show_ticket_type, d.label FROM events e, devices d
      WHERE e.tenant_id = p_tenant AND e.id = p_event AND e.gate_version = p_gate_version
        AND d.tenant_id = p_tenant AND d.id = p_device AND d.revoked_at IS NULL
  ), admitted AS (
    UPDATE tickets t SET checked_in_at = greatest(p_now, t.left_at + interval '1 millisecond'), check_in_id = p_scan, left_at = NULL
      FROM place p
      WHERE NOT p_expired AND t.tenant_id = p_tenant AND t.id = p_ticket AND t.version = p_version AND t.checked_in_at IS NULL
        AND t.event_id IS NOT DISTINCT FROM p_event
        AND NOT EXISTS (SELECT FROM scans s WHERE s.tenant_id = p_tenant AND s.id = p_scan)
      RETURNING t.event_id, t.id, t.number, t.holder_name, t.ticket_type_id, t.checked_in_at, p.show_ticket_type, p.label
  ), recorded AS (
    INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, direction, method, device_id, device_label, gate_id, checkpoint_id,
        actor_kind, actor_id, at, code_hash, inside_change, left_change)
      SELECT p_tenant, p_scan, a.event_id, a.id, 'ADMITTED', 'in', p_method, p_device, a.label, p_gate, p_checkpoint,
        p_actor_kind, p_actor, a.checked_in_at, p_code_hash, 1, -v_left FROM admitted a)
  SELECT jsonb_build_object('admittedAt', a.checked_in_at, 'ticket', jsonb_build_object('name', a.holder_name, 'number', a.number, 'type',
      CASE WHEN a.show_ticket_type THEN
        (SELECT y.name FROM ticket_types y WHERE y.tenant_id = p_tenant AND y.id = a.ticket_type_id) END))
    INTO v_answer FROM admitted a;
  RETURN coalesce(v_answer, gate_unmoved(p_tenant, p_scan, p_event, p_ticket, p_device, p_expired));
END $$;

-- Confirm at a checkpoint that faces out: the same the other way, and {checkedOutAt, ticket} for an answer.
CREATE OR REPLACE FUNCTION gate_check_out(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_version int, p_gate_version int, p_device uuid,
  p_gate uuid, p_checkpoint uuid, p_method scan_method, p_code_hash bytea, p_actor_kind text, p_actor uuid, p_expired boolean, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v_answer jsonb;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  PERFORM FROM tickets t WHERE t.tenant_id = p_tenant AND t.id = p_ticket FOR NO KEY UPDATE;
  WITH place AS MATERIALIZED (
    SELECT e.show_ticket_type, d.label FROM events e, devices d
      WHERE e.tenant_id = p_tenant AND e.id = p_event AND e.gate_version = p_gate_version
        AND d.tenant_id = p_tenant AND d.id = p_device AND d.revoked_at IS NULL
  ), gone AS (
    UPDATE tickets t SET left_at = greatest(p_now, t.checked_in_at + interval '1 millisecond'), checked_in_at = NULL, check_in_id = NULL
      FROM place p
      WHERE NOT p_expired AND t.tenant_id = p_tenant AND t.id = p_ticket AND t.version = p_version AND t.checked_in_at IS NOT NULL
        AND t.event_id IS NOT DISTINCT FROM p_event
        AND NOT EXISTS (SELECT FROM scans s WHERE s.tenant_id = p_tenant AND s.id = p_scan)
      RETURNING t.event_id, t.id, t.number, t.holder_name, t.ticket_type_id, t.left_at, p.show_ticket_type, p.label
  ), recorded AS (
    INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, direction, method, device_id, device_label, gate_id, checkpoint_id,
        actor_kind, actor_id, at, code_hash, inside_change, left_change)
      SELECT p_tenant, p_scan, g.event_id, g.id, 'CHECKED_OUT', 'out', p_method, p_device, g.label, p_gate, p_checkpoint,
        p_actor_kind, p_actor, g.left_at, p_code_hash, -1, 1 FROM gone g)
  SELECT jsonb_build_object('checkedOutAt', g.left_at, 'ticket', jsonb_build_object('name', g.holder_name, 'number', g.number, 'type',
      CASE WHEN g.show_ticket_type THEN
        (SELECT y.name FROM ticket_types y WHERE y.tenant_id = p_tenant AND y.id = g.ticket_type_id) END))
    INTO v_answer FROM gone g;
  RETURN coalesce(v_answer, gate_unmoved(p_tenant, p_scan, p_event, p_ticket, p_device, p_expired));
END $$;
