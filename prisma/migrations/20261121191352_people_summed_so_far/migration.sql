-- What slots that are counted already changed, and where each event began. No lock keeps anybody out: a movement writes ticket and
-- scan in one transaction, so one statement finds both or neither, and base and changes together are right from any moment on.
UPDATE door_slots d SET inside_change = coalesce(c.inside, 0), left_change = coalesce(c.gone, 0)
  FROM door_slots k LEFT JOIN (
    SELECT s.tenant_id, s.event_id, date_bin('5 minutes', s.at, '2000-01-01Z'::timestamptz) AS slot,
      sum(s.inside_change)::int AS inside, sum(s.left_change)::int AS gone
    FROM scans s WHERE s.inside_change <> 0 OR s.left_change <> 0 GROUP BY 1, 2, 3) c
    ON c.tenant_id = k.tenant_id AND c.event_id = k.event_id AND c.slot = k.starts_at
  WHERE d.tenant_id = k.tenant_id AND d.event_id = k.event_id AND d.starts_at = k.starts_at;

UPDATE event_counters e SET inside_base = coalesce(t.inside, 0) - coalesce(c.inside, 0), left_base = coalesce(t.gone, 0) - coalesce(c.gone, 0)
  FROM event_counters k
  LEFT JOIN (SELECT tenant_id, event_id, count(checked_in_at)::int AS inside, count(left_at)::int AS gone
    FROM tickets WHERE checked_in_at IS NOT NULL OR left_at IS NOT NULL GROUP BY 1, 2) t
    ON t.tenant_id = k.tenant_id AND t.event_id = k.event_id
  LEFT JOIN (SELECT tenant_id, event_id, sum(inside_change)::int AS inside, sum(left_change)::int AS gone
    FROM scans WHERE inside_change <> 0 OR left_change <> 0 GROUP BY 1, 2) c
    ON c.tenant_id = k.tenant_id AND c.event_id = k.event_id
  WHERE e.tenant_id = k.tenant_id AND e.event_id = k.event_id AND (t.event_id IS NOT NULL OR c.event_id IS NOT NULL);

-- The people of an event, of one moment: inside and gone out with any ticket, and of these with one that is neither valid nor
-- unpaid any more. Slots that are counted are taken as they are, up to the first that a worker of the version before counted; from there
-- on, scans are read.
CREATE FUNCTION event_people(p_tenant uuid, p_event uuid)
RETURNS TABLE (inside int, gone int, inside_no_longer int, gone_no_longer int) LANGUAGE plpgsql STABLE AS $$
DECLARE v_base record; v_slots record; v_open record; v_dead record;
BEGIN
  SELECT c.inside_base AS inside, c.left_base AS gone INTO v_base
    FROM event_counters c WHERE c.tenant_id = p_tenant AND c.event_id = p_event;
  SELECT coalesce(sum(d.inside_change), 0) AS inside, coalesce(sum(d.left_change), 0) AS gone,
      coalesce(max(d.starts_at) + interval '5 minutes', '-infinity') AS until INTO v_slots
    FROM door_slots d WHERE d.tenant_id = p_tenant AND d.event_id = p_event AND d.starts_at < coalesce(
      (SELECT min(u.starts_at) FROM door_slots u WHERE u.tenant_id = p_tenant AND u.event_id = p_event AND u.inside_change IS NULL),
      'infinity');
  SELECT coalesce(sum(s.inside_change), 0) AS inside, coalesce(sum(s.left_change), 0) AS gone INTO v_open
    FROM scans s WHERE s.tenant_id = p_tenant AND s.event_id = p_event AND s.at >= v_slots.until;
  SELECT count(t.checked_in_at) AS inside, count(t.left_at) AS gone INTO v_dead
    FROM tickets t WHERE t.tenant_id = p_tenant AND t.event_id = p_event AND (t.state NOT IN ('valid', 'unpaid') OR t.deleted_at IS NOT NULL);
  RETURN QUERY SELECT (v_base.inside + v_slots.inside + v_open.inside)::int, (v_base.gone + v_slots.gone + v_open.gone)::int,
    v_dead.inside::int, v_dead.gone::int;
END $$;

-- How an event and, where one is named, a gate of it stand; people with valid and unpaid tickets, as the live door counts them. Null
-- for an event that is not there. Undone admissions are taken off by a list: there are few, with an index of their own.
CREATE OR REPLACE FUNCTION gate_counts(p_tenant uuid, p_event uuid, p_gate uuid, p_now timestamptz) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v_tickets jsonb; v_gate jsonb; v_recent bigint; v_slots record;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  SELECT jsonb_build_object('issued', c.taken, 'inside', p.inside - p.inside_no_longer, 'left', p.gone - p.gone_no_longer) INTO v_tickets
    FROM events e JOIN event_counters c ON c.tenant_id = p_tenant AND c.event_id = e.id, event_people(p_tenant, p_event) p
    WHERE e.tenant_id = p_tenant AND e.id = p_event AND e.deleted_at IS NULL;
  IF v_tickets IS NULL THEN RETURN NULL; END IF;
  IF EXISTS (SELECT FROM gates g WHERE g.tenant_id = p_tenant AND g.event_id = p_event AND g.id = p_gate AND g.deleted_at IS NULL) THEN
    SELECT coalesce(sum((n ->> 'count')::int), 0) AS admitted, coalesce(max(d.starts_at) + interval '5 minutes', '-infinity') AS until INTO v_slots
      FROM door_slots d LEFT JOIN LATERAL jsonb_array_elements(d.counts) n
        ON n ->> 'gateId' = p_gate::text AND n ->> 'verdict' = 'ADMITTED'
      WHERE d.tenant_id = p_tenant AND d.event_id = p_event;
    SELECT jsonb_build_object('admitted', v_slots.admitted
        + (SELECT count(*) FROM scans s WHERE s.tenant_id = p_tenant AND s.gate_id = p_gate AND s.verdict = 'ADMITTED' AND s.at >= v_slots.until)
        - (SELECT count(*) FROM scans u JOIN scans s ON s.tenant_id = p_tenant AND s.id = u.undoes_id
          WHERE u.tenant_id = p_tenant AND u.event_id = p_event AND u.undoes_id IS NOT NULL AND s.gate_id = p_gate AND s.verdict = 'ADMITTED'),
      'at', (SELECT s.at FROM scans s WHERE s.tenant_id = p_tenant AND s.gate_id = p_gate AND s.verdict = 'ADMITTED'
        AND NOT EXISTS (SELECT FROM scans u WHERE u.tenant_id = p_tenant AND u.undoes_id = s.id)
        ORDER BY s.at DESC LIMIT 1)) INTO v_gate;
  END IF;
  SELECT count(*) INTO v_recent
    FROM scans s WHERE s.tenant_id = p_tenant AND s.event_id = p_event AND s.at > p_now - interval '5 minutes' AND s.verdict = 'ADMITTED'
      AND s.id NOT IN (
        SELECT u.undoes_id FROM scans u WHERE u.tenant_id = p_tenant AND u.event_id = p_event AND u.undoes_id IS NOT NULL);
  RETURN v_tickets || jsonb_build_object('gate', v_gate, 'event', jsonb_build_object('admittedLast5Min', v_recent));
END $$;

REVOKE EXECUTE ON FUNCTION event_people FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_people TO usher_tenant, usher_system;
