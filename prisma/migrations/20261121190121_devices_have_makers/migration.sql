-- Who made a device known: its bound of new devices, and the right to name it. Rows from before have nobody until their own
-- phone comes back: see gate_preview.
ALTER TABLE "devices" ADD COLUMN "created_by_id" UUID,
ADD COLUMN "created_by_kind" TEXT;
CREATE INDEX "devices_created_by_id_created_at_idx" ON "devices"("created_by_id", "created_at");

-- Preview: finds the ticket by its code's hash, by its number within the event, or by its id, and makes the device known. It is
-- gate_look with a caller; that one stays for a process of the version before.
-- A new device counts against its caller's hour and month and against its organization's month; beyond them nothing is made and
-- the answer says so. Only who made a device renames it. One from before belongs to who next scans with it under its own name.
CREATE FUNCTION gate_preview(p_tenant uuid, p_event uuid, p_code_hash bytea, p_number int, p_device uuid, p_label text,
  p_gate uuid, p_checkpoint uuid, p_now timestamptz, p_ticket uuid, p_actor_kind text, p_actor uuid,
  p_caller_hour int, p_caller_month int, p_tenant_month int)
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
  IF v_device.id IS NULL THEN
    IF p_caller_hour <= (SELECT count(*) FROM (SELECT FROM devices d WHERE d.tenant_id = p_tenant AND d.created_by_id = p_actor
          AND d.created_by_kind = p_actor_kind AND d.created_at > p_now - interval '1 hour' LIMIT p_caller_hour) made)
      OR p_caller_month <= (SELECT count(*) FROM (SELECT FROM devices d WHERE d.tenant_id = p_tenant AND d.created_by_id = p_actor
          AND d.created_by_kind = p_actor_kind AND d.created_at > p_now - interval '30 days' LIMIT p_caller_month) made)
      OR p_tenant_month <= (SELECT count(*) FROM (SELECT FROM devices d WHERE d.tenant_id = p_tenant
          AND d.created_at > p_now - interval '30 days' LIMIT p_tenant_month) made)
    THEN RETURN v_facts || jsonb_build_object('tooManyDevices', true); END IF;
    INSERT INTO devices (tenant_id, id, label, created_at, last_seen_at, created_by_kind, created_by_id)
      VALUES (p_tenant, p_device, p_label, p_now, p_now, p_actor_kind, p_actor) ON CONFLICT (tenant_id, id) DO NOTHING;
  ELSIF v_device.last_seen_at < p_now - interval '1 minute'
    OR (v_device.created_by_id IS NULL AND v_device.label = p_label)
    OR (v_device.created_by_id = p_actor AND v_device.created_by_kind = p_actor_kind AND v_device.label <> p_label) THEN
    -- Nobody waits for a device's row: what is not written now is written at the next scan.
    PERFORM FROM devices d WHERE d.tenant_id = p_tenant AND d.id = p_device FOR NO KEY UPDATE SKIP LOCKED;
    IF FOUND THEN
      UPDATE devices d SET last_seen_at = p_now,
          label = CASE WHEN d.created_by_id = p_actor AND d.created_by_kind = p_actor_kind THEN p_label ELSE d.label END,
          created_by_id = CASE WHEN d.created_by_id IS NULL AND d.label = p_label THEN p_actor ELSE d.created_by_id END,
          created_by_kind = CASE WHEN d.created_by_id IS NULL AND d.label = p_label THEN p_actor_kind ELSE d.created_by_kind END
        WHERE d.tenant_id = p_tenant AND d.id = p_device;
    END IF;
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

REVOKE EXECUTE ON FUNCTION gate_preview FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate_preview TO usher_tenant;
