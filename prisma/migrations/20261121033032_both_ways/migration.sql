-- The gate in both directions. New arguments stand last and have defaults, so that a process of the version before still
-- finds its functions while this one is being put in its place.

-- The last admission of a ticket that was not undone. A ticket's movements follow each other in time: see gate_admit.
CREATE FUNCTION gate_last_admission(p_tenant uuid, p_ticket uuid) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT s.id FROM scans s WHERE s.tenant_id = p_tenant AND s.ticket_id = p_ticket AND s.verdict = 'ADMITTED'
      AND NOT EXISTS (SELECT FROM scans u WHERE u.tenant_id = p_tenant AND u.undoes_id = s.id)
    ORDER BY s.at DESC LIMIT 1);
END $$;

-- All that decide() needs to know of a ticket at an event's gate, as one document.
CREATE OR REPLACE FUNCTION gate_facts(p_tenant uuid, p_event uuid, p_ticket uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'event', (SELECT jsonb_build_object('id', e.id, 'status', e.status, 'gateVersion', e.gate_version, 'timeZone', e.time_zone,
        'doorsOpenAt', e.doors_open_at, 'doorsCloseAt', e.doors_close_at, 'showTicketType', e.show_ticket_type, 'reentry', e.reentry)
      FROM events e WHERE e.tenant_id = p_tenant AND e.id = p_event AND e.deleted_at IS NULL),
    'ticket', (SELECT jsonb_build_object('id', t.id, 'eventId', t.event_id, 'number', t.number, 'name', t.holder_name, 'state', t.state,
        'generation', t.generation, 'version', t.version, 'type', y.name, 'validFrom', y.valid_from, 'validUntil', y.valid_until,
        'eventName', o.name, 'leftAt', t.left_at,
        -- Who left has no admission any more, but had one.
        'firstCheckIn', (SELECT jsonb_build_object('id', s.id, 'at', s.at, 'device', s.device_label, 'gate', g.name)
          FROM scans s LEFT JOIN gates g ON g.tenant_id = s.tenant_id AND g.id = s.gate_id
          WHERE s.tenant_id = p_tenant
            AND s.id = CASE WHEN t.left_at IS NULL THEN t.check_in_id ELSE gate_last_admission(p_tenant, t.id) END))
      FROM tickets t
      JOIN ticket_types y ON y.tenant_id = t.tenant_id AND y.id = t.ticket_type_id
      JOIN events o ON o.tenant_id = t.tenant_id AND o.id = t.event_id
      WHERE t.tenant_id = p_tenant AND t.id = p_ticket AND t.deleted_at IS NULL)));
END $$;

-- Preview: finds the ticket by its code's hash, by its number within the event, or by its id, and makes the device known.
DROP FUNCTION gate_look(uuid, uuid, bytea, int, uuid, text, uuid, uuid, timestamptz);
CREATE FUNCTION gate_look(p_tenant uuid, p_event uuid, p_code_hash bytea, p_number int, p_device uuid, p_label text,
  p_gate uuid, p_checkpoint uuid, p_now timestamptz, p_ticket uuid DEFAULT NULL)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_ticket uuid; v_generation int; v_codes jsonb; v_device devices%ROWTYPE; v_facts jsonb; v_gate uuid; v_checkpoint uuid;
  v_direction scan_direction;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  IF p_code_hash IS NOT NULL THEN
    SELECT c.ticket_id, c.generation INTO v_ticket, v_generation
      FROM ticket_codes c WHERE c.token_hash = p_code_hash AND c.tenant_id = p_tenant;
  ELSIF p_ticket IS NOT NULL THEN
    SELECT t.id, t.generation INTO v_ticket, v_generation
      FROM tickets t WHERE t.tenant_id = p_tenant AND t.id = p_ticket AND t.deleted_at IS NULL;
  ELSE
    SELECT t.id INTO v_ticket FROM tickets t
      WHERE t.tenant_id = p_tenant AND t.event_id = p_event AND t.number = p_number AND t.deleted_at IS NULL;
    SELECT jsonb_agg(jsonb_build_object('generation', c.generation, 'keyId', c.key_id)) INTO v_codes
      FROM ticket_codes c WHERE c.tenant_id = p_tenant AND c.ticket_id = v_ticket;
  END IF;
  v_facts := gate_facts(p_tenant, p_event, v_ticket);
  IF v_facts -> 'event' = 'null'::jsonb THEN RETURN v_facts; END IF;
  -- Read first: ON CONFLICT would lock and rewrite the device's row at every scan.
  SELECT * INTO v_device FROM devices d WHERE d.tenant_id = p_tenant AND d.id = p_device;
  IF v_device.id IS NULL OR v_device.label <> p_label OR v_device.last_seen_at < p_now - interval '1 minute' THEN
    INSERT INTO devices (tenant_id, id, label, created_at, last_seen_at) VALUES (p_tenant, p_device, p_label, p_now, p_now)
      ON CONFLICT (tenant_id, id) DO UPDATE SET label = excluded.label, last_seen_at = excluded.last_seen_at;
  END IF;
  -- Unnamed, the gate is the only one if there is only one, and the checkpoint is the first that faces in ("Entry").
  SELECT g.id INTO v_gate FROM gates g WHERE g.tenant_id = p_tenant AND g.event_id = p_event AND g.deleted_at IS NULL
    AND (g.id = p_gate OR (p_gate IS NULL
      AND 1 = (SELECT count(*) FROM gates o WHERE o.tenant_id = p_tenant AND o.event_id = p_event AND o.deleted_at IS NULL)));
  SELECT c.id, c.direction INTO v_checkpoint, v_direction FROM checkpoints c
    WHERE c.tenant_id = p_tenant AND c.event_id = p_event AND c.deleted_at IS NULL
      AND (c.id = p_checkpoint OR (p_checkpoint IS NULL AND c.direction = 'in')) ORDER BY c.position, c.id LIMIT 1;
  RETURN v_facts || jsonb_build_object('codeGeneration', v_generation, 'codes', v_codes, 'gateId', v_gate, 'checkpointId', v_checkpoint,
    'direction', coalesce(v_direction, 'in'), 'deviceRevoked', v_device.revoked_at IS NOT NULL);
