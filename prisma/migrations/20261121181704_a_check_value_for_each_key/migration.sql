-- CreateTable
CREATE TABLE "key_checks" (
    "key_id" TEXT NOT NULL,
    "value" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_checks_pkey" PRIMARY KEY ("key_id")
);

-- The platform's own, written once for each key: the system role reads and adds, and nobody changes.
ALTER TABLE key_checks ENABLE ROW LEVEL SECURITY;
CREATE POLICY system_rows ON key_checks TO usher_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON key_checks TO usher_system;
