-- A word anywhere in a name is found by its trigrams. The extension is trusted: who may create in the database may create it.
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;
-- Somebody may have created it elsewhere, where the index of the next migration does not find it.
DO $$
DECLARE v_schema name := (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm');
BEGIN
  IF v_schema <> 'public' THEN
    RAISE EXCEPTION 'the extension pg_trgm stands in the schema %, and Usher looks for it in public', v_schema
      USING HINT = 'As a superuser: ALTER EXTENSION pg_trgm SET SCHEMA public. Or, where nothing else uses it: DROP EXTENSION pg_trgm. Then migrate again.';
  END IF;
END $$;

-- LIKE is not leakproof, so under row-level security no index serves it (decision 15). Who looks past the policies may read this one
-- table and nothing else. Nobody signs in as it or is a member of it, but for the owner, who gives it its one function.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'usher_searcher') THEN
    CREATE ROLE usher_searcher NOLOGIN NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$
BEGIN
  GRANT usher_searcher TO current_user;
EXCEPTION WHEN insufficient_privilege THEN
  -- Somebody else made the role and may have granted it already.
  IF NOT pg_has_role(current_user, 'usher_searcher', 'MEMBER') THEN RAISE; END IF;
END $$;
GRANT USAGE ON SCHEMA public TO usher_searcher;
GRANT SELECT ON tickets TO usher_searcher;
CREATE POLICY searcher_rows ON tickets FOR SELECT TO usher_searcher USING (true);

-- The numbers of an event's tickets whose text has each of the words, in no order, at most one more than p_most. It takes its tenant
-- from the setting alone and answers numbers, whose rows the caller reads under the policies. The statement is planned for each
-- search: how common its words are decides whether the index or a walk through the event finds them sooner.
CREATE FUNCTION find_ticket_numbers(p_event uuid, p_words text[], p_most int) RETURNS int[] LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE v_words text; v_found int[];
BEGIN
  SELECT string_agg(format(' AND t.search LIKE %L', '%' || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%'), '') INTO v_words
    FROM unnest(p_words) w;
  EXECUTE 'SELECT array(SELECT t.number FROM public.tickets t WHERE t.tenant_id = $1 AND t.event_id = $2 AND t.deleted_at IS NULL'
      || v_words || ' LIMIT $3)'
    INTO v_found USING nullif(current_setting('app.tenant_id', true), '')::uuid, p_event, p_most + 1;
  RETURN v_found;
END $$;
REVOKE EXECUTE ON FUNCTION find_ticket_numbers FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_ticket_numbers TO usher_tenant;
-- A function's new owner must be able to make things in its schema, at that moment.
GRANT CREATE ON SCHEMA public TO usher_searcher;
ALTER FUNCTION find_ticket_numbers OWNER TO usher_searcher;
REVOKE CREATE ON SCHEMA public FROM usher_searcher;