END $$;

-- A scan already on record, with what is needed to give its answer again.
CREATE OR REPLACE FUNCTION gate_recorded(p_tenant uuid, p_scan uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object('id', s.id, 'verdict', s.verdict, 'ticketId', s.ticket_id, 'eventId', s.event_id, 'deviceId', s.device_id,
      'direction', s.direction, 'actorKind', s.actor_kind, 'actorId', s.actor_id, 'at', s.at,
      'undone', EXISTS (SELECT FROM scans u WHERE u.tenant_id = p_tenant AND u.undoes_id = s.id))
    FROM scans s WHERE s.tenant_id = p_tenant AND s.id = p_scan);
END $$;

-- What is answered when a movement moved nothing. Called in a statement of its own, it sees what was committed while the
-- guarded one waited for the ticket's row.
CREATE FUNCTION gate_unmoved(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_device uuid, p_expired boolean)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE v_recorded jsonb;
BEGIN
  v_recorded := gate_recorded(p_tenant, p_scan);
  IF v_recorded IS NULL AND p_expired THEN RETURN jsonb_build_object('expired', true); END IF;
  RETURN jsonb_build_object('recorded', v_recorded, 'facts', gate_facts(p_tenant, p_event, p_ticket),
    'deviceRevoked', (SELECT d.revoked_at IS NOT NULL FROM devices d WHERE d.tenant_id = p_tenant AND d.id = p_device));
END $$;

-- Confirm at a checkpoint that faces in. Admits when the scan id is new, the preview not too old, and ticket and event are as
-- they were at the preview: one guarded UPDATE and one append-only row in one statement. Answers
--   {admittedAt, ticket}  this scan admitted it
--   {recorded, facts}     the scan id is on record already: the caller gives that answer again
--   {expired: true}       not on record, and the preview is too old
--   {facts, deviceRevoked}  something moved: the caller decides again
-- A movement is later than the one it follows, though two servers' clocks differ: an undo goes by that order.
-- The event and device are looked up apart, and the ticket's event is compared in a way no index serves: joined, a plan made
-- while the tables were young looked for the ticket among all of its event's.
CREATE OR REPLACE FUNCTION gate_admit(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_version int, p_gate_version int, p_device uuid,
  p_gate uuid, p_checkpoint uuid, p_method scan_method, p_code_hash bytea, p_actor_kind text, p_actor uuid, p_expired boolean, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v_answer jsonb;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
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
        actor_kind, actor_id, at, code_hash)
      SELECT p_tenant, p_scan, a.event_id, a.id, 'ADMITTED', 'in', p_method, p_device, a.label, p_gate, p_checkpoint,
        p_actor_kind, p_actor, a.checked_in_at, p_code_hash FROM admitted a)
  SELECT jsonb_build_object('admittedAt', a.checked_in_at, 'ticket', jsonb_build_object('name', a.holder_name, 'number', a.number, 'type',
      CASE WHEN a.show_ticket_type THEN
        (SELECT y.name FROM ticket_types y WHERE y.tenant_id = p_tenant AND y.id = a.ticket_type_id) END))
    INTO v_answer FROM admitted a;
  RETURN coalesce(v_answer, gate_unmoved(p_tenant, p_scan, p_event, p_ticket, p_device, p_expired));
END $$;

-- Confirm at a checkpoint that faces out: the same the other way, and {checkedOutAt, ticket} for an answer.
CREATE FUNCTION gate_check_out(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_version int, p_gate_version int, p_device uuid,
  p_gate uuid, p_checkpoint uuid, p_method scan_method, p_code_hash bytea, p_actor_kind text, p_actor uuid, p_expired boolean, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v_answer jsonb;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
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
        actor_kind, actor_id, at, code_hash)
      SELECT p_tenant, p_scan, g.event_id, g.id, 'CHECKED_OUT', 'out', p_method, p_device, g.label, p_gate, p_checkpoint,
        p_actor_kind, p_actor, g.left_at, p_code_hash FROM gone g)
  SELECT jsonb_build_object('checkedOutAt', g.left_at, 'ticket', jsonb_build_object('name', g.holder_name, 'number', g.number, 'type',
      CASE WHEN g.show_ticket_type THEN
        (SELECT y.name FROM ticket_types y WHERE y.tenant_id = p_tenant AND y.id = g.ticket_type_id) END))
    INTO v_answer FROM gone g;
  RETURN coalesce(v_answer, gate_unmoved(p_tenant, p_scan, p_event, p_ticket, p_device, p_expired));
