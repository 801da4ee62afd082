-- AlterTable
ALTER TABLE "tenants" ADD COLUMN     "closed_at" TIMESTAMPTZ(3);

-- ═════ What Prisma's schema cannot say ═════

-- Whoever may make temporary tables may put one in the place of a table of ours, for as long as the session lasts.
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;

-- The serving processes see which migrations were applied.
DO $$ BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN GRANT SELECT ON public._prisma_migrations TO usher_system; END IF;
END $$;

-- Rows of these are marked as deleted and stay; nobody who serves takes one away.
REVOKE DELETE ON members, tickets, events, ticket_types, gates, checkpoints FROM usher_tenant, usher_system;

-- Who erases at run time what otherwise only the owner may. Nobody signs in as it or is a member of it, but for the owner, who
-- gives it its two functions.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'usher_purger') THEN
    CREATE ROLE usher_purger NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  GRANT usher_purger TO current_user;
EXCEPTION WHEN insufficient_privilege THEN
  -- Somebody else made the role and may have granted it already.
  IF NOT pg_has_role(current_user, 'usher_purger', 'MEMBER') THEN RAISE; END IF;
END $$;

CREATE FUNCTION let_purge(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE POLICY purger_rows ON %s TO usher_purger USING (true)', target);
  EXECUTE format('GRANT SELECT, DELETE ON %s TO usher_purger', target);
END $$;

CREATE OR REPLACE FUNCTION protect_tenant_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant_rows ON %s TO usher_tenant
       USING (tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
       WITH CHECK (tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', target);
  EXECUTE format('CREATE POLICY system_rows ON %s TO usher_system USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO usher_tenant, usher_system', target);
  PERFORM let_purge(target);
END $$;

GRANT USAGE ON SCHEMA public TO usher_purger;
-- This transaction has locked this table already, and locks no other: the rest follow in the next migration.
SELECT let_purge('tenants');
-- To lock the row it looks at.
GRANT UPDATE ON tenants TO usher_purger;

-- How long the two audits are kept: the trigger that guards them asks here, whatever purge_expired_audit takes.
CREATE FUNCTION is_past_keeping(p_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT p_at < now() - interval '10 years' $$;

-- Rows of an append-only table leave with their organization, or an audit's when they are past keeping. A setting says which
-- organization; who runs decides whether it counts: whoever serves can set it, and is neither.
CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND (current_user = 'usher_purger'
      OR current_user = (SELECT tableowner FROM pg_tables WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME)) THEN
    IF current_setting('app.purging', true) = to_jsonb(OLD) ->> 'tenant_id' THEN RETURN OLD; END IF;
    IF TG_TABLE_NAME IN ('audit_entries', 'platform_audit_entries') AND is_past_keeping((to_jsonb(OLD) ->> 'at')::timestamptz) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Erases an organization with all it wrote, append-only tables included: a table when no other that still waits points at it.
CREATE OR REPLACE FUNCTION purge_tenant(target uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE v_waiting oid[]; v_ready oid;
BEGIN
  PERFORM set_config('app.purging', target::text, true);
  v_waiting := ARRAY(SELECT c.oid FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition);
  WHILE cardinality(v_waiting) > 0 LOOP
    SELECT t INTO v_ready FROM unnest(v_waiting) t WHERE NOT EXISTS (SELECT FROM pg_constraint k
      WHERE k.contype = 'f' AND k.confrelid = t AND k.conrelid <> t AND k.conrelid = ANY (v_waiting)) LIMIT 1;
    IF NOT FOUND THEN RAISE EXCEPTION 'these tables point at each other: %', v_waiting::regclass[]; END IF;
    EXECUTE format('DELETE FROM %s WHERE tenant_id = $1', v_ready::regclass) USING target;
    v_waiting := array_remove(v_waiting, v_ready);
  END LOOP;
  DELETE FROM tenants WHERE id = target;
  PERFORM set_config('app.purging', '', true);
END $$;

-- When an organization was closed is for the database's clock to say: whoever could choose it could erase at once.
CREATE FUNCTION stamp_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.closed_at IS NOT DISTINCT FROM OLD.closed_at THEN RETURN NEW; END IF;
  NEW.closed_at := now();
  RETURN NEW;
END $$;
CREATE TRIGGER stamp_closing BEFORE INSERT OR UPDATE OF closed_at ON tenants
  FOR EACH ROW WHEN (NEW.closed_at IS NOT NULL) EXECUTE FUNCTION stamp_closing();

-- What the system role may have done that only the owner may do. Each checks for itself that the time has come.
CREATE FUNCTION purge_closed_tenant(target uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  PERFORM FROM tenants t WHERE t.id = target AND t.closed_at <= now() - interval '30 days' FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the organization % has not been closed for 30 days', target USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM purge_tenant(target);
END $$;

CREATE FUNCTION purge_expired_audit() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE v_own bigint; v_platform bigint;
BEGIN
  -- Said again, and not asked of is_past_keeping: a function with a search_path of its own is called for each row, and no index serves it.
  DELETE FROM audit_entries a WHERE a.at < now() - interval '10 years';
  GET DIAGNOSTICS v_own = ROW_COUNT;
  DELETE FROM platform_audit_entries p WHERE p.at < now() - interval '10 years';
  GET DIAGNOSTICS v_platform = ROW_COUNT;
  RETURN v_own + v_platform;
END $$;

REVOKE EXECUTE ON FUNCTION let_purge, is_past_keeping, purge_closed_tenant, purge_expired_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_past_keeping, purge_tenant TO usher_purger;
GRANT EXECUTE ON FUNCTION purge_closed_tenant, purge_expired_audit TO usher_system;
-- Left alone, a session's temporary table is found before ours of the same name. What others keep in the schema is theirs.
DO $$
DECLARE v_function regprocedure;
BEGIN
  FOR v_function IN SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
      AND p.prokind = 'f' AND pg_has_role(current_user, p.proowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', v_function);
  END LOOP;
END $$;

-- A function's new owner must be able to make things in its schema, at that moment.
GRANT CREATE ON SCHEMA public TO usher_purger;
ALTER FUNCTION purge_closed_tenant OWNER TO usher_purger;
ALTER FUNCTION purge_expired_audit OWNER TO usher_purger;
REVOKE CREATE ON SCHEMA public FROM usher_purger;
