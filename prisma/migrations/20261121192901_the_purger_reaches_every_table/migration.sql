-- A policy locks its table from everybody. Each is made in a transaction of its own: held together, the locks would deadlock with a
-- scan, which reads several tables, or keep every gate waiting. This is one statement, so that it may commit, and can be run again.
DO $$
DECLARE v_table regclass;
BEGIN
  FOR v_table IN SELECT c.oid::regclass FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND (c.relname = 'platform_audit_entries' OR EXISTS (SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped))
      AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'purger_rows') LOOP
    PERFORM let_purge(v_table);
    COMMIT;
  END LOOP;
END $$;
