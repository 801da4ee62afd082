-- CreateEnum
CREATE TYPE "run_state" AS ENUM ('queued', 'running', 'done', 'failed');

-- AlterEnum
ALTER TYPE "verdict" ADD VALUE 'NOT_INSIDE';
ALTER TYPE "verdict" ADD VALUE 'CHECKED_OUT';

-- AlterTable
ALTER TABLE "events" ADD COLUMN     "reentry" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "gates" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "checkpoints" ADD COLUMN     "deleted_at" TIMESTAMPTZ(3),
ADD COLUMN     "direction" "scan_direction" NOT NULL DEFAULT 'in';

-- AlterTable
ALTER TABLE "tickets" ADD COLUMN     "import_identity" BYTEA,
ADD COLUMN     "left_at" TIMESTAMPTZ(3),
ADD COLUMN     "reference" TEXT,
ADD COLUMN     "search" TEXT NOT NULL DEFAULT '';
-- Tickets that are there already, as searchText() in the tickets' rules writes it from here on.
UPDATE "tickets" SET "search" = regexp_replace(normalize(lower("holder_name" || ' ' || "holder_email"), NFKD), '[\u0300-\u036f]', '', 'g');
ALTER TABLE "tickets" ALTER COLUMN "search" DROP DEFAULT;

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "invitation_id" UUID;

-- CreateTable
CREATE TABLE "invitations" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role_id" UUID NOT NULL,
    "permissions" TEXT[],
    "key_id" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "runs" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "event_id" UUID,
    "state" "run_state" NOT NULL DEFAULT 'queued',
    "total" INTEGER NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "refused" INTEGER NOT NULL DEFAULT 0,
    "input" JSONB NOT NULL,
    "cursor" TEXT,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "imports" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "file_hash" BYTEA NOT NULL,
    "content" TEXT,
    "delimiter" TEXT NOT NULL,
    "row_count" INTEGER NOT NULL,
    "columns" JSONB NOT NULL,
    "run_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "tenant_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT,
    "ticket_id" UUID,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("tenant_id","import_id","line")
);

-- CreateTable
CREATE TABLE "exports" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "exports_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "export_parts" (
    "tenant_id" UUID NOT NULL,
    "export_id" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "content" TEXT NOT NULL,

    CONSTRAINT "export_parts_pkey" PRIMARY KEY ("tenant_id","export_id","part")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitations_token_hash_key" ON "invitations"("token_hash");

-- CreateIndex
CREATE INDEX "runs_tenant_id_event_id_created_at_idx" ON "runs"("tenant_id", "event_id", "created_at");

-- CreateIndex
CREATE INDEX "imports_tenant_id_event_id_created_at_idx" ON "imports"("tenant_id", "event_id", "created_at");

-- CreateIndex
CREATE INDEX "exports_tenant_id_event_id_created_at_idx" ON "exports"("tenant_id", "event_id", "created_at");

-- CreateIndex
CREATE INDEX "messages_tenant_id_invitation_id_idx" ON "messages"("tenant_id", "invitation_id");

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_tenant_id_role_id_fkey" FOREIGN KEY ("tenant_id", "role_id") REFERENCES "roles"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_tenant_id_invitation_id_fkey" FOREIGN KEY ("tenant_id", "invitation_id") REFERENCES "invitations"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenants"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_tenant_id_run_id_fkey" FOREIGN KEY ("tenant_id", "run_id") REFERENCES "runs"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_tenant_id_import_id_fkey" FOREIGN KEY ("tenant_id", "import_id") REFERENCES "imports"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_tenant_id_ticket_id_fkey" FOREIGN KEY ("tenant_id", "ticket_id") REFERENCES "tickets"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exports" ADD CONSTRAINT "exports_tenant_id_event_id_fkey" FOREIGN KEY ("tenant_id", "event_id") REFERENCES "events"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "exports" ADD CONSTRAINT "exports_tenant_id_run_id_fkey" FOREIGN KEY ("tenant_id", "run_id") REFERENCES "runs"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "export_parts" ADD CONSTRAINT "export_parts_tenant_id_export_id_fkey" FOREIGN KEY ("tenant_id", "export_id") REFERENCES "exports"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- ═════ What Prisma's schema cannot say ═════

