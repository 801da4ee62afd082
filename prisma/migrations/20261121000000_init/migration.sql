
-- CreateEnum
CREATE TYPE "tenant_status" AS ENUM ('active', 'suspended');

-- CreateEnum
CREATE TYPE "event_status" AS ENUM ('draft', 'published', 'ended', 'cancelled');

-- CreateEnum
CREATE TYPE "ticket_state" AS ENUM ('valid', 'revoked', 'refunded', 'unpaid');

-- CreateEnum
CREATE TYPE "verdict" AS ENUM ('INVALID', 'WRONG_EVENT', 'EVENT_NOT_OPEN', 'REPLACED', 'REVOKED', 'REFUNDED', 'UNPAID', 'ALREADY_CHECKED_IN', 'OUTSIDE_WINDOW', 'ADMITTED', 'UNDONE');

-- CreateEnum
CREATE TYPE "scan_direction" AS ENUM ('in', 'out');

-- CreateEnum
CREATE TYPE "scan_method" AS ENUM ('camera', 'wedge', 'typed', 'search');

-- CreateEnum
CREATE TYPE "message_state" AS ENUM ('queued', 'sending', 'sent', 'delivered', 'bounced', 'failed');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "user_id" UUID NOT NULL,
    "password_hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "user_agent" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "factors" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "secret_encrypted" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),

    CONSTRAINT "factors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenants" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" "tenant_status" NOT NULL DEFAULT 'active',
    "locale" TEXT NOT NULL DEFAULT 'en',
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tenants_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "platform_audit_entries" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID,
    "changed" TEXT[],
    "request_id" TEXT NOT NULL,

    CONSTRAINT "platform_audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "worker_heartbeats" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "worker_heartbeats_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limits" (
    "key" TEXT NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limits_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "roles" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "permissions" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "roles_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "members" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "members_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "grants" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "permission" TEXT NOT NULL,
    "event_id" UUID,
    "starts_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "grants_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "hint" TEXT NOT NULL,
    "permissions" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "events" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "venue" TEXT,
    "status" "event_status" NOT NULL DEFAULT 'draft',
    "time_zone" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "doors_open_at" TIMESTAMPTZ(3),
    "doors_close_at" TIMESTAMPTZ(3),
    "cap" INTEGER NOT NULL DEFAULT 500,
    "next_number" INTEGER NOT NULL DEFAULT 1,
    "gate_version" INTEGER NOT NULL DEFAULT 1,
    "show_ticket_type" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "events_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "ticket_types" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "price_minor" INTEGER NOT NULL DEFAULT 0,
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "ticket_types_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "gates" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gates_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "checkpoints" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "checkpoints_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "tickets" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "ticket_type_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "holder_name" TEXT NOT NULL,
    "holder_email" TEXT NOT NULL,
    "state" "ticket_state" NOT NULL DEFAULT 'valid',
    "generation" INTEGER NOT NULL DEFAULT 1,
    "version" INTEGER NOT NULL DEFAULT 1,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "revoke_reason" TEXT,
    "checked_in_at" TIMESTAMPTZ(3),
    "check_in_id" UUID,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "tickets_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "ticket_codes" (
    "tenant_id" UUID NOT NULL,
    "ticket_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "key_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "link_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "ticket_codes_pkey" PRIMARY KEY ("tenant_id","ticket_id","generation")
);