END $$;

-- A refusal on record, now with the direction asked for.
DROP FUNCTION gate_refuse(uuid, uuid, uuid, uuid, verdict, uuid, uuid, uuid, scan_method, bytea, text, uuid, int, timestamptz);
CREATE FUNCTION gate_refuse(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_verdict verdict, p_device uuid, p_gate uuid,
  p_checkpoint uuid, p_method scan_method, p_code_hash bytea, p_actor_kind text, p_actor uuid, p_quiet int, p_now timestamptz,
  p_direction scan_direction DEFAULT 'in')
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  -- Two refusals of one code at once would both find no row: they take turns.
  IF p_quiet > 0 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('|', p_tenant, p_actor_kind, p_actor, p_ticket, p_code_hash), 0));
  END IF;
  INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, direction, method, device_id, device_label, gate_id, checkpoint_id,
      actor_kind, actor_id, at, code_hash)
    SELECT p_tenant, p_scan, p_event, p_ticket, p_verdict, p_direction, p_method, d.id, d.label, p_gate, p_checkpoint, p_actor_kind, p_actor, p_now, p_code_hash
      FROM devices d WHERE d.tenant_id = p_tenant AND d.id = p_device
      -- In the order of (actor_id, at), so that a plan made while the table was young takes that index, and not the key's tenant.
      AND (p_quiet = 0 OR (SELECT s.id FROM scans s WHERE s.tenant_id = p_tenant AND s.actor_id = p_actor
        AND s.actor_kind = p_actor_kind AND s.at > p_now - make_interval(secs => p_quiet)
        AND s.verdict NOT IN ('ADMITTED', 'CHECKED_OUT', 'UNDONE')
        AND s.ticket_id IS NOT DISTINCT FROM p_ticket AND s.code_hash IS NOT DISTINCT FROM p_code_hash
        ORDER BY s.at DESC LIMIT 1) IS NULL)
    ON CONFLICT (tenant_id, id) DO NOTHING;
  RETURN gate_recorded(p_tenant, p_scan);
END $$;

-- A gate's admissions, for its own counts; those of the event's last minutes are found by (event_id, at, id).
CREATE INDEX scans_admitted_at_gate ON scans (gate_id, at) WHERE verdict = 'ADMITTED';

-- How an event and, where one is named, a gate of it stand; of the living tickets, as the live door counts them. Null for an
-- event that is not there. What was undone is taken away by a hashed list: there are few undos, with an index of their own.
CREATE FUNCTION gate_counts(p_tenant uuid, p_event uuid, p_gate uuid, p_now timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v_tickets jsonb; v_gate jsonb; v_recent bigint;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  IF NOT EXISTS (SELECT FROM events e WHERE e.tenant_id = p_tenant AND e.id = p_event AND e.deleted_at IS NULL) THEN RETURN NULL; END IF;
  SELECT jsonb_build_object('issued', count(*), 'inside', count(t.checked_in_at), 'left', count(t.left_at)) INTO v_tickets
    FROM tickets t WHERE t.tenant_id = p_tenant AND t.event_id = p_event AND t.state IN ('valid', 'unpaid') AND t.deleted_at IS NULL;
  IF EXISTS (SELECT FROM gates g WHERE g.tenant_id = p_tenant AND g.event_id = p_event AND g.id = p_gate AND g.deleted_at IS NULL) THEN
    SELECT jsonb_build_object('admitted', count(*), 'at', max(s.at)) INTO v_gate
      FROM scans s WHERE s.tenant_id = p_tenant AND s.gate_id = p_gate AND s.verdict = 'ADMITTED' AND s.id NOT IN (
        SELECT u.undoes_id FROM scans u WHERE u.tenant_id = p_tenant AND u.event_id = p_event AND u.undoes_id IS NOT NULL);
  END IF;
  SELECT count(*) INTO v_recent
    FROM scans s WHERE s.tenant_id = p_tenant AND s.event_id = p_event AND s.at > p_now - interval '5 minutes' AND s.verdict = 'ADMITTED'
      AND s.id NOT IN (
        SELECT u.undoes_id FROM scans u WHERE u.tenant_id = p_tenant AND u.event_id = p_event AND u.undoes_id IS NOT NULL);
  RETURN v_tickets || jsonb_build_object('gate', v_gate, 'event', jsonb_build_object('admittedLast5Min', v_recent));
END $$;

REVOKE EXECUTE ON FUNCTION gate_last_admission, gate_look, gate_unmoved, gate_check_out, gate_refuse, gate_counts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate_last_admission, gate_look, gate_unmoved, gate_check_out, gate_refuse, gate_counts TO usher_tenant;