SELECT protect_tenant_table(t) FROM unnest(ARRAY[
  'invitations', 'runs', 'imports', 'import_rows', 'exports', 'export_parts'
]::regclass[]) AS t;

-- One living invitation an address.
CREATE UNIQUE INDEX invitations_email_open ON invitations (tenant_id, email) WHERE accepted_at IS NULL AND withdrawn_at IS NULL;
-- The same line of a list issues nothing twice, whoever uploads it and however often at once.
CREATE UNIQUE INDEX tickets_import_identity ON tickets (tenant_id, event_id, import_identity) WHERE import_identity IS NOT NULL AND deleted_at IS NULL;
-- Letting go of a ticket's or run's row must not read all that name it.
CREATE INDEX import_rows_ticket ON import_rows (tenant_id, ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX imports_run ON imports (tenant_id, run_id) WHERE run_id IS NOT NULL;
CREATE INDEX exports_run ON exports (tenant_id, run_id);

ALTER TABLE runs ADD CONSTRAINT runs_counts CHECK (total >= 0 AND done BETWEEN 0 AND total AND refused BETWEEN 0 AND done),
  ADD CONSTRAINT runs_finish CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL));
ALTER TABLE import_rows ADD CONSTRAINT import_rows_outcome CHECK ((reason IS NULL) <> (ticket_id IS NULL));
-- Inside, gone out, or neither; never both.
ALTER TABLE tickets ADD CONSTRAINT tickets_inside_or_left CHECK (checked_in_at IS NULL OR left_at IS NULL);

CREATE OR REPLACE FUNCTION bump_ticket_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.state, NEW.checked_in_at, NEW.check_in_id, NEW.left_at, NEW.generation, NEW.holder_name, NEW.ticket_type_id, NEW.event_id, NEW.deleted_at)
     IS DISTINCT FROM
     (OLD.state, OLD.checked_in_at, OLD.check_in_id, OLD.left_at, OLD.generation, OLD.holder_name, OLD.ticket_type_id, OLD.event_id, OLD.deleted_at)
  THEN NEW.version := OLD.version + 1; ELSE NEW.version := OLD.version; END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION bump_gate_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.status, NEW.doors_open_at, NEW.doors_close_at, NEW.show_ticket_type, NEW.reentry, NEW.deleted_at)
     IS DISTINCT FROM (OLD.status, OLD.doors_open_at, OLD.doors_close_at, OLD.show_ticket_type, OLD.reentry, OLD.deleted_at)
  THEN NEW.gate_version := greatest(NEW.gate_version, OLD.gate_version + 1); END IF;
  RETURN NEW;
END $$;

-- A checkpoint that is turned round or taken away makes what was previewed at it stale.
CREATE FUNCTION bump_gate_version_of_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.direction, NEW.deleted_at) IS DISTINCT FROM (OLD.direction, OLD.deleted_at) THEN
    UPDATE events SET gate_version = gate_version + 1 WHERE tenant_id = NEW.tenant_id AND id = NEW.event_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bump_gate_version AFTER UPDATE ON checkpoints FOR EACH ROW EXECUTE FUNCTION bump_gate_version_of_checkpoint();

CREATE OR REPLACE FUNCTION purge_tenant(target uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
  PERFORM set_config('app.purging', target::text, true);
  -- The two tables point at each other: let go of one side first.
  UPDATE tickets SET checked_in_at = NULL, check_in_id = NULL WHERE tenant_id = target AND check_in_id IS NOT NULL;
  FOREACH name IN ARRAY ARRAY['idempotent_runs', 'audit_entries', 'job_requests', 'messages', 'invitations', 'export_parts', 'exports',
    'import_rows', 'imports', 'runs', 'scans', 'devices', 'ticket_codes', 'tickets', 'ticket_types', 'gates', 'checkpoints', 'grants',
    'events', 'api_keys', 'members', 'roles'] LOOP
    EXECUTE format('DELETE FROM %I WHERE tenant_id = $1', name) USING target;
  END LOOP;
  DELETE FROM tenants WHERE id = target;
  PERFORM set_config('app.purging', '', true);
END $$;