-- CreateTable
CREATE TABLE "devices" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "label" TEXT NOT NULL,
    "token_hash" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "devices_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "scans" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "ticket_id" UUID,
    "verdict" "verdict" NOT NULL,
    "direction" "scan_direction" NOT NULL DEFAULT 'in',
    "method" "scan_method" NOT NULL,
    "device_id" UUID NOT NULL,
    "device_label" TEXT NOT NULL,
    "gate_id" UUID,
    "checkpoint_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "code_hash" BYTEA,
    "undoes_id" UUID,
    "reason" TEXT,

    CONSTRAINT "scans_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "messages" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "template" TEXT NOT NULL,
    "ticket_id" UUID,
    "generation" INTEGER,
    "recipient" TEXT NOT NULL,
    "state" "message_state" NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "job_requests" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "relayed_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_requests_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" UUID,
    "event_id" UUID,
    "changed" TEXT[],
    "request_id" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "idempotent_runs" (
    "tenant_id" UUID NOT NULL,
    "key_hash" BYTEA NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotent_runs_pkey" PRIMARY KEY ("tenant_id","key_hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_user_id_ended_at_idx" ON "sessions"("user_id", "ended_at");

-- CreateIndex
CREATE INDEX "factors_user_id_idx" ON "factors"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "tenants_slug_key" ON "tenants"("slug");

-- CreateIndex
CREATE INDEX "platform_audit_entries_at_idx" ON "platform_audit_entries"("at");

-- CreateIndex
CREATE INDEX "rate_limits_expire_idx" ON "rate_limits"("expire");

-- CreateIndex
CREATE UNIQUE INDEX "roles_tenant_id_key_key" ON "roles"("tenant_id", "key");

-- CreateIndex
CREATE INDEX "members_user_id_idx" ON "members"("user_id");

-- CreateIndex
CREATE INDEX "members_tenant_id_role_id_idx" ON "members"("tenant_id", "role_id");

-- CreateIndex
CREATE INDEX "grants_tenant_id_member_id_idx" ON "grants"("tenant_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_token_hash_key" ON "api_keys"("token_hash");

-- CreateIndex
CREATE INDEX "events_tenant_id_starts_at_id_idx" ON "events"("tenant_id", "starts_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_types_tenant_id_event_id_id_key" ON "ticket_types"("tenant_id", "event_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "gates_tenant_id_event_id_id_key" ON "gates"("tenant_id", "event_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "checkpoints_tenant_id_event_id_id_key" ON "checkpoints"("tenant_id", "event_id", "id");

-- CreateIndex
CREATE INDEX "tickets_holder_email_idx" ON "tickets"("holder_email");

-- CreateIndex
CREATE UNIQUE INDEX "tickets_event_id_number_key" ON "tickets"("event_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_codes_token_hash_key" ON "ticket_codes"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_codes_link_hash_key" ON "ticket_codes"("link_hash");

-- CreateIndex
CREATE INDEX "ticket_codes_key_id_idx" ON "ticket_codes"("key_id");

-- CreateIndex
CREATE UNIQUE INDEX "devices_token_hash_key" ON "devices"("token_hash");

-- CreateIndex
CREATE INDEX "scans_event_id_at_id_idx" ON "scans"("event_id", "at", "id");

-- CreateIndex
CREATE INDEX "scans_ticket_id_at_idx" ON "scans"("ticket_id", "at");

-- CreateIndex
CREATE INDEX "scans_actor_id_at_idx" ON "scans"("actor_id", "at");

-- CreateIndex
CREATE INDEX "messages_tenant_id_created_at_id_idx" ON "messages"("tenant_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "messages_tenant_id_ticket_id_created_at_idx" ON "messages"("tenant_id", "ticket_id", "created_at");

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_at_id_idx" ON "audit_entries"("tenant_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_entries_tenant_id_subject_kind_subject_id_at_idx" ON "audit_entries"("tenant_id", "subject_kind", "subject_id", "at");

-- CreateIndex
CREATE INDEX "idempotent_runs_created_at_idx" ON "idempotent_runs"("created_at");

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "factors" ADD CONSTRAINT "factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "roles" ADD CONSTRAINT "roles_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_tenant_id_role_id_fkey" FOREIGN KEY ("tenant_id", "role_id") REFERENCES "roles"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_tenant_id_member_id_fkey" FOREIGN KEY ("tenant_id", "member_id") REFERENCES "members"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "events" ADD CONSTRAINT "events_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_types" ADD CONSTRAINT "ticket_types_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gates" ADD CONSTRAINT "gates_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoints" ADD CONSTRAINT "checkpoints_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_tenant_id_event_id_ticket_type_id_fkey" FOREIGN KEY ("tenant_id", "event_id", "ticket_type_id") REFERENCES "ticket_types"("tenant_id", "event_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_tenant_id_check_in_id_fkey" FOREIGN KEY ("tenant_id", "check_in_id") REFERENCES "scans"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_codes" ADD CONSTRAINT "ticket_codes_tenant_id_ticket_id_fkey" FOREIGN KEY ("tenant_id", "ticket_id") REFERENCES "tickets"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_tenant_id_ticket_id_fkey" FOREIGN KEY ("tenant_id", "ticket_id") REFERENCES "tickets"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_tenant_id_device_id_fkey" FOREIGN KEY ("tenant_id", "device_id") REFERENCES "devices"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_tenant_id_event_id_gate_id_fkey" FOREIGN KEY ("tenant_id", "event_id", "gate_id") REFERENCES "gates"("tenant_id", "event_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_tenant_id_event_id_checkpoint_id_fkey" FOREIGN KEY ("tenant_id", "event_id", "checkpoint_id") REFERENCES "checkpoints"("tenant_id", "event_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "scans" ADD CONSTRAINT "scans_tenant_id_undoes_id_fkey" FOREIGN KEY ("tenant_id", "undoes_id") REFERENCES "scans"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_tenant_id_ticket_id_fkey" FOREIGN KEY ("tenant_id", "ticket_id") REFERENCES "tickets"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_requests" ADD CONSTRAINT "job_requests_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entries" ADD CONSTRAINT "audit_entries_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotent_runs" ADD CONSTRAINT "idempotent_runs_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ═════ What Prisma's schema cannot say ═════

-- The three identities. Roles belong to the whole cluster, so two databases may be migrated at once: take turns, and
-- tolerate a role that is already there.
DO $$
DECLARE role_name text;
BEGIN
  PERFORM pg_advisory_xact_lock(7837201);
  FOREACH role_name IN ARRAY ARRAY['usher_tenant', 'usher_system', 'usher_person'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', role_name);
      END IF;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
    BEGIN
      EXECUTE format('GRANT %I TO current_user', role_name);
    EXCEPTION WHEN insufficient_privilege THEN
      -- Somebody else made the role and may have granted it already.
      IF NOT pg_has_role(current_user, role_name, 'MEMBER') THEN RAISE; END IF;
    END;
  END LOOP;
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO usher_tenant, usher_system, usher_person;

-- One door for every tenant-owned table, this migration's and later ones'. `(SELECT …)` makes the setting an InitPlan,
-- read once a statement. After a commit the setting is '', which is no uuid: nullif turns both into "no tenant".
CREATE FUNCTION protect_tenant_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY tenant_rows ON %s TO usher_tenant
       USING (tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::uuid))
       WITH CHECK (tenant_id = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::uuid))', target);
  EXECUTE format('CREATE POLICY system_rows ON %s TO usher_system USING (true) WITH CHECK (true)', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO usher_tenant, usher_system', target);
END $$;

-- Rows of an append-only table leave only through purge_tenant(), and only for the owner.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('app.purging', true) = to_jsonb(OLD) ->> 'tenant_id'
     AND current_user = (SELECT tableowner FROM pg_tables WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION make_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM usher_tenant, usher_system', target);
  EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()', target);
  EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()', target);
END $$;

SELECT protect_tenant_table(t) FROM unnest(ARRAY[
  'roles', 'members', 'grants', 'api_keys', 'events', 'ticket_types', 'gates', 'checkpoints', 'tickets', 'ticket_codes',
  'devices', 'scans', 'messages', 'job_requests', 'audit_entries', 'idempotent_runs'
]::regclass[]) AS t;

SELECT make_append_only(t) FROM unnest(ARRAY['scans', 'audit_entries', 'platform_audit_entries']::regclass[]) AS t;

-- tenants: a tenant sees itself.
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_tenant ON tenants TO usher_tenant
  USING (id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid));
CREATE POLICY system_rows ON tenants TO usher_system USING (true) WITH CHECK (true);
GRANT SELECT ON tenants TO usher_tenant;
GRANT SELECT, INSERT, UPDATE ON tenants TO usher_system;

-- users: a tenant sees those who share a membership; a person sees and changes themself.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY colleagues ON users FOR SELECT TO usher_tenant
  USING (EXISTS (SELECT FROM members m WHERE m.user_id = users.id
    AND m.tenant_id = (SELECT nullif(current_setting('app.tenant_id', true), '')::uuid)));
CREATE POLICY own_row ON users TO usher_person
  USING (id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid))
  WITH CHECK (id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
CREATE POLICY system_rows ON users TO usher_system USING (true) WITH CHECK (true);
GRANT SELECT ON users TO usher_tenant;
GRANT SELECT, UPDATE ON users TO usher_person;
GRANT SELECT, INSERT, UPDATE ON users TO usher_system;

-- credentials, sessions, factors: nothing for the tenant role.
DO $$
DECLARE target text;
BEGIN
  FOREACH target IN ARRAY ARRAY['credentials', 'sessions', 'factors'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY own_rows ON %I TO usher_person
      USING (user_id = (SELECT nullif(current_setting(''app.user_id'', true), '''')::uuid))
      WITH CHECK (user_id = (SELECT nullif(current_setting(''app.user_id'', true), '''')::uuid))', target);
    EXECUTE format('CREATE POLICY system_rows ON %I TO usher_system USING (true) WITH CHECK (true)', target);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO usher_person, usher_system', target);
  END LOOP;
END $$;

-- The platform's own tables: the system role only.
ALTER TABLE platform_audit_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_rows ON platform_audit_entries TO usher_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON platform_audit_entries TO usher_system;
ALTER TABLE worker_heartbeats ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_rows ON worker_heartbeats TO usher_system USING (true) WITH CHECK (true);
ALTER TABLE rate_limits ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_rows ON rate_limits TO usher_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_heartbeats, rate_limits TO usher_system;

-- Soft-deleted rows give their name free.
CREATE UNIQUE INDEX events_slug_alive ON events (tenant_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX members_user_alive ON members (tenant_id, user_id) WHERE deleted_at IS NULL;
-- What the relay still has to do, and nothing else, so that the index stays small for ever.
CREATE INDEX job_requests_waiting ON job_requests (created_at, id) WHERE relayed_at IS NULL;
-- An admission is undone once; the rows that undo nothing stay out of the index.
CREATE UNIQUE INDEX scans_undoes ON scans (tenant_id, undoes_id) WHERE undoes_id IS NOT NULL;
-- Lets a scan's row go without reading all tickets (foreign key); tickets not yet admitted stay out of it.
CREATE INDEX tickets_check_in ON tickets (check_in_id) WHERE check_in_id IS NOT NULL;
-- Room on the page for the new version of an admitted ticket, so that no index has to learn of it.
ALTER TABLE tickets SET (fillfactor = 80);

ALTER TABLE events ADD CONSTRAINT events_times CHECK (ends_at > starts_at),
  ADD CONSTRAINT events_doors CHECK (doors_close_at > doors_open_at),
  ADD CONSTRAINT events_cap CHECK (cap BETWEEN 1 AND 1000000),
  ADD CONSTRAINT events_next_number CHECK (next_number >= 1);
ALTER TABLE ticket_types ADD CONSTRAINT ticket_types_validity CHECK (valid_until > valid_from),
  ADD CONSTRAINT ticket_types_price CHECK (price_minor >= 0);
-- An admitted ticket names the scan that admitted it, and no other does.
ALTER TABLE tickets ADD CONSTRAINT tickets_admission CHECK ((checked_in_at IS NULL) = (check_in_id IS NULL)),
  ADD CONSTRAINT tickets_number CHECK (number >= 1);
ALTER TABLE scans ADD CONSTRAINT scans_undo CHECK ((verdict = 'UNDONE') = (undoes_id IS NOT NULL));

-- A preview holds only while nothing changed that a verdict could depend on. Emailed and opened do not count.
CREATE FUNCTION bump_ticket_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.state, NEW.checked_in_at, NEW.check_in_id, NEW.generation, NEW.holder_name, NEW.ticket_type_id, NEW.event_id, NEW.deleted_at)
     IS DISTINCT FROM
     (OLD.state, OLD.checked_in_at, OLD.check_in_id, OLD.generation, OLD.holder_name, OLD.ticket_type_id, OLD.event_id, OLD.deleted_at)
  THEN NEW.version := OLD.version + 1; ELSE NEW.version := OLD.version; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bump_version BEFORE UPDATE ON tickets FOR EACH ROW EXECUTE FUNCTION bump_ticket_version();

CREATE FUNCTION bump_gate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.status, NEW.doors_open_at, NEW.doors_close_at, NEW.show_ticket_type, NEW.deleted_at)
     IS DISTINCT FROM (OLD.status, OLD.doors_open_at, OLD.doors_close_at, OLD.show_ticket_type, OLD.deleted_at)
  THEN NEW.gate_version := greatest(NEW.gate_version, OLD.gate_version + 1); END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bump_gate_version BEFORE UPDATE ON events FOR EACH ROW EXECUTE FUNCTION bump_gate_version();

CREATE FUNCTION bump_gate_version_of_type() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.name, NEW.valid_from, NEW.valid_until, NEW.deleted_at) IS DISTINCT FROM (OLD.name, OLD.valid_from, OLD.valid_until, OLD.deleted_at) THEN
    UPDATE events SET gate_version = gate_version + 1 WHERE tenant_id = NEW.tenant_id AND id = NEW.event_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bump_gate_version AFTER UPDATE ON ticket_types FOR EACH ROW EXECUTE FUNCTION bump_gate_version_of_type();

-- The relay listens; the poll behind it catches what a lost notification missed.
CREATE FUNCTION announce_job_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('usher_job_requests', '');
  RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT ON job_requests FOR EACH STATEMENT EXECUTE FUNCTION announce_job_request();

-- ═════ The gate: one round trip each, their own transaction ═════
-- They set the tenant themselves, so that row-level security binds within; every statement spells tenant_id out as well.
-- They hold no rules: what a verdict is, decide() says (lib/domain/check-in/decide.ts).

-- All that decide() needs to know of a ticket at an event's gate, as one document. PL/pgSQL, whose plans are kept: a SQL
-- function would be planned anew at each call.
CREATE FUNCTION gate_facts(p_tenant uuid, p_event uuid, p_ticket uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object(
    'event', (SELECT jsonb_build_object('id', e.id, 'status', e.status, 'gateVersion', e.gate_version, 'timeZone', e.time_zone,
        'doorsOpenAt', e.doors_open_at, 'doorsCloseAt', e.doors_close_at, 'showTicketType', e.show_ticket_type)
      FROM events e WHERE e.tenant_id = p_tenant AND e.id = p_event AND e.deleted_at IS NULL),
    'ticket', (SELECT jsonb_build_object('id', t.id, 'eventId', t.event_id, 'number', t.number, 'name', t.holder_name, 'state', t.state,
        'generation', t.generation, 'version', t.version, 'type', y.name, 'validFrom', y.valid_from, 'validUntil', y.valid_until,
        'eventName', o.name,
        'firstCheckIn', (SELECT jsonb_build_object('id', s.id, 'at', s.at, 'device', s.device_label, 'gate', g.name)
          FROM scans s LEFT JOIN gates g ON g.tenant_id = s.tenant_id AND g.id = s.gate_id
          WHERE s.tenant_id = p_tenant AND s.id = t.check_in_id))
      FROM tickets t
      JOIN ticket_types y ON y.tenant_id = t.tenant_id AND y.id = t.ticket_type_id
      JOIN events o ON o.tenant_id = t.tenant_id AND o.id = t.event_id
      WHERE t.tenant_id = p_tenant AND t.id = p_ticket AND t.deleted_at IS NULL)));
END $$;

-- Preview: finds the ticket by its code's hash, or by its number within the event, and makes the device known.
CREATE FUNCTION gate_look(p_tenant uuid, p_event uuid, p_code_hash bytea, p_number int, p_device uuid, p_label text,
  p_gate uuid, p_checkpoint uuid, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  v_ticket uuid; v_generation int; v_codes jsonb; v_device devices%ROWTYPE; v_facts jsonb; v_gate uuid; v_checkpoint uuid;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  IF p_code_hash IS NOT NULL THEN
    SELECT c.ticket_id, c.generation INTO v_ticket, v_generation
      FROM ticket_codes c WHERE c.token_hash = p_code_hash AND c.tenant_id = p_tenant;
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
  -- Unnamed, the gate is the only one if there is only one, and the checkpoint is the first ("Entry").
  SELECT g.id INTO v_gate FROM gates g WHERE g.tenant_id = p_tenant AND g.event_id = p_event
    AND (g.id = p_gate OR (p_gate IS NULL AND 1 = (SELECT count(*) FROM gates o WHERE o.tenant_id = p_tenant AND o.event_id = p_event)));
  SELECT c.id INTO v_checkpoint FROM checkpoints c WHERE c.tenant_id = p_tenant AND c.event_id = p_event
    AND (c.id = p_checkpoint OR p_checkpoint IS NULL) ORDER BY c.position, c.id LIMIT 1;
  RETURN v_facts || jsonb_build_object('codeGeneration', v_generation, 'codes', v_codes, 'gateId', v_gate, 'checkpointId', v_checkpoint,
    'deviceRevoked', v_device.revoked_at IS NOT NULL);
END $$;

-- A scan already on record, with what is needed to give its answer again.
CREATE FUNCTION gate_recorded(p_tenant uuid, p_scan uuid) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT jsonb_build_object('id', s.id, 'verdict', s.verdict, 'ticketId', s.ticket_id, 'eventId', s.event_id, 'deviceId', s.device_id,
      'actorKind', s.actor_kind, 'actorId', s.actor_id, 'at', s.at,
      'undone', EXISTS (SELECT FROM scans u WHERE u.tenant_id = p_tenant AND u.undoes_id = s.id))
    FROM scans s WHERE s.tenant_id = p_tenant AND s.id = p_scan);
END $$;

-- Confirm. Admits when the scan id is new, the preview not too old, and ticket and event are as they were at the preview:
-- one guarded UPDATE and one append-only row in one statement. Answers
--   {admittedAt, ticket}  this scan admitted it
--   {recorded, facts}     the scan id is on record already: the caller gives that answer again
--   {expired: true}       not on record, and the preview is too old
--   {facts, deviceRevoked}  something moved: the caller decides again
CREATE FUNCTION gate_admit(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_version int, p_gate_version int, p_device uuid,
  p_gate uuid, p_checkpoint uuid, p_method scan_method, p_code_hash bytea, p_actor_kind text, p_actor uuid, p_expired boolean, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE v_recorded jsonb; v_answer jsonb;
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  WITH admitted AS (
    UPDATE tickets t SET checked_in_at = p_now, check_in_id = p_scan
      FROM events e, devices d
      WHERE NOT p_expired AND t.tenant_id = p_tenant AND t.id = p_ticket AND t.version = p_version AND t.checked_in_at IS NULL
        AND e.tenant_id = p_tenant AND e.id = t.event_id AND e.id = p_event AND e.gate_version = p_gate_version
        AND d.tenant_id = p_tenant AND d.id = p_device AND d.revoked_at IS NULL
        AND NOT EXISTS (SELECT FROM scans s WHERE s.tenant_id = p_tenant AND s.id = p_scan)
      RETURNING t.event_id, t.id, t.number, t.holder_name, t.ticket_type_id, e.show_ticket_type, d.label
  ), recorded AS (
    INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, direction, method, device_id, device_label, gate_id, checkpoint_id,
        actor_kind, actor_id, at, code_hash)
      SELECT p_tenant, p_scan, a.event_id, a.id, 'ADMITTED', 'in', p_method, p_device, a.label, p_gate, p_checkpoint,
        p_actor_kind, p_actor, p_now, p_code_hash FROM admitted a)
  SELECT jsonb_build_object('admittedAt', p_now, 'ticket', jsonb_build_object('name', a.holder_name, 'number', a.number, 'type',
      CASE WHEN a.show_ticket_type THEN
        (SELECT y.name FROM ticket_types y WHERE y.tenant_id = p_tenant AND y.id = a.ticket_type_id) END))
    INTO v_answer FROM admitted a;
  IF v_answer IS NOT NULL THEN RETURN v_answer; END IF;
  -- A statement of its own, which sees what was committed while the one above waited for the ticket's row.
  v_recorded := gate_recorded(p_tenant, p_scan);
  IF v_recorded IS NULL AND p_expired THEN RETURN jsonb_build_object('expired', true); END IF;
  RETURN jsonb_build_object('recorded', v_recorded, 'facts', gate_facts(p_tenant, p_event, p_ticket),
    'deviceRevoked', (SELECT d.revoked_at IS NOT NULL FROM devices d WHERE d.tenant_id = p_tenant AND d.id = p_device));
END $$;

-- A refusal on record. With p_quiet > 0 the same principal's refusals of one code leave one row in that many seconds.
-- Returns what is on record under the id afterwards, null when the quiet time swallowed it.
CREATE FUNCTION gate_refuse(p_tenant uuid, p_scan uuid, p_event uuid, p_ticket uuid, p_verdict verdict, p_device uuid, p_gate uuid,
  p_checkpoint uuid, p_method scan_method, p_code_hash bytea, p_actor_kind text, p_actor uuid, p_quiet int, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.tenant_id', p_tenant::text, true);
  -- Two refusals of one code at once would both find no row: they take turns.
  IF p_quiet > 0 THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('|', p_tenant, p_actor_kind, p_actor, p_ticket, p_code_hash), 0));
  END IF;
  INSERT INTO scans (tenant_id, id, event_id, ticket_id, verdict, direction, method, device_id, device_label, gate_id, checkpoint_id,
      actor_kind, actor_id, at, code_hash)
    SELECT p_tenant, p_scan, p_event, p_ticket, p_verdict, 'in', p_method, d.id, d.label, p_gate, p_checkpoint, p_actor_kind, p_actor, p_now, p_code_hash
      FROM devices d WHERE d.tenant_id = p_tenant AND d.id = p_device
      AND (p_quiet = 0 OR NOT EXISTS (SELECT FROM scans s WHERE s.tenant_id = p_tenant AND s.actor_id = p_actor
        AND s.actor_kind = p_actor_kind AND s.at > p_now - make_interval(secs => p_quiet) AND s.verdict NOT IN ('ADMITTED', 'UNDONE')
        AND s.ticket_id IS NOT DISTINCT FROM p_ticket AND s.code_hash IS NOT DISTINCT FROM p_code_hash))
    ON CONFLICT (tenant_id, id) DO NOTHING;
  RETURN gate_recorded(p_tenant, p_scan);
END $$;

REVOKE EXECUTE ON FUNCTION gate_facts, gate_look, gate_recorded, gate_admit, gate_refuse FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gate_facts, gate_look, gate_recorded, gate_admit, gate_refuse TO usher_tenant;
REVOKE EXECUTE ON FUNCTION protect_tenant_table, make_append_only FROM PUBLIC;

-- Erases an organization with all it wrote, append-only tables included. For the owner alone.
CREATE FUNCTION purge_tenant(target uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
  PERFORM set_config('app.purging', target::text, true);
  -- The two tables point at each other: let go of one side first.
  UPDATE tickets SET checked_in_at = NULL, check_in_id = NULL WHERE tenant_id = target AND check_in_id IS NOT NULL;
  FOREACH name IN ARRAY ARRAY['idempotent_runs', 'audit_entries', 'job_requests', 'messages', 'scans', 'devices', 'ticket_codes', 'tickets',
    'ticket_types', 'gates', 'checkpoints', 'grants', 'events', 'api_keys', 'members', 'roles'] LOOP
    EXECUTE format('DELETE FROM %I WHERE tenant_id = $1', name) USING target;
  END LOOP;
  DELETE FROM tenants WHERE id = target;
  PERFORM set_config('app.purging', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION purge_tenant FROM PUBLIC;
